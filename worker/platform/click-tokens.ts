/** Signs click tokens and reads them back. A token that we did not sign, to the last bit, is a fault. */
import type { TokenFault } from "../../domain/attribution/attribution.ts";
import {
  type ClickToken,
  decodeClick,
  decodeEarlier,
  encodeClick,
  encodeEarlier,
} from "../../domain/tracking/click-token.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { type KeyRing, MAC_BYTES } from "./keys.ts";
import { open, openBeside, seal, sealBeside } from "./seals.ts";

export type TokenReading =
  | { readonly kind: "read"; readonly token: ClickToken }
  | { readonly kind: "fault"; readonly fault: "malformed" | "forged" };

const MALFORMED: TokenReading = { kind: "fault", fault: "malformed" };

const PURPOSE = "click-token";
/** Of the earlier touches, whose MAC covers the token before the dot too. */
const PURPOSE_OF_EARLIER = "click-token:earlier";
const DOT = ".";

/**
 * The token as text, at most `LIMITS.tokenCharacters` long: base64url of key id, click and MAC, which is a token by
 * itself. Then, where there are earlier touches, a dot and base64url of those and a MAC of all before it.
 */
export function signToken(ring: KeyRing, token: ClickToken): string {
  const { click, earlier } = token;
  const short = seal(ring, PURPOSE, encodeClick(token));
  if (earlier.length === 0) return short;
  const characters = LIMITS.tokenCharacters - short.length - DOT.length;
  const beside = encodeEarlier(token, Math.floor((characters * 3) / 4) - MAC_BYTES);
  const wanted = Math.min(earlier.length, LIMITS.earlierTouchesPerToken);
  // A touch is worth more than the tag of a network, which gives its room then.
  if (click.networkTag !== undefined && (beside?.touches ?? 0) < wanted) {
    return signToken(ring, { ...token, click: { ...click, networkTag: undefined } });
  }
  return beside === undefined
    ? short
    : short + DOT + sealBeside(ring.signing, PURPOSE_OF_EARLIER, short, beside.bytes);
}

/**
 * Reads a token, or its part before the dot, with the key it names. `forged`: shaped as ours, but not signed by a key we
 * hold.
 */
export function readToken(ring: KeyRing, text: string): TokenReading {
  if (text.length > LIMITS.tokenCharacters) return MALFORMED;
  const dot = text.indexOf(DOT);
  const short = dot === -1 ? text : text.slice(0, dot);
  const opened = open(ring, PURPOSE, short);
  if (opened.kind === "fault") return opened;
  const click = decodeClick(opened.bytes);
  if (click === undefined) return MALFORMED;
  if (dot === -1) return { kind: "read", token: { ...click, earlier: [] } };
  const beside = openBeside(opened.key, PURPOSE_OF_EARLIER, short, text.slice(dot + 1));
  if (beside.kind === "fault") return beside;
  const earlier = decodeEarlier(click.click, beside.bytes);
  return earlier === undefined ? MALFORMED : { kind: "read", token: { ...click, earlier } };
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
