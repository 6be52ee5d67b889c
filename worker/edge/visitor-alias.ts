/** Names visitors and networks one way, within one program. */
import { ipPrefix } from "../../domain/tracking/ip-prefix.ts";
import { type KeyRing, macHex } from "../platform/keys.ts";

/** Eight bytes as 16 hex digits. */
const ALIAS_DIGITS = 16;

/** The alias of a visitor within a program. Those of two programs cannot be joined without our key. */
export function visitorAlias(ring: KeyRing, programId: string, root: Uint8Array): string {
  return macHex(ring.checkKey, `visitor:${programId}`, root, ALIAS_DIGITS);
}

/** The alias of a network within a program; empty without an address. Its salt is thrown away and written down nowhere. */
export function networkAlias(salt: Buffer, program: number, address: string): string {
  return address === "" ? "" : macHex(salt, `network:${program}`, ipPrefix(address), ALIAS_DIGITS);
}
