/** A program's official account: set by the merchant. Its secret is kept sealed, and no answer has it. */
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { programParams } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { ApiProblem } from "../http/problem.ts";
import { body, json } from "../http/route-parts.ts";
import { keyRing } from "../platform/keys.ts";
import { sealAppSecret } from "./sealed-calls.ts";
import { newWechatAppSchema, presentWechatApp, wechatAppSchema } from "./wechat-app.shapes.ts";
import { deleteWechatApp, readWechatApp, type WechatAppRow, writeWechatApp } from "./wechat-apps.tables.ts";

const PATH = "/v1/programs/{program}/wechat";
const TAG = "WeChat";

const setApp = defineRoute({
  method: "put",
  path: PATH,
  operationId: "setWechatApp",
  tag: TAG,
  summary: "Set the program's WeChat official account, whole",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: programParams, body: body(newWechatAppSchema) },
  responses: { 200: json(wechatAppSchema, "The account, without its secret") },
});

const getApp = defineRoute({
  method: "get",
  path: PATH,
  operationId: "readWechatApp",
  tag: TAG,
  summary: "Read the program's WeChat official account",
  access: ["operator", "key:read", "key:manage"],
  request: { params: programParams },
  responses: { 200: json(wechatAppSchema, "The account, without its secret") },
});

const removeApp = defineRoute({
  method: "delete",
  path: PATH,
  operationId: "removeWechatApp",
  tag: TAG,
  summary: "Forget the program's WeChat official account",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: programParams },
  responses: { 204: { description: "Forgotten, or never set" } },
});

export function registerWechatApps(app: ApiApp): void {
  app.openapi(setApp, async (c) => {
    const { program } = requireProgram(c);
    const { appId, appSecret, verification, miniProgram } = c.req.valid("json");
    const ring = keyRing(c.env);
    const row: WechatAppRow = {
      program: program.number,
      appId,
      sealed: sealAppSecret(ring, program.id, appSecret),
      verificationName: verification?.name ?? null,
      verificationContent: verification?.content ?? null,
      miniAppId: miniProgram?.appId ?? null,
      miniSealed: miniProgram === undefined ? null : sealAppSecret(ring, program.id, miniProgram.appSecret),
      updatedAtMs: Date.now(),
    };
    const isWritten = await writeWechatApp(c.env.CONFIG, row, c.get("audit"));
    if (!isWritten) throw new ApiProblem("verification_taken");
    return c.json(presentWechatApp(row, instantOf(row.updatedAtMs)), 200);
  });
  app.openapi(getApp, async (c) => {
    const row = await readWechatApp(c.env.CONFIG, requireProgram(c).program.number);
    if (row === undefined) throw new ApiProblem("no_wechat_app");
    return c.json(presentWechatApp(row, instantOf(row.updatedAtMs)), 200);
  });
  app.openapi(removeApp, async (c) => {
    await deleteWechatApp(c.env.CONFIG, requireProgram(c).program.number, c.get("audit"));
    return c.body(null, 204);
  });
}
