/** Names visitors one way, within one program. */
import { type KeyRing, macHex } from "../platform/keys.ts";

/** Eight bytes as 16 hex digits. */
const ALIAS_DIGITS = 16;

/** The alias of a visitor within a program. Those of two programs cannot be joined without our key. */
export function visitorAlias(ring: KeyRing, programId: string, root: Uint8Array): string {
  return macHex(ring.checkKey, `visitor:${programId}`, root, ALIAS_DIGITS);
}
