/** Signs click tokens and reads them back. A token that we did not sign, to the last bit, is a fault. */
import type { TokenFault } from "../../domain/attribution/attribution.ts";
import {
  type ClickToken,
  decodeClickToken,
  encodeClickToken,
  TOKEN_SEAL_BYTES,
} from "../../domain/tracking/click-token.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { equalBytes, type KeyRing, mac } from "./keys.ts";

export type TokenReading =
  | { readonly kind: "read"; readonly token: ClickToken }
  | { readonly kind: "fault"; readonly fault: "malformed" | "forged" };

const MAC_BYTES = 16;
const PURPOSE = "click-token";

/** The token as text: base64url of key id, body and MAC, at most `LIMITS.tokenCharacters` long. */
export function signToken(ring: KeyRing, token: ClickToken): string {
  const body = encodeClickToken(token);
  const sealed = Buffer.allocUnsafe(body.length + TOKEN_SEAL_BYTES);
  sealed[0] = ring.signing.id;
  sealed.set(body, 1);
  const signed = sealed.subarray(0, body.length + 1);
  mac(ring.signing.bytes, PURPOSE, signed).copy(sealed, body.length + 1, 0, MAC_BYTES);
  return sealed.toString("base64url");
}

/** Reads a token with the key it names. `forged`: shaped as ours, but not signed by a key we hold. */
export function readToken(ring: KeyRing, text: string): TokenReading {
  if (text.length > LIMITS.tokenCharacters) return { kind: "fault", fault: "malformed" };
  const sealed = Buffer.from(text, "base64url");
  const spelledAsOurs = sealed.length > TOKEN_SEAL_BYTES && sealed.toString("base64url") === text;
  if (!spelledAsOurs) return { kind: "fault", fault: "malformed" };
  const key = ring.tokenKeys.get(sealed[0] ?? -1);
  if (key === undefined) return { kind: "fault", fault: "forged" };
  const signed = sealed.subarray(0, -MAC_BYTES);
  const expected = mac(key.bytes, PURPOSE, signed).subarray(0, MAC_BYTES);
  if (!equalBytes(expected, sealed.subarray(-MAC_BYTES))) return { kind: "fault", fault: "forged" };
  const token = decodeClickToken(signed.subarray(1));
  return token === undefined ? { kind: "fault", fault: "malformed" } : { kind: "read", token };
}

/** As {@link readToken}, for one program: a token of another is `foreign_program`. */
export function readTokenOf(
  ring: KeyRing,
  program: number,
  text: string,
):
  | { readonly kind: "read"; readonly token: ClickToken }
  | { readonly kind: "fault"; readonly fault: TokenFault } {
  const reading = readToken(ring, text);
  if (reading.kind === "fault" || reading.token.program === program) return reading;
  return { kind: "fault", fault: "foreign_program" };
}
