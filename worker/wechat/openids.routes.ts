/** Which promoter a person in WeChat is: said by the merchant, who knows both. */
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { requireActingAsPromoter } from "../access/held-scopes.ts";
import { defineRoute } from "../access/route.ts";
import { promoterParams } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { ApiProblem } from "../http/problem.ts";
import { body, json, REPLAY } from "../http/route-parts.ts";
import { keyRing } from "../platform/keys.ts";
import { findPromoter } from "../promoters/find-promoter.ts";
import { openidHash } from "./openid-hash.ts";
import { newOpenidSchema, openidSchema } from "./openid.shapes.ts";
import { bindOpenid, unbindPromoter } from "./openids.tables.ts";
import { readWechatApp } from "./wechat-apps.tables.ts";

const PATH = "/v1/programs/{program}/promoters/{id}/wechat";
const TAG = "WeChat";

const bind = defineRoute({
  method: "post",
  path: PATH,
  operationId: "bindWechat",
  tag: TAG,
  summary: "Say who a promoter is in WeChat, so that the promoter signs in there",
  description: "A person needs `payouts` besides: the portal asks for payouts.",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: promoterParams, body: body(newOpenidSchema) },
  responses: {
    200: json(openidSchema, "It stands so already"),
    201: json(openidSchema, "Bound"),
  },
});

const unbind = defineRoute({
  method: "delete",
  path: PATH,
  operationId: "unbindWechat",
  tag: TAG,
  summary: "Forget who a promoter is in WeChat",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: promoterParams },
  responses: { 204: { description: "Forgotten, or never bound. Sessions that stand go on" } },
});

export function registerOpenids(app: ApiApp): void {
  app.openapi(bind, async (c) => {
    const { program, principal } = requireProgram(c);
    requireActingAsPromoter(principal);
    const { ref: promoter } = await findPromoter(c.env, program, c.req.valid("param").id);
    const account = await readWechatApp(c.env.CONFIG, program.number);
    if (account === undefined) throw new ApiProblem("no_wechat_app");
    const { appId } = account;
    const hash = openidHash(keyRing(c.env), program.id, appId, c.req.valid("json").openId);
    const row = { program: program.number, appId, hash, promoter, boundAtMs: Date.now() };
    const outcome = await bindOpenid(c.env.CONFIG, row, c.get("audit"));
    if (outcome.kind !== "bound") throw new ApiProblem(outcome.kind);
    const boundAt = instantOf(outcome.row.boundAtMs);
    const shown = { promoterId: promoterIdOf(promoter), appId, boundAt };
    return outcome.isNew ? c.json(shown, 201) : c.json(shown, 200, REPLAY);
  });
  app.openapi(unbind, async (c) => {
    const { program } = requireProgram(c);
    const { ref: promoter } = await findPromoter(c.env, program, c.req.valid("param").id);
    await unbindPromoter(c.env.CONFIG, { program: program.number, promoter }, c.get("audit"));
    return c.body(null, 204);
  });
}
