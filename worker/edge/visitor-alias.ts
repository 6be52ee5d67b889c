/** Names visitors one way: within one program by their cookie, without a cookie by network and browser, for a day. */
import { ipPrefix } from "../../domain/tracking/ip-prefix.ts";
import { type KeyRing, mac } from "../platform/keys.ts";

/** Eight bytes as 16 hex digits. */
const ALIAS_DIGITS = 16;

/** The alias of a visitor within a program. Those of two programs cannot be joined without our key. */
export function visitorAlias(ring: KeyRing, programId: string, root: Uint8Array): string {
  return mac(ring.checkKey, `visitor:${programId}`, root).toString("hex").slice(0, ALIAS_DIGITS);
}

/** The alias of an address and browser. Its salt changes every day, and the address is kept nowhere. */
export function networkAlias(
  ring: KeyRing,
  seen: { readonly address: string; readonly userAgent: string; readonly occurredAtMs: number },
): string {
  const day = new Date(seen.occurredAtMs).toISOString().slice(0, 10);
  const salt = mac(ring.checkKey, "daily-salt", day);
  const text = `${ipPrefix(seen.address)}\n${seen.userAgent}`;
  return mac(salt, "network", text).toString("hex").slice(0, ALIAS_DIGITS);
}
