/** Signs click tokens and reads them back. A token that we did not sign, to the last bit, is a fault. */
import type { TokenFault } from "../../domain/attribution/attribution.ts";
import { type ClickToken, decodeClickToken, encodeClickToken } from "../../domain/tracking/click-token.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { KeyRing } from "./keys.ts";
import { open, seal } from "./seals.ts";

export type TokenReading =
  | { readonly kind: "read"; readonly token: ClickToken }
  | { readonly kind: "fault"; readonly fault: "malformed" | "forged" };

const PURPOSE = "click-token";

/** The token as text: base64url of key id, body and MAC, at most `LIMITS.tokenCharacters` long. */
export function signToken(ring: KeyRing, token: ClickToken): string {
  return seal(ring, PURPOSE, encodeClickToken(token));
}

/** Reads a token with the key it names. `forged`: shaped as ours, but not signed by a key we hold. */
export function readToken(ring: KeyRing, text: string): TokenReading {
  if (text.length > LIMITS.tokenCharacters) return { kind: "fault", fault: "malformed" };
  const opened = open(ring, PURPOSE, text);
  if (opened.kind === "fault") return opened;
  const token = decodeClickToken(opened.bytes);
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
