/** `GET /wechat/js-config`: a page of the program's own hosts is signed for WeChat's JS-SDK. */
import type { z } from "@hono/zod-openapi";
import { checkDestination } from "../../domain/tracking/destination.ts";
import type { ApiApp } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { currentProgram } from "../configuration/current-program.ts";
import { ApiProblem, problem } from "../http/problem.ts";
import { problemSchema } from "../http/problem.shapes.ts";
import { json, problemAnswer } from "../http/route-parts.ts";
import { notAllowed } from "../links/destination-refused.ts";
import { heldSecret } from "./held-secrets.ts";
import { jsConfigQuery, jsConfigSchema } from "./js-config.shapes.ts";
import { newNonce, signatureOf, withoutFragment } from "./js-signature.ts";
import { readWechatApp } from "./wechat-apps.tables.ts";

const readJsConfig = defineRoute({
  method: "get",
  path: "/wechat/js-config",
  operationId: "readWechatJsConfig",
  tag: "WeChat",
  summary: "Sign a page of the program's hosts for WeChat's JS-SDK",
  description: "What `wx.config` takes, beside `jsApiList`. `t-wechat.js` asks for it by itself.",
  access: ["public"],
  request: { query: jsConfigQuery },
  responses: {
    200: json(jsConfigSchema, "What the page gives to `wx.config`"),
    404: problemAnswer(problemSchema, "No such program, or it has no official account"),
  },
});

const SECOND_MS = 1_000;

/** Pages of the program's hosts ask, and there is nothing in it that a page of WeChat's would not show. */
const HEADERS = {
  "cache-control": "no-store",
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
};

export function registerJsConfig(app: ApiApp): void {
  app.openapi(readJsConfig, async (c) => {
    const { program, url } = c.req.valid("query");
    try {
      return c.json(await signedPage(c.env, program, url), 200, HEADERS);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      // Also of a refusal the page's script says what is wrong.
      const { code, options } = error;
      return problem(code, { ...options, headers: { ...HEADERS, ...options.headers } }) as never;
    }
  });
}

async function signedPage(
  env: Env,
  programId: string,
  url: string,
): Promise<z.output<typeof jsConfigSchema>> {
  const program = await currentProgram(env, programId);
  if (program === null) throw new ApiProblem("not_found");
  const verdict = checkDestination(new URL(url), program.wireSettings.at(-1)?.value.allowedHosts ?? []);
  if (verdict.kind === "refused") throw notAllowed("url", verdict.reason);
  const account = await readWechatApp(env.CONFIG, program.number);
  if (account === undefined) throw new ApiProblem("no_wechat_app");
  const { appId, sealed } = account;
  const { text: ticket } = await heldSecret(env, { programId, appId, sealed }, "ticket");
  const nonce = newNonce();
  const timestamp = Math.floor(Date.now() / SECOND_MS);
  const signature = signatureOf(ticket, { url: withoutFragment(url), nonce, timestamp });
  return { appId, timestamp, nonceStr: nonce, signature };
}
