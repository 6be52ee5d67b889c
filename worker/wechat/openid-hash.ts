/** An openid as it is kept: nobody finds a person behind it, and programs cannot be joined by it. */
import { type KeyRing, macHex } from "../platform/keys.ts";

const DIGITS = 64;

export function openidHash(ring: KeyRing, programId: string, appId: string, openId: string): string {
  return macHex(ring.checkKey, "wechat-openid", `${programId}\0${appId}\0${openId}`, DIGITS);
}
