/** Binds a customer to a promoter by the merchant's call. Of several at once, one stands. */
import type { z } from "@hono/zod-openapi";
import { couponKey } from "../../domain/attribution/coupon-code.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { sentTokens } from "../../domain/tracking/sent-tokens.ts";
import { parsePromoterId, type PromoterRef } from "../../domain/kernel/ids.ts";
import { joinsWhenBound } from "../../domain/program/promoter-rule.ts";
import { versionAt } from "../../domain/program/versions.ts";
import type { BindRequest } from "../../durable-objects/journey/journey-calls.ts";
import { bindingSchema, newBindingSchema, presentBinding } from "./binding.shapes.ts";
import { findCoupons } from "../coupons/coupons.tables.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { readTokenOf } from "../platform/click-tokens.ts";
import { keyRing } from "../platform/keys.ts";
import { callObject } from "../platform/object-call.ts";
import { journeyOf, slotOf, treeOf } from "../platform/objects.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { settingsAt } from "../configuration/as-of.ts";
import { programParams } from "../http/common.shapes.ts";
import { REPLAY, body, json } from "../http/route-parts.ts";

const bindCustomer = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/bindings",
  operationId: "bindCustomer",
  tag: "Bindings",
  summary: "Bind a customer to a promoter, named or proved by a click token or coupon",
  description:
    "Under the promoter rule `everyone` who is bound becomes a promoter, under the promoter of the binding that is " +
    "answered. The binding ends with it, once, a moment after the answer. From then on this call is refused with " +
    "`is_promoter`. Where the line above is too deep the new promoter stands under nobody.",
  access: ["operator", "key:orders"],
  audit: "own_record",
  request: { params: programParams, body: body(newBindingSchema) },
  responses: { 200: json(bindingSchema, "It stood before"), 201: json(bindingSchema, "Bound") },
});

export function registerBindings(app: ApiApp): void {
  app.openapi(bindCustomer, async (c) => {
    const { program } = requireProgram(c);
    const wanted = c.req.valid("json");
    const nowMs = Date.now();
    const promoter = await promoterWanted(c.env, program, wanted, nowMs);
    await refuseByTree(c.env, program, wanted.customerId, promoter, nowMs);
    const request = bindRequest(program, wanted.customerId, promoter, nowMs);
    const result = await callObject(
      async () => await journeyOf(c.env, program, wanted.customerId).bind(request),
    );
    if (result.kind === "refused") {
      throw new ApiProblem(result.reason === "binding_off" ? "binding_disabled" : result.reason);
    }
    if (result.created && request.joins !== undefined) {
      await refuseJoined(c.env, program, wanted.customerId, promoter);
    }
    const shown = presentBinding(result.binding);
    return result.created ? c.json(shown, 201) : c.json(shown, 200, REPLAY);
  });
}

/** By the settings in force now: they also say whether who is bound becomes a promoter. */
function bindRequest(
  program: ProgramConfig,
  customerId: string,
  promoter: PromoterRef,
  nowMs: number,
): BindRequest {
  const { binding: policy, promoterRule } = settingsAt(program, nowMs).value;
  const joins = joinsWhenBound(promoterRule)
    ? { joins: { slot: slotOf(program, "member", customerId) } }
    : {};
  return { customerId, promoter, policy, ...joins };
}

type Wanted = z.output<typeof newBindingSchema>;

/** @throws ApiProblem `no_such_promoter`, `no_such_coupon`, `coupon_expired`, or as {@link promoterClicked} (422). */
async function promoterWanted(
  env: Env,
  program: ProgramConfig,
  { promoterId = "", clickToken, couponCode }: Wanted,
  nowMs: number,
): Promise<PromoterRef> {
  if (clickToken !== undefined) return promoterClicked(env, program, clickToken, nowMs);
  if (couponCode !== undefined) {
    const coupons = await findCoupons(env.CONFIG, program.number, [couponCode]);
    const coupon = coupons.get(couponKey(couponCode));
    if (coupon === undefined) throw new ApiProblem("no_such_coupon");
    if (coupon.expiresAtMs !== null && coupon.expiresAtMs <= nowMs) throw new ApiProblem("coupon_expired");
    return coupon.promoter;
  }
  const promoter = parsePromoterId(promoterId);
  if (promoter === undefined) throw new ApiProblem("no_such_promoter");
  return promoter;
}

/** @throws ApiProblem `invalid_click_token`, `click_expired` (422). */
function promoterClicked(env: Env, program: ProgramConfig, clickToken: string, nowMs: number): PromoterRef {
  const readings = sentTokens([clickToken]).map((text) => readTokenOf(keyRing(env), program.number, text));
  const reading = readings.find(({ kind }) => kind === "read") ?? readings[0];
  if (reading?.kind !== "read") {
    const errors = [{ path: "clickToken", message: reading?.fault ?? "malformed" }];
    throw new ApiProblem("invalid_click_token", { errors });
  }
  const { click } = reading.token;
  const lookbackMs = versionAt(program.settings, nowMs)?.value.attribution.clickLookbackMs ?? 0;
  const isWithin =
    click.occurredAtMs <= nowMs + LIMITS.tokenGraceMs && nowMs < click.occurredAtMs + lookbackMs;
  if (!isWithin || click.kind !== "click") throw new ApiProblem("click_expired");
  return click.promoter;
}

/** Promoters have uplines, not bindings; and only an active promoter gains customers. */
async function refuseByTree(
  env: Env,
  program: ProgramConfig,
  customerId: string,
  promoter: PromoterRef,
  nowMs: number,
): Promise<void> {
  const query = {
    promoters: [{ ref: promoter, atMs: nowMs }],
    // Whoever has joined, also where the tree's clock is ahead of ours.
    members: [{ memberId: customerId, atMs: Number.MAX_SAFE_INTEGER }],
    uplines: 0,
  };
  const { promoters, members } = await callObject(async () => await treeOf(env, program).snapshots(query));
  const [snapshot] = promoters;
  if (snapshot === null || snapshot === undefined) throw new ApiProblem("no_such_promoter");
  if (snapshot.memberId === customerId) throw new ApiProblem("self_binding");
  if (members[0] !== null && members[0] !== undefined) throw new ApiProblem("is_promoter");
  if (snapshot.status !== "active") throw new ApiProblem("promoter_suspended");
}

/**
 * Of calls that come at once, one may find no binding because another one's has just ended: its customer has joined. The
 * tree ends this binding as well.
 *
 * @throws ApiProblem `is_promoter` (409).
 */
async function refuseJoined(
  env: Env,
  program: ProgramConfig,
  customerId: string,
  promoter: PromoterRef,
): Promise<void> {
  const line = await callObject(
    async () => await treeOf(env, program).uplines(customerId, Number.MAX_SAFE_INTEGER),
  );
  const upline = line?.[0]?.ref;
  if (upline !== undefined && upline !== promoter) throw new ApiProblem("is_promoter");
}
