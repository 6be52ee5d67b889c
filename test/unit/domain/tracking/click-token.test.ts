import { expect, test } from "vitest";
import type { Touch } from "../../../../domain/attribution/touch.ts";
import type { PromoterRef } from "../../../../domain/kernel/ids.ts";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import { decodeClickToken, encodeClickToken, touchesOf } from "../../../../domain/tracking/click-token.ts";
import { readToken, readTokenOf, signToken } from "../../../../worker/platform/click-tokens.ts";
import { ringOf } from "../../../support/key-ring.ts";

const ring = ringOf(7);

function touch(promoter: number, occurredAtMs: number, more: Partial<Touch> = {}): Touch {
  const ref = promoter as PromoterRef;
  return { kind: "click", promoter: ref, link: promoter + 100, occurredAtMs, nonce: 0xbeef, ...more };
}

const NOW = Date.UTC(2026, 9, 1);
const token = {
  program: 3,
  visitor: "00ff10a0b0c0d0e0",
  click: touch(513, NOW),
  earlier: [touch(769, NOW - 1_000, { kind: "impression" }), touch(1025, NOW - 86_400_000)],
};

test("a signed token reads back as what was signed", () => {
  expect(readToken(ring, signToken(ring, token))).toEqual({ kind: "read", token });
});

test("a token without a visitor names none", () => {
  const anonymous = { ...token, visitor: null };
  expect(readToken(ring, signToken(ring, anonymous))).toEqual({ kind: "read", token: anonymous });
});

test("every bit of a token is covered: any single change is a fault", () => {
  const sealed = Buffer.from(signToken(ring, token), "base64url");
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const edited = Buffer.from(sealed);
    edited[bit >> 3] = (edited[bit >> 3] ?? 0) ^ (1 << (bit % 8));
    expect(readToken(ring, edited.toString("base64url")).kind).toBe("fault");
  }
});

test("every character of a token is covered: no other character in its place is read", () => {
  const text = signToken(ring, { ...token, visitor: null });
  for (let at = 0; at < text.length; at += 1) {
    for (const other of "AQgw_-09zZ=+/. %") {
      if (other === text[at]) continue;
      expect(readToken(ring, text.slice(0, at) + other + text.slice(at + 1)).kind).toBe("fault");
    }
  }
});

test("every truncation and every prolongation of a token is a fault", () => {
  const text = signToken(ring, token);
  for (let length = 0; length < text.length; length += 1) {
    expect(readToken(ring, text.slice(0, length)).kind).toBe("fault");
  }
  for (const tail of ["A", "AA", "=", "AAAA", " ", text]) {
    expect(readToken(ring, text + tail).kind).toBe("fault");
  }
});

test("a token signed with a key that is not held is forged; with a rotated key that is held it is read", () => {
  const text = signToken(ringOf(4), token);
  expect(readToken(ring, text)).toEqual({ kind: "fault", fault: "forged" });
  expect(readToken(ringOf(7, 4), text).kind).toBe("read");
});

test("a token of another program is foreign, and says so", () => {
  const text = signToken(ring, token);
  expect(readTokenOf(ring, 3, text).kind).toBe("read");
  expect(readTokenOf(ring, 4, text)).toEqual({ kind: "fault", fault: "foreign_program" });
});

test("earlier touches of the click's own promoter do not count, when built and when read", () => {
  const own = touch(513, NOW - 5, { link: 900 });
  const built = decodeClickToken(encodeClickToken({ ...token, earlier: [own, ...token.earlier] }));
  expect(built).toEqual(token);
  expect(touchesOf({ ...token, earlier: [own, ...token.earlier] })).toEqual(touchesOf(token));
});

test("of each other promoter only the newest touch counts", () => {
  const older = touch(769, NOW - 2_000);
  expect(touchesOf({ ...token, earlier: [older, ...token.earlier] })).toEqual(touchesOf(token));
});

test("at most seven earlier touches are carried, the newest", () => {
  const known = Array.from({ length: 12 }, (_, index) => touch(1_000 + index, NOW - index - 1));
  const built = decodeClickToken(encodeClickToken({ ...token, earlier: known.toReversed() }));
  expect(built?.earlier).toEqual(known.slice(0, LIMITS.earlierTouchesPerToken));
});

test("an earlier touch a little after the click, by another isolate's clock, keeps its own time", () => {
  const ahead = { ...token, earlier: [touch(769, NOW + 40)] };
  expect(decodeClickToken(encodeClickToken(ahead))).toEqual(ahead);
});
