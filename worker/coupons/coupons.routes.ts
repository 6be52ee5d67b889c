/** Coupons: a code that credits one promoter, until it ends. */
import { createRoute, z } from "@hono/zod-openapi";
import { couponKey } from "../../domain/attribution/coupon-code.ts";
import { canonicalJson } from "../../domain/kernel/canonical-json.ts";
import { parsePromoterId } from "../../domain/kernel/ids.ts";
import { opaqueIdSchema, programIdSchema } from "../http/common.shapes.ts";
import { couponPatchSchema, couponSchema, newCouponSchema, presentCoupon } from "./coupon.shapes.ts";
import { findCoupons, insertCoupon, listCoupons, setCouponExpiry } from "./coupons.tables.ts";
import { sha256Hex } from "../platform/credentials.ts";
import { callObject } from "../platform/object-call.ts";
import { treeOf } from "../platform/objects.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { cutPage, decodeCursor, encodeCursor, pageOf, pageQuery } from "../http/page.ts";
import { BEARER, body, json, programParams, REFUSALS, REPLAY } from "../http/route-parts.ts";

const PATH = "/v1/programs/{program}/coupons";
const couponParams = z.object({ program: programIdSchema, code: opaqueIdSchema });

const createCoupon = createRoute({
  method: "post",
  path: PATH,
  summary: "Make a coupon of a promoter; its code ignores case and is one promoter's alone",
  security: BEARER,
  request: { params: programParams, body: body(newCouponSchema) },
  responses: { 200: json(couponSchema, "Made before"), 201: json(couponSchema, "Made"), ...REFUSALS },
});

const readCoupons = createRoute({
  method: "get",
  path: PATH,
  summary: "List coupons, those made first first",
  security: BEARER,
  request: { params: programParams, query: pageQuery },
  responses: { 200: json(pageOf(couponSchema), "A page of coupons"), ...REFUSALS },
});

const changeCoupon = createRoute({
  method: "patch",
  path: `${PATH}/{code}`,
  summary: "Change when a coupon ends; orders that occurred before that may still use it",
  security: BEARER,
  request: { params: couponParams, body: body(couponPatchSchema) },
  responses: { 200: json(couponSchema, "The coupon"), ...REFUSALS },
});

export function registerCoupons(app: ApiApp): void {
  app.openapi(createCoupon, async (c) => {
    const { program } = requireProgram(c);
    const { code, promoterId, expiresAt = null } = c.req.valid("json");
    const promoter = parsePromoterId(promoterId);
    const known =
      promoter === undefined
        ? null
        : await callObject(async () => await treeOf(c.env, program).promoter(promoter));
    if (known === null) throw new ApiProblem("no_such_promoter");
    const { ref } = known;
    const requestHash = sha256Hex(canonicalJson({ code: couponKey(code), promoter: ref, expiresAt }));
    const made = await insertCoupon(c.env.CONFIG, {
      program: program.number,
      code,
      promoter: ref,
      expiresAtMs: expiresAt,
      requestHash,
      nowMs: Date.now(),
    });
    if (made.kind === "taken") throw new ApiProblem("coupon_taken");
    const shown = presentCoupon(made.coupon);
    return made.kind === "created" ? c.json(shown, 201) : c.json(shown, 200, REPLAY);
  });
  app.openapi(readCoupons, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const [after] = decodeCursor("coupons", cursor, [0]) ?? [0];
    const coupons = await listCoupons(c.env.CONFIG, program.number, after, limit + 1);
    const page = cutPage(coupons, limit, (last) => encodeCursor("coupons", [last.number]));
    return c.json({ ...page, data: page.data.map(presentCoupon) }, 200);
  });
  app.openapi(changeCoupon, async (c) => {
    const { program } = requireProgram(c);
    const { code } = c.req.valid("param");
    const { expiresAt } = c.req.valid("json");
    const coupon =
      expiresAt === undefined
        ? (await findCoupons(c.env.CONFIG, program.number, [code])).get(couponKey(code))
        : await setCouponExpiry(c.env.CONFIG, program.number, code, expiresAt);
    if (coupon === undefined || coupon === null) throw new ApiProblem("unknown_coupon");
    return c.json(presentCoupon(coupon), 200);
  });
}
