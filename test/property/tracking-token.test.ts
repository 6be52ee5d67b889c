import * as fc from "fast-check";
import { expect, test } from "vitest";
import { laterFirst, type PackedMarks, type Touch } from "../../domain/attribution/touch.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import {
  type ClickToken,
  decodeClick,
  decodeEarlier,
  encodeClick,
  encodeEarlier,
} from "../../domain/tracking/click-token.ts";
import { readToken, signToken } from "../../worker/platform/click-tokens.ts";
import { ringOf } from "../support/key-ring.ts";

const ring = ringOf(7);
const MAX_TIME = 2 ** 47;

/** The greatest numbers of links, promoters and programs. */
type Bounds = readonly [link: number, promoter: number, program: number];
const ANY: Bounds = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
const GREAT: Bounds = [2 ** 28 - 1, 2 ** 35 - 1, 2 ** 21 - 1];
const USUAL: Bounds = [2 ** 21 - 1, 2 ** 28 - 1, 2 ** 14 - 1];

const touches = ([link, promoter]: Bounds, spreadMs: number, clickAtMs: number) =>
  fc.record<Touch>({
    kind: fc.constantFrom("click", "impression"),
    promoter: fc.integer({ min: 0, max: promoter }).map((ref) => ref as PromoterRef),
    link: fc.integer({ min: 0, max: link }),
    occurredAtMs: fc.integer({ min: Math.max(0, clickAtMs - spreadMs), max: clickAtMs + 1_000 }),
    nonce: fc.integer({ min: 0, max: 65_535 }),
    marks: fc
      .option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined })
      .map((bits) => bits as PackedMarks | undefined),
  });
const tags = fc.option(fc.integer({ min: 0, max: 65_535 }), { nil: undefined });

function tokens(bounds: Bounds, spreadMs: number, most: number): fc.Arbitrary<ClickToken> {
  const time = fc.integer({ min: 1_700_000_000_000, max: MAX_TIME });
  return time.chain((at) =>
    fc.record({
      program: fc.integer({ min: 0, max: bounds[2] }),
      visitor: fc.option(fc.stringMatching(/^[0-9a-f]{16}$/)),
      click: fc
        .tuple(touches(bounds, spreadMs, at), tags)
        .map(([touch, networkTag]) => ({ ...touch, occurredAtMs: at, networkTag })),
      earlier: fc.array(touches(bounds, spreadMs, at), { maxLength: most }),
    }),
  );
}

const withoutTag = ({ networkTag: _tag, ...touch }: Touch) => touch;
const withoutMarks = ({ marks: _marks, ...touch }: Touch) => touch;

/** What a token reads back as, but for the tag of its network and the marks of earlier touches, which only add. */
function readBack(token: ClickToken) {
  const reading = readToken(ring, signToken(ring, token));
  if (reading.kind === "fault") throw new Error(reading.fault);
  const { click, earlier } = reading.token;
  expect([token.click.networkTag, undefined]).toContain(click.networkTag);
  const given = [...token.earlier.map(({ marks }) => marks), undefined];
  for (const { marks } of earlier) expect(given).toContain(marks);
  return { ...reading.token, click: withoutTag(click), earlier: earlier.map(withoutMarks) };
}

test("any token fits its characters and its part before the dot too, and what is left out was named last", () => {
  fc.assert(
    fc.property(tokens(ANY, MAX_TIME, 12), (token) => {
      const text = signToken(ring, token);
      const [short = ""] = text.split(".");
      expect(text.length).toBeLessThanOrEqual(LIMITS.tokenCharacters);
      expect(short.length).toBeLessThanOrEqual(LIMITS.shortTokenCharacters);
      const read = readBack(token);
      const earlier = token.earlier.slice(0, read.earlier.length).toSorted(laterFirst).map(withoutMarks);
      expect(read).toEqual({ ...token, click: withoutTag(token.click), earlier });
    }),
  );
});

test("seven earlier touches of 400 days always fit for 268 million links and 134 million promoters", () => {
  fc.assert(
    fc.property(tokens(GREAT, LIMITS.backMs, LIMITS.earlierTouchesPerToken), (token) => {
      const earlier = token.earlier.toSorted(laterFirst).map(withoutMarks);
      expect(readBack(token)).toEqual({ ...token, click: withoutTag(token.click), earlier });
    }),
  );
});

test("seven earlier touches with all marks and the tag fit for 2 million links and 268 million promoters", () => {
  fc.assert(
    fc.property(tokens(USUAL, LIMITS.backMs, LIMITS.earlierTouchesPerToken), (token) => {
      const earlier = token.earlier.toSorted(laterFirst);
      expect(readToken(ring, signToken(ring, token))).toEqual({ kind: "read", token: { ...token, earlier } });
    }),
  );
});

const edited = (bytes: Uint8Array, at: number, value: number) => {
  const copy = Uint8Array.from(bytes);
  copy[at % copy.length] = value;
  return copy;
};

test("bytes that decode are the one spelling of their click and of its earlier touches", () => {
  const bytes = fc.uint8Array({ maxLength: 120 });
  const change = fc.tuple(tokens(GREAT, LIMITS.backMs, 7), fc.nat(), fc.nat({ max: 255 }));
  fc.assert(
    fc.property(change, bytes, ([token, at, value], random) => {
      const bodies = [edited(encodeClick(token), at, value), random];
      const clicks = bodies.map(decodeClick);
      expect(clicks.map((click) => click && encodeClick(click))).toEqual(
        bodies.map((body, index) => (clicks[index] === undefined ? undefined : body)),
      );
      const { click } = token;
      const written = encodeEarlier(token, 150)?.bytes ?? new Uint8Array(1);
      const read = [edited(written, at, value), random].map((body) => decodeEarlier(click, body));
      // Touches of one instant have a sequence of their own, which an edit may turn round.
      const sequences = read
        .filter((earlier) => earlier !== undefined)
        .map((all) => all.toSorted(laterFirst));
      expect(
        sequences.map((earlier) => {
          const again = encodeEarlier({ ...token, earlier }, 150);
          return again === undefined ? undefined : decodeEarlier(click, again.bytes);
        }),
      ).toEqual(sequences);
    }),
  );
});
