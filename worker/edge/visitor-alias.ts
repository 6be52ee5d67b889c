/** Names visitors one way, within one program: by their cookie; without a cookie by network and browser, for a day. */
import { ipPrefix } from "../../domain/tracking/ip-prefix.ts";
import { type KeyRing, macHex } from "../platform/keys.ts";

/** Eight bytes as 16 hex digits. */
const ALIAS_DIGITS = 16;

/** The alias of a visitor within a program. Those of two programs cannot be joined without our key. */
export function visitorAlias(ring: KeyRing, programId: string, root: Uint8Array): string {
  return macHex(ring.checkKey, `visitor:${programId}`, root, ALIAS_DIGITS);
}

/** What a request shows of where it came from, and to which program. */
export interface Seen {
  /** Number of the program. */
  readonly program: number;
  /** Empty where it is not known, or where the visitor asks not to be tracked. */
  readonly address: string;
  readonly userAgent: string;
}

/** The alias of an address and browser, for who brings no cookie; empty without an address. */
export function browserAlias(salt: Buffer, seen: Seen): string {
  return dailyAlias(salt, seen, `${ipPrefix(seen.address)}\n${seen.userAgent}`);
}

/** The alias of a network; empty without an address. */
export function networkAlias(salt: Buffer, seen: Seen): string {
  return dailyAlias(salt, seen, ipPrefix(seen.address));
}

/** Under a random salt that is thrown away and written down nowhere: the address cannot be found again. */
function dailyAlias(salt: Buffer, { program, address }: Seen, text: string): string {
  return address === "" ? "" : macHex(salt, `network:${program}`, text, ALIAS_DIGITS);
}
