import * as fc from "fast-check";
import { expect, test } from "vitest";
import { laterFirst, type Touch } from "../../domain/attribution/touch.ts";
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

const touches = ([link, promoter]: Bounds, spreadMs: number, clickAtMs: number) =>
  fc.record<Touch>({
    kind: fc.constantFrom("click", "impression"),
    promoter: fc.integer({ min: 0, max: promoter }).map((ref) => ref as PromoterRef),
    link: fc.integer({ min: 0, max: link }),
    occurredAtMs: fc.integer({ min: Math.max(0, clickAtMs - spreadMs), max: clickAtMs + 1_000 }),
    nonce: fc.integer({ min: 0, max: 65_535 }),
  });

function tokens(bounds: Bounds, spreadMs: number, most: number): fc.Arbitrary<ClickToken> {
  const time = fc.integer({ min: 1_700_000_000_000, max: MAX_TIME });
  return time.chain((at) =>
    fc.record({
      program: fc.integer({ min: 0, max: bounds[2] }),
      visitor: fc.option(fc.stringMatching(/^[0-9a-f]{16}$/)),
      click: touches(bounds, spreadMs, at).map((touch) => ({ ...touch, occurredAtMs: at })),
      earlier: fc.array(touches(bounds, spreadMs, at), { maxLength: most }),
    }),
  );
}

test("any token fits its characters and its part before the dot too, and what is left out was named last", () => {
  fc.assert(
    fc.property(tokens(ANY, MAX_TIME, 12), (token) => {
      const text = signToken(ring, token);
      const [short = ""] = text.split(".");
      expect(text.length).toBeLessThanOrEqual(LIMITS.tokenCharacters);
      expect(short.length).toBeLessThanOrEqual(LIMITS.shortTokenCharacters);
      const reading = readToken(ring, text);
      const kept = reading.kind === "read" ? reading.token.earlier.length : -1;
      const earlier = token.earlier.slice(0, kept).toSorted(laterFirst);
      expect(reading).toEqual({ kind: "read", token: { ...token, earlier } });
    }),
  );
});

test("seven earlier touches of 400 days always fit for 268 million links and 134 million promoters", () => {
  fc.assert(
    fc.property(tokens(GREAT, LIMITS.backMs, LIMITS.earlierTouchesPerToken), (token) => {
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
      const written = encodeEarlier(token, 150) ?? new Uint8Array(1);
      const read = [edited(written, at, value), random].map((body) => decodeEarlier(click, body));
      // Touches of one instant have a sequence of their own, which an edit may turn round.
      const sequences = read
        .filter((earlier) => earlier !== undefined)
        .map((all) => all.toSorted(laterFirst));
      expect(
        sequences.map((earlier) => {
          const again = encodeEarlier({ ...token, earlier }, 150);
          return again === undefined ? undefined : decodeEarlier(click, again);
        }),
      ).toEqual(sequences);
    }),
  );
});
