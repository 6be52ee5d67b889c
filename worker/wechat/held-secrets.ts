/** What the one object of an app holds of WeChat's: its `access_token`, and the `jsapi_ticket` of pages. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import type { WechatAccount, WechatFault } from "../../durable-objects/wechat-app/wechat-calls.ts";
import { ApiProblem, type ProblemCode } from "../http/problem.ts";
import { type KeyRing, keyRing, macHex } from "../platform/keys.ts";
import { callObject } from "../platform/object-call.ts";
import { openAccessToken, openAppSecret, openTicket } from "./sealed-calls.ts";

const NAME_DIGITS = 32;
const SECOND_MS = 1_000;

const OPENED_BY = { accessToken: openAccessToken, ticket: openTicket };

export interface HeldSecret {
  readonly text: string;
  /** As the object keeps it. */
  readonly sealed: string;
}

/**
 * @param refused what WeChat takes no more: another one is got in its place.
 * @throws ApiProblem `wechat_limited`, `wechat_unavailable` or `wechat_refused` (503), each with Retry-After.
 */
export async function heldSecret(
  env: Env,
  account: WechatAccount,
  kind: keyof typeof OPENED_BY,
  refused?: string,
): Promise<HeldSecret> {
  const ring = keyRing(env);
  const secret = openAppSecret(ring, account);
  if (secret === undefined) throw new ApiProblem("wechat_refused", { detail: "set the account anew" });
  const name = objectNameOf(ring, account.appId, secret);
  // Of a text whose key is gone, another one is asked for.
  let useless = refused;
  for (let tries = 1; ; tries += 1) {
    const held = await callObject(
      async () => await objectNamed(env.WECHAT_APP, name)[kind](account, useless),
    );
    if (held.kind === "refused") throw wechatProblem(held, held.retryAfterMs);
    const text = OPENED_BY[kind](ring, held.sealed);
    if (text !== undefined) return { text, sealed: held.sealed };
    if (tries === 2) throw new ApiProblem("unavailable");
    useless = held.sealed;
  }
}

/** Whoever knows an app's secret shares its object. A wrong secret leads to an object that has nothing. */
function objectNameOf(ring: KeyRing, appId: string, secret: string): string {
  return `${appId}/${macHex(ring.checkKey, "wechat-app", secret, NAME_DIGITS)}`;
}

const PROBLEMS: Readonly<Record<WechatFault, ProblemCode>> = {
  limited: "wechat_limited",
  down: "wechat_unavailable",
  refused: "wechat_refused",
  token_ended: "wechat_unavailable",
};

/** Why WeChat gave nothing, as callers are told it. */
export function wechatProblem(
  { fault, code }: { readonly fault: WechatFault; readonly code: number | null },
  retryAfterMs: number,
): ApiProblem {
  return new ApiProblem(PROBLEMS[fault], {
    headers: { "retry-after": String(Math.ceil(retryAfterMs / SECOND_MS)) },
    ...(code === null ? {} : { detail: `WeChat answers errcode ${code}` }),
  });
}
