/** Questions to WeChat whose secrets come sealed, and whose answers leave sealed. */
import type { Failed, Fetched, WechatAccount } from "../../durable-objects/wechat-app/wechat-calls.ts";
import { type KeyRing, keyRing } from "../platform/keys.ts";
import { seal, unseal } from "../platform/sealed-secrets.ts";
import { askAccessToken, askTicket, type Secret } from "./wechat-api.ts";

const TOKEN_USE = "wechat:access_token";
const TICKET_USE = "wechat:jsapi_ticket";

/** The key of it is gone: as far as we are concerned it has ended. */
const UNREADABLE: Failed = { kind: "failed", fault: "token_ended", code: null };
const NO_SECRET: Failed = { kind: "failed", fault: "refused", code: null };

/** @returns the app's secret; undefined where the key that sealed it is gone. */
export function openAppSecret(
  ring: KeyRing,
  { programId, sealed }: Pick<WechatAccount, "programId" | "sealed">,
): string | undefined {
  return unseal(ring, secretUse(programId), sealed);
}

export function sealAppSecret(ring: KeyRing, programId: string, secret: string): string {
  return seal(ring, secretUse(programId), secret);
}

function secretUse(programId: string): string {
  return `wechat:${programId}`;
}

/** WeChat gives the token that is in force once more. Where it has just refused that one, another one is forced. */
export async function sealedAccessToken(
  env: Env,
  account: WechatAccount,
  refused: string | undefined,
): Promise<Fetched> {
  const ring = keyRing(env);
  const { appId } = account;
  const secret = openAppSecret(ring, account);
  if (secret === undefined) return NO_SECRET;
  const before = refused === undefined ? undefined : unseal(ring, TOKEN_USE, refused);
  let given = await askAccessToken(env, { appId, secret }, false);
  if (given.kind === "secret" && given.text === before) {
    given = await askAccessToken(env, { appId, secret }, true);
  }
  return sealedFor(ring, TOKEN_USE, given);
}

export async function sealedTicket(env: Env, accessToken: string): Promise<Fetched> {
  const ring = keyRing(env);
  const token = openAccessToken(ring, accessToken);
  if (token === undefined) return UNREADABLE;
  return sealedFor(ring, TICKET_USE, await askTicket(env, token));
}

export function openAccessToken(ring: KeyRing, sealed: string): string | undefined {
  return unseal(ring, TOKEN_USE, sealed);
}

export function openTicket(ring: KeyRing, sealed: string): string | undefined {
  return unseal(ring, TICKET_USE, sealed);
}

function sealedFor(ring: KeyRing, use: string, given: Secret | Failed): Fetched {
  if (given.kind === "failed") return given;
  return { kind: "fetched", sealed: seal(ring, use, given.text), lastsMs: given.lastsMs };
}
