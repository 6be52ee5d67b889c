/** By what a program's payouts are paid in WeChat: set by the merchant, kept sealed, and shown without keys. */
import { type ApiApp, requireProgram } from "../../access/api-env.ts";
import { defineRoute } from "../../access/route.ts";
import { programParams } from "../../http/common.shapes.ts";
import { instantOf } from "../../http/instants.ts";
import { ApiProblem } from "../../http/problem.ts";
import { body, json, whyBody } from "../../http/route-parts.ts";
import { keyRing } from "../../platform/keys.ts";
import { faultsInSettings, sealSettings } from "./sealed-settings.ts";
import {
  newWechatPayoutsSchema,
  presentWechatPayouts,
  wechatPayoutsSchema,
} from "./wechat-payouts.shapes.ts";
import { deleteWechatPayouts, readWechatPayouts, writeWechatPayouts } from "./wechat-payouts.tables.ts";

const PATH = "/v1/programs/{program}/wechat-payouts";
const TAG = "Payouts";

const setPayouts = defineRoute({
  method: "put",
  path: PATH,
  operationId: "setWechatPayouts",
  tag: TAG,
  summary: "Set by what WeChat Pay pays the program's payouts, whole",
  description:
    "Transfers that are under way stay with the merchant number that they began with, and wait while another one is set.",
  access: ["operator", "key:payouts"],
  audit: "with_change",
  request: { params: programParams, body: body(newWechatPayoutsSchema) },
  responses: { 200: json(wechatPayoutsSchema, "What is set, without keys") },
});

const getPayouts = defineRoute({
  method: "get",
  path: PATH,
  operationId: "readWechatPayouts",
  tag: TAG,
  summary: "Read by what WeChat Pay pays the program's payouts",
  access: ["operator", "key:read", "key:payouts"],
  request: { params: programParams },
  responses: { 200: json(wechatPayoutsSchema, "What is set, without keys") },
});

const removePayouts = defineRoute({
  method: "delete",
  path: PATH,
  operationId: "removeWechatPayouts",
  tag: TAG,
  summary:
    "Forget by what WeChat Pay pays the program's payouts; transfers under way are asked about no more",
  access: ["operator", "key:payouts"],
  audit: "with_change",
  keepsReason: true,
  request: { params: programParams, body: whyBody() },
  responses: { 204: { description: "Forgotten, or never set" } },
});

export function registerWechatPayouts(app: ApiApp): void {
  app.openapi(setPayouts, async (c) => {
    const { program } = requireProgram(c);
    if (program.currency !== "CNY") throw new ApiProblem("wechat_pays_cny");
    const settings = c.req.valid("json");
    const errors = faultsInSettings(settings);
    if (errors.length > 0) throw new ApiProblem("invalid_body", { errors });
    const { appId, merchantId } = settings;
    const sealed = sealSettings(keyRing(c.env), program.id, settings);
    const row = { program: program.number, appId, merchantId, sealed, updatedAtMs: Date.now() };
    await writeWechatPayouts(c.env.CONFIG, row, c.get("audit"));
    return c.json(presentWechatPayouts(row, instantOf(row.updatedAtMs)), 200);
  });
  app.openapi(getPayouts, async (c) => {
    const row = await readWechatPayouts(c.env.CONFIG, requireProgram(c).program.number);
    if (row === undefined) throw new ApiProblem("no_wechat_payouts");
    return c.json(presentWechatPayouts(row, instantOf(row.updatedAtMs)), 200);
  });
  app.openapi(removePayouts, async (c) => {
    await deleteWechatPayouts(c.env.CONFIG, requireProgram(c).program.number, c.get("audit"));
    return c.body(null, 204);
  });
}
