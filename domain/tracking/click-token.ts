/**
 * What a click token says, as bytes: the click, and the earlier touches of the same visitor and program.
 *
 * The bytes are not signed here. Together with a key id and a 16-byte MAC they always fit
 * `LIMITS.tokenCharacters` of base64url; the oldest touches are left out where they would not.
 *
 * Layout: version (4 bits), visitor known (1), count of earlier touches (3); kinds, one bit a touch, the click
 * first; program (varint); visitor alias (8 bytes, when known); the click: link, promoter (varints), time in
 * milliseconds (6 bytes), nonce (2); each earlier touch: link, promoter, age against the click (zigzag), nonce.
 */
import type { Touch } from "../attribution/touch.ts";
import { invariant } from "../kernel/invariant.ts";
import type { PromoterRef } from "../kernel/ids.ts";
import { LIMITS } from "../kernel/limits.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";

export interface ClickToken {
  /** Number of the program. */
  readonly program: number;
  /** One-way alias of the visitor within the program, 16 hex digits; null when the visitor is not known. */
  readonly visitor: string | null;
  readonly click: Touch;
  /** Newest first. */
  readonly earlier: readonly Touch[];
}

/** Bytes of the key id and the MAC, which are put around the body. */
const SEAL_BYTES = 17;

/** The greatest body: what `LIMITS.tokenCharacters` of base64url hold, without the seal. */
const BODY_BYTES = Math.floor((LIMITS.tokenCharacters * 3) / 4) - SEAL_BYTES;
/** Room for one touch past the bound, so that it can be written, seen not to fit, and taken back. */
const scratch = new Uint8Array(BODY_BYTES + 32);

const VERSION = 1;
const VISITOR_BIT = 8;
const COUNT_MASK = 7;
const TIME_BYTES = 6;
const NONCE_BYTES = 2;
const VISITOR_BYTES = 8;
const VISITOR_PATTERN = /^[0-9a-f]{16}$/;

/**
 * The touches that count beside `click`: none of its own promoter, of each other promoter only the newest,
 * newest first, at most `LIMITS.earlierTouchesPerToken`.
 */
export function earlierTouches(click: Touch, known: readonly Touch[]): Touch[] {
  if (known.length === 0) return [];
  const kept: Touch[] = [];
  const newestFirst = known.toSorted((a, b) => b.occurredAtMs - a.occurredAtMs || b.nonce - a.nonce);
  const promoters = new Set<PromoterRef>([click.promoter]);
  for (const touch of newestFirst) {
    if (kept.length === LIMITS.earlierTouchesPerToken) break;
    if (promoters.has(touch.promoter)) continue;
    promoters.add(touch.promoter);
    kept.push(touch);
  }
  return kept;
}

/** Every touch that a token proves: its click, then the earlier touches that count beside it. */
export function touchesOf(token: ClickToken): Touch[] {
  return [token.click, ...earlierTouches(token.click, token.earlier)];
}

/**
 * The token as bytes. Of its earlier touches those that do not count are left out, and so are the oldest where
 * all would not fit.
 *
 * @throws InvariantViolation when a number is not one that a token can carry.
 */
export function encodeClickToken(token: ClickToken): Uint8Array {
  const { click, visitor } = token;
  const earlier = earlierTouches(click, token.earlier);
  const out = new ByteWriter(scratch);
  out.byte(0);
  out.byte(0);
  out.varint(token.program);
  if (visitor !== null) {
    invariant(VISITOR_PATTERN.test(visitor), "a visitor alias is 16 hex digits");
    for (let at = 0; at < visitor.length; at += 2) out.byte(Number.parseInt(visitor.slice(at, at + 2), 16));
  }
  writeOwner(out, click);
  invariant(Number.isSafeInteger(click.occurredAtMs) && click.occurredAtMs >= 0, "a touch has a time");
  out.fixed(click.occurredAtMs, TIME_BYTES);
  out.fixed(click.nonce, NONCE_BYTES);
  let kinds = kindBit(click, 0);
  let count = 0;
  for (const touch of earlier) {
    const before = out.length;
    writeOwner(out, touch);
    out.varint(zigzag(click.occurredAtMs - touch.occurredAtMs));
    out.fixed(touch.nonce, NONCE_BYTES);
    if (out.length > BODY_BYTES) {
      out.rewind(before);
      break;
    }
    count += 1;
    kinds |= kindBit(touch, count);
  }
  out.patch(0, VERSION * 16 + (visitor === null ? 0 : VISITOR_BIT) + count);
  out.patch(1, kinds);
  return out.done();
}

/** The token that `bytes` spell, or undefined when they are not the one spelling of any token. */
export function decodeClickToken(bytes: Uint8Array): ClickToken | undefined {
  const input = new ByteReader(bytes);
  const head = input.byte();
  if (head >> 4 !== VERSION) return undefined;
  const kinds = input.byte();
  const program = input.varint();
  const visitor = (head & VISITOR_BIT) === 0 ? null : readVisitor(input);
  const click: Touch = {
    kind: kindAt(kinds, 0),
    link: input.varint(),
    promoter: input.varint() as PromoterRef,
    occurredAtMs: input.fixed(TIME_BYTES),
    nonce: input.fixed(NONCE_BYTES),
  };
  const earlier: Touch[] = [];
  for (let index = 1; index <= (head & COUNT_MASK); index += 1) {
    earlier.push({
      kind: kindAt(kinds, index),
      link: input.varint(),
      promoter: input.varint() as PromoterRef,
      occurredAtMs: click.occurredAtMs - unzigzag(input.varint()),
      nonce: input.fixed(NONCE_BYTES),
    });
  }
  const timely = earlier.every((touch) => touch.occurredAtMs >= 0);
  return input.whole && timely ? { program, visitor, click, earlier } : undefined;
}

function writeOwner(out: ByteWriter, touch: Touch): void {
  out.varint(touch.link);
  out.varint(touch.promoter);
}

function readVisitor(input: ByteReader): string {
  let hex = "";
  for (let index = 0; index < VISITOR_BYTES; index += 1) hex += input.byte().toString(16).padStart(2, "0");
  return hex;
}

function kindBit(touch: Touch, index: number): number {
  return touch.kind === "impression" ? 1 << index : 0;
}

function kindAt(kinds: number, index: number): Touch["kind"] {
  return (kinds >> index) % 2 === 1 ? "impression" : "click";
}

/** Small numbers of either sign as small numbers without one: clocks of two isolates may differ a little. */
function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
