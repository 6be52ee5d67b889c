/** Coupons: a code that credits one promoter, until it ends. */
import { couponKey } from "../../domain/attribution/coupon-code.ts";
import { canonicalJson } from "../../domain/kernel/canonical-json.ts";
import { parsePromoterId } from "../../domain/kernel/ids.ts";
import {
  couponParams,
  couponPatchSchema,
  couponSchema,
  newCouponSchema,
  presentCoupon,
} from "./coupon.shapes.ts";
import { findCoupons, insertCoupon, listCoupons, setCouponExpiry } from "./coupons.tables.ts";
import { sha256Hex } from "../platform/credentials.ts";
import { callObject } from "../platform/object-call.ts";
import { treeOf } from "../platform/objects.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { programParams } from "../http/common.shapes.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { REPLAY, body, json } from "../http/route-parts.ts";

const PATH = "/v1/programs/{program}/coupons";

const createCoupon = defineRoute({
  method: "post",
  path: PATH,
  operationId: "createCoupon",
  tag: "Coupons",
  summary: "Make a coupon of a promoter; its code ignores case and is one promoter's alone",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: programParams, body: body(newCouponSchema) },
  responses: { 200: json(couponSchema, "Made before"), 201: json(couponSchema, "Made") },
});

const readCoupons = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listCoupons",
  tag: "Coupons",
  summary: "List coupons, those made first first",
  access: ["operator", "key:read", "key:manage"],
  request: { params: programParams, query: pageQuery },
  responses: { 200: json(pageOf(couponSchema), "A page of coupons") },
});

const changeCoupon = defineRoute({
  method: "patch",
  path: `${PATH}/{code}`,
  operationId: "changeCoupon",
  tag: "Coupons",
  summary: "Change when a coupon ends; orders that occurred before that may still use it",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: couponParams, body: body(couponPatchSchema) },
  responses: { 200: json(couponSchema, "The coupon") },
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
      audit: c.get("audit"),
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
        : await setCouponExpiry(c.env.CONFIG, program.number, code, {
            expiresAtMs: expiresAt,
            audit: c.get("audit"),
          });
    if (coupon === undefined || coupon === null) throw new ApiProblem("unknown_coupon");
    return c.json(presentCoupon(coupon), 200);
  });
}
