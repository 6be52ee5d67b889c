/**
 * What a click token says, as bytes in two parts: the click alone, and the earlier touches of the same visitor and
 * program. The first part is a token by itself, for fields that hold little.
 *
 * Nothing is signed here. Signed and in base64url the first part always fits `LIMITS.shortTokenCharacters`, and both
 * with a dot between fit `LIMITS.tokenCharacters`. The touches that are worth least are left out where not all fit, but
 * before them the marks of all earlier ones, which only add.
 *
 * Layout of the click: version (4 bits), visitor known (1), impression (1), marks known (1), network's tag known (1);
 * program (varint). Visitor alias (8 bytes, when known); link, promoter (varints), time in milliseconds (6 bytes), nonce
 * (2); marks, tag (2 each, when known). Tokens of before there were marks read the same.
 * Layout of the earlier touches: whether marks are carried (1 bit), kinds, one bit a touch. Then each, newest first: link,
 * promoter, age against the one before (varint; of the first against the click and zigzag), nonce. Where marks are
 * carried they follow, 0 where none are known.
 */
import { laterFirst, type PackedMarks, type Touch } from "../attribution/touch.ts";
import { invariant } from "../kernel/invariant.ts";
import type { PromoterRef } from "../kernel/ids.ts";
import { LIMITS } from "../kernel/limits.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";

/** The click of a token, and whose it is. */
export interface ClickPart {
  /** Number of the program. */
  readonly program: number;
  /** One-way alias of the visitor within the program, 16 hex digits; null when the visitor is not known. */
  readonly visitor: string | null;
  readonly click: Touch;
}

export interface ClickToken extends ClickPart {
  /** Those that are worth most first; as read, newest first. */
  readonly earlier: readonly Touch[];
}

/** Room for what a token says, and for one touch past it, so that it can be written, seen not to fit, and left. */
const scratch = new Uint8Array(LIMITS.tokenCharacters + 32);

const VERSION = 2;
const VISITOR_BIT = 8;
const IMPRESSION_BIT = 4;
const MARKS_BIT = 2;
const TAG_BIT = 1;
const TIME_BYTES = 6;
const NONCE_BYTES = 2;
const MARKS_BYTES = 2;
const TAG_BYTES = 2;
/** Bytes of a click at most, so that signed and as text it fits `LIMITS.shortTokenCharacters`. */
const CLICK_BYTES = 43;
/** Of the kinds of the earlier touches. */
const CARRIES_MARKS = 2 ** LIMITS.earlierTouchesPerToken;
const VISITOR_BYTES = 8;
const VISITOR_PATTERN = /^[0-9a-f]{16}$/;

/** Every touch that a token proves. */
export function touchesOf({ click, earlier }: ClickToken): Touch[] {
  return [click, ...earlier];
}

/**
 * The click as bytes. Where the numbers are so great that the tag of the network has no room, it is left out.
 *
 * @throws InvariantViolation when a number is not one that a token can carry.
 */
export function encodeClick({ program, visitor, click }: ClickPart): Uint8Array {
  const out = new ByteWriter(scratch);
  const isImpression = click.kind === "impression";
  const { marks, networkTag } = click;
  const flags =
    (visitor === null ? 0 : VISITOR_BIT) |
    (isImpression ? IMPRESSION_BIT : 0) |
    (marks === undefined ? 0 : MARKS_BIT);
  out.byte(VERSION * 16 + flags);
  out.varint(program);
  if (visitor !== null) {
    invariant(VISITOR_PATTERN.test(visitor), "a visitor alias is 16 hex digits");
    for (let at = 0; at < visitor.length; at += 2) out.byte(Number.parseInt(visitor.slice(at, at + 2), 16));
  }
  writeOwner(out, click);
  invariant(Number.isSafeInteger(click.occurredAtMs) && click.occurredAtMs >= 0, "a touch has a time");
  out.fixed(click.occurredAtMs, TIME_BYTES);
  out.fixed(click.nonce, NONCE_BYTES);
  if (marks !== undefined) writeMarks(out, marks);
  if (networkTag === undefined || out.length + TAG_BYTES > CLICK_BYTES) return out.done();
  out.fixed(networkTag, TAG_BYTES);
  const bytes = out.done();
  bytes[0] = VERSION * 16 + flags + TAG_BIT;
  return bytes;
}

/** The click that `bytes` spell, or undefined when they are not the one spelling of any. */
export function decodeClick(bytes: Uint8Array): ClickPart | undefined {
  const input = new ByteReader(bytes);
  const head = input.byte();
  if (head >> 4 !== VERSION) return undefined;
  const program = input.varint();
  const visitor = (head & VISITOR_BIT) === 0 ? null : readVisitor(input);
  const click: Touch = {
    kind: (head & IMPRESSION_BIT) === 0 ? "click" : "impression",
    link: input.varint(),
    promoter: input.varint() as PromoterRef,
    occurredAtMs: input.fixed(TIME_BYTES),
    nonce: input.fixed(NONCE_BYTES),
    marks: (head & MARKS_BIT) === 0 ? undefined : readMarks(input),
    networkTag: (head & TAG_BIT) === 0 ? undefined : input.fixed(TAG_BYTES),
  };
  const isOneSpelling =
    input.whole && bytes.length <= CLICK_BYTES && ((head & MARKS_BIT) === 0) === (click.marks === undefined);
  return isOneSpelling ? { program, visitor, click } : undefined;
}

/** The earlier touches as bytes, and how many there are. */
export interface EarlierPart {
  readonly bytes: Uint8Array;
  readonly touches: number;
}

/**
 * The earlier touches as bytes, at most `room` of them; of what does not fit the marks are left out, and then the last
 * touches. Undefined where none is left.
 */
export function encodeEarlier({ click, earlier }: ClickToken, room: number): EarlierPart | undefined {
  for (let count = Math.min(earlier.length, LIMITS.earlierTouchesPerToken); count > 0; count -= 1) {
    const newestFirst = earlier.slice(0, count).toSorted(laterFirst);
    const marked = newestFirst.some(({ marks }) => marks !== undefined);
    const bytes =
      (marked ? written(click, newestFirst, { room, marked }) : undefined) ??
      written(click, newestFirst, { room, marked: false });
    if (bytes !== undefined) return { bytes, touches: count };
  }
  return undefined;
}

function written(
  click: Touch,
  newestFirst: readonly Touch[],
  { room, marked }: { readonly room: number; readonly marked: boolean },
): Uint8Array | undefined {
  const out = new ByteWriter(scratch);
  let kinds = marked ? CARRIES_MARKS : 0;
  for (const [index, touch] of newestFirst.entries()) if (touch.kind === "impression") kinds |= 1 << index;
  out.byte(kinds);
  let beforeMs = click.occurredAtMs;
  for (const [index, touch] of newestFirst.entries()) {
    writeOwner(out, touch);
    const ageMs = beforeMs - touch.occurredAtMs;
    out.varint(index === 0 ? zigzag(ageMs) : ageMs);
    out.fixed(touch.nonce, NONCE_BYTES);
    if (marked) writeMarks(out, touch.marks);
    if (out.length > room) return undefined;
    beforeMs = touch.occurredAtMs;
  }
  return out.done();
}

/** The touches that `bytes` spell beside a click, newest first, or undefined when they are not the one spelling of any. */
export function decodeEarlier(click: Touch, bytes: Uint8Array): Touch[] | undefined {
  const input = new ByteReader(bytes);
  const head = input.byte();
  const marked = (head & CARRIES_MARKS) !== 0;
  let kinds = head % CARRIES_MARKS;
  const earlier: Touch[] = [];
  let beforeMs = click.occurredAtMs;
  while (!input.ended && earlier.length < LIMITS.earlierTouchesPerToken) {
    const link = input.varint();
    const promoter = input.varint() as PromoterRef;
    const age = input.varint();
    const occurredAtMs = beforeMs - (earlier.length === 0 ? unzigzag(age) : age);
    const kind = kinds % 2 === 1 ? "impression" : "click";
    const nonce = input.fixed(NONCE_BYTES);
    earlier.push({ kind, link, promoter, occurredAtMs, nonce, marks: marked ? readMarks(input) : undefined });
    if (occurredAtMs < 0) return undefined;
    beforeMs = occurredAtMs;
    kinds >>= 1;
  }
  const isOneSpelling = !marked || earlier.some(({ marks }) => marks !== undefined);
  return input.whole && kinds === 0 && earlier.length > 0 && isOneSpelling ? earlier : undefined;
}

/** 0 stands for none. */
function writeMarks(out: ByteWriter, marks: PackedMarks | undefined): void {
  out.fixed(marks ?? 0, MARKS_BYTES);
}

function readMarks(input: ByteReader): PackedMarks | undefined {
  const bits = input.fixed(MARKS_BYTES);
  return bits === 0 ? undefined : (bits as PackedMarks);
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

/** Small numbers of either sign as small numbers without one: clocks of two isolates may differ a little. */
function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
