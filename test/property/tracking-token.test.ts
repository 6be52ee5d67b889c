import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Touch } from "../../domain/attribution/touch.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { decodeClickToken, earlierTouches, encodeClickToken } from "../../domain/tracking/click-token.ts";
import { signToken } from "../../worker/platform/click-tokens.ts";
import { ringOf } from "../support/key-ring.ts";

const ring = ringOf(7);
const MAX_TIME = 2 ** 47;
const touches = (bound: number, spreadMs: number) => (clickAtMs: number) =>
  fc.record<Touch>({
    kind: fc.constantFrom("click", "impression"),
    promoter: fc.integer({ min: 0, max: bound }).map((ref) => ref as PromoterRef),
    link: fc.integer({ min: 0, max: bound }),
    occurredAtMs: fc.integer({ min: Math.max(0, clickAtMs - spreadMs), max: clickAtMs + 1_000 }),
    nonce: fc.integer({ min: 0, max: 65_535 }),
  });

function tokens(bound: number, spreadMs: number) {
  const time = fc.integer({ min: 1_700_000_000_000, max: MAX_TIME });
  return time.chain((at) =>
    fc.record({
      program: fc.integer({ min: 0, max: bound }),
      visitor: fc.option(fc.stringMatching(/^[0-9a-f]{16}$/)),
      click: touches(bound, spreadMs)(at).map((touch) => ({ ...touch, occurredAtMs: at })),
      earlier: fc.array(touches(bound, spreadMs)(at), { maxLength: 12 }),
    }),
  );
}

test("any token fits its characters, and what is left out are the oldest touches", () => {
  fc.assert(
    fc.property(tokens(Number.MAX_SAFE_INTEGER, MAX_TIME), (token) => {
      const text = signToken(ring, token);
      expect(text.length).toBeLessThanOrEqual(LIMITS.tokenCharacters);
      const read = decodeClickToken(encodeClickToken(token));
      const counting = earlierTouches(token.click, token.earlier);
      expect(read).toEqual({ ...token, earlier: counting.slice(0, read?.earlier.length) });
    }),
  );
});

test("seven earlier touches always fit for 34 thousand million links and a hundred million promoters", () => {
  fc.assert(
    fc.property(tokens(2 ** 35 - 1, LIMITS.backMs), (token) => {
      const realistic = { ...token, program: token.program % 2 ** 21 };
      expect(decodeClickToken(encodeClickToken(realistic))).toEqual({
        ...realistic,
        earlier: earlierTouches(token.click, token.earlier),
      });
    }),
  );
});

test("bytes that decode are the one spelling of their token", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 180 }),
    fc.tuple(tokens(2 ** 35, LIMITS.backMs), fc.nat(), fc.nat({ max: 255 })).map(([token, at, value]) => {
      const body = encodeClickToken(token);
      body[at % body.length] = value;
      return body;
    }),
  );
  fc.assert(
    fc.property(bytes, (body) => {
      const token = decodeClickToken(body);
      if (token === undefined || earlierTouches(token.click, token.earlier).length < token.earlier.length)
        return;
      const again = decodeClickToken(encodeClickToken(token));
      expect(again?.click).toEqual(token.click);
      expect(again?.program).toBe(token.program);
    }),
  );
});
