/** Names visitors one way: within one program by their cookie, without a cookie by network and browser, for a day. */
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { ipPrefix } from "../../domain/tracking/ip-prefix.ts";
import { type KeyRing, mac, macHex } from "../platform/keys.ts";

/** Today's salt and the key it was made from. */
let salt: { readonly day: number; readonly key: Buffer; readonly bytes: Buffer } | undefined;

/** Eight bytes as 16 hex digits. */
const ALIAS_DIGITS = 16;

/** The alias of a visitor within a program. Those of two programs cannot be joined without our key. */
export function visitorAlias(ring: KeyRing, programId: string, root: Uint8Array): string {
  return macHex(ring.checkKey, `visitor:${programId}`, root, ALIAS_DIGITS);
}

/** What a request shows of where it came from. */
export interface Seen {
  readonly address: string;
  readonly userAgent: string;
  readonly occurredAtMs: number;
}

/** The alias of an address and browser, for who brings no cookie. */
export function browserAlias(ring: KeyRing, seen: Seen): string {
  return dailyAlias(ring, seen, `${ipPrefix(seen.address)}\n${seen.userAgent}`);
}

/** The alias of a network; empty where no address is known. */
export function networkAlias(ring: KeyRing, seen: Seen): string {
  return seen.address === "" ? "" : dailyAlias(ring, seen, ipPrefix(seen.address));
}

/** Under a salt that changes every day; the address is kept nowhere. */
function dailyAlias(ring: KeyRing, { occurredAtMs }: Seen, text: string): string {
  const day = Math.floor(occurredAtMs / DAY_MS);
  if (salt?.day !== day || salt.key !== ring.checkKey) {
    salt = { day, key: ring.checkKey, bytes: mac(ring.checkKey, "daily-salt", String(day)) };
  }
  return macHex(salt.bytes, "network", text, ALIAS_DIGITS);
}
