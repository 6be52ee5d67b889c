/**
 * Sign-in of promoters by WeChat (`snsapi_base`, which asks nobody anything). The state that travels is made of a nonce that
 * stays in the browser's cookie. So what leads back is what this very browser has begun.
 */
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { logError } from "../../durable-objects/object/log.ts";
import type { Failed } from "../../durable-objects/wechat-app/wechat-calls.ts";
import type { ApiApp, ApiContext } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { beginSession } from "../access/session.ts";
import { currentProgram } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { audienceOf } from "../deployment/deployment-guard.ts";
import { ApiProblem } from "../http/problem.ts";
import { problemSchema } from "../http/problem.shapes.ts";
import { problemAnswer, text } from "../http/route-parts.ts";
import { newCredential, sha256Hex } from "../platform/credentials.ts";
import { equalBytes, type KeyRing, keyRing, macHex } from "../platform/keys.ts";
import { promoterSessionMs } from "../sign-in/promoter-session.ts";
import { SealedCookie } from "../sign-in/sealed-cookie.ts";
import { type SignInPage, signInPage } from "../sign-in/sign-in-page.ts";
import { newNonce } from "./js-signature.ts";
import { openidHash } from "./openid-hash.ts";
import { callbackSchema, signInQuery } from "./openid.shapes.ts";
import { findOpenid, openByCode, type OpenidRow } from "./openids.tables.ts";
import { openAppSecret } from "./sealed-calls.ts";
import { askPerson } from "./wechat-api.ts";
import { readWechatApp, type WechatAppRow } from "./wechat-apps.tables.ts";

const TAG = "WeChat";
const START = "/wechat/sign-in";
const CALLBACK = "/wechat/sign-in/callback";
const AUTHORIZE = "https://open.weixin.qq.com/connect/oauth2/authorize";
const STATE_DIGITS = 32;

/** WeChat's numbers for a code that is none, was used, or has ended. */
const OF_THE_CODE = new Set([40_029, 40_163, 41_008, 42_003]);

interface Pending {
  readonly program: string;
  readonly nonce: string;
}

const pendingWechat = new SealedCookie<Pending>("tributary-wechat", "wechat-sign-in");

const start = defineRoute({
  method: "get",
  path: START,
  operationId: "beginWechatSignIn",
  tag: TAG,
  summary: "Begin to sign in as a promoter, in WeChat",
  access: ["public"],
  request: { query: signInQuery },
  responses: {
    302: { description: "To WeChat" },
    404: problemAnswer(problemSchema, "No such program, or it has no official account"),
  },
});

const callback = defineRoute({
  method: "get",
  path: CALLBACK,
  operationId: "endWechatSignIn",
  tag: TAG,
  summary: "Where WeChat leads back to: its host is the account's domain of web authorization",
  access: ["public"],
  responses: {
    302: { description: "To `/portal/{program}`, with the session's cookie" },
    400: text("text/html", "A sign-in that has ended, or of another browser"),
    403: text("text/html", "Refused, bound to no promoter, or a snapshot"),
    502: text("text/html", "WeChat refuses the account"),
    503: text("text/html", "WeChat does not answer"),
  },
});

export function registerWechatSignIn(app: ApiApp): void {
  app.openapi(start, async (c) => (await begin(c, c.req.valid("query").program)) as never);
  app.openapi(callback, async (c) => (await end(c)) as never);
}

async function begin(c: ApiContext, programId: string): Promise<Response> {
  const program = await currentProgram(c.env, programId);
  if (program === null) throw new ApiProblem("not_found");
  const account = await readWechatApp(c.env.CONFIG, program.number);
  if (account === undefined) throw new ApiProblem("no_wechat_app");
  const pending = { program: program.id, nonce: newNonce() };
  pendingWechat.keep(c, pending, Date.now());
  const { origin, host } = new URL(c.req.url);
  const own = audienceOf(c.req.raw) === "machine" ? origin : `https://${host}`;
  // In the sequence that WeChat's documents ask for.
  const query = new URLSearchParams([
    ["appid", account.appId],
    ["redirect_uri", `${own}${CALLBACK}`],
    ["response_type", "code"],
    ["scope", "snsapi_base"],
    ["state", stateOf(keyRing(c.env), pending)],
  ]);
  return c.redirect(`${AUTHORIZE}?${query.toString()}#wechat_redirect`, 302);
}

function stateOf(ring: KeyRing, { program, nonce }: Pending): string {
  return macHex(ring.checkKey, "wechat-state", `${program}\0${nonce}`, STATE_DIGITS);
}

async function end(c: ApiContext): Promise<Response> {
  const pending = pendingWechat.take(c, Date.now());
  if (pending === undefined) return signInPage(c, "sign_in_ended");
  const againAt = `${START}?program=${pending.program}`;
  const ring = keyRing(c.env);
  const { data: came } = callbackSchema.safeParse(c.req.query());
  if (came === undefined) return signInPage(c, "sign_in_refused", { againAt });
  if (!equalBytes(Buffer.from(came.state), Buffer.from(stateOf(ring, pending)))) {
    return signInPage(c, "sign_in_ended", { againAt });
  }
  const program = await currentProgram(c.env, pending.program);
  const account = program === null ? undefined : await readWechatApp(c.env.CONFIG, program.number);
  if (program === null || account === undefined) return signInPage(c, "sign_in_ended");
  const found = await whoCame(c.env, ring, program, account, came.code);
  if (typeof found === "string") return signInPage(c, found, { againAt });
  if (!(await signIn(c, program, found, came.code))) return signInPage(c, "sign_in_ended", { againAt });
  return c.redirect(`/portal/${program.id}`, 302);
}

/** The binding of whoever came with a code, or the page that says why nobody is signed in. */
async function whoCame(
  env: Env,
  ring: KeyRing,
  program: ProgramConfig,
  { appId, sealed }: WechatAppRow,
  code: string,
): Promise<OpenidRow | SignInPage> {
  const secret = openAppSecret(ring, { programId: program.id, sealed });
  if (secret === undefined) return "sign_in_failed";
  const person = await askPerson(env, { appId, secret }, code);
  if (person.kind === "failed") return pageOf(person);
  if (person.isSnapshot) return "wechat_snapshot";
  const hash = openidHash(ring, program.id, appId, person.openId);
  return (await findOpenid(env.CONFIG, { program: program.number, appId, hash })) ?? "wechat_unbound";
}

function pageOf({ fault, code }: Failed): SignInPage {
  if (code !== null && OF_THE_CODE.has(code)) return "sign_in_ended";
  logError("wechat_sign_in_failed", new Error(`WeChat: ${fault}, errcode ${code}`));
  return fault === "down" || fault === "limited" ? "provider_unavailable" : "sign_in_failed";
}

/** @returns false where the code has signed in before, or the promoter was unbound meanwhile. */
async function signIn(
  c: ApiContext,
  program: ProgramConfig,
  openid: OpenidRow,
  code: string,
): Promise<boolean> {
  const nowMs = Date.now();
  const lastsMs = promoterSessionMs(program);
  const { text: key, hash } = newCredential(keyRing(c.env), "tp", program.id);
  const promoter = await openByCode(c.env.CONFIG, {
    openid,
    codeHash: sha256Hex(`wechat ${openid.appId} ${code}`),
    hash,
    nowMs,
    expiresAtMs: nowMs + lastsMs,
    audit: {
      program: program.number,
      atMs: nowMs,
      actor: promoterIdOf(openid.promoter),
      credential: `wx_${openid.hash.slice(0, 12)}`,
      operation: callback.operationId,
      subject: CALLBACK,
      members: "",
      requestId: c.get("requestId"),
      reason: null,
    },
  });
  if (promoter === undefined) return false;
  beginSession(c, { key }, nowMs, { lastsMs });
  return true;
}
