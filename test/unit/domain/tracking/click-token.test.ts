import { expect, test } from "vitest";
import type { PackedMarks, Touch } from "../../../../domain/attribution/touch.ts";
import type { PromoterRef } from "../../../../domain/kernel/ids.ts";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
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
  const parts = signToken(ring, token)
    .split(".")
    .map((part) => Buffer.from(part, "base64url"));
  for (const sealed of parts) {
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const flip = () => sealed.writeUInt8(sealed.readUInt8(bit >> 3) ^ (1 << (bit % 8)), bit >> 3);
      flip();
      expect(readToken(ring, parts.map((part) => part.toString("base64url")).join(".")).kind).toBe("fault");
      flip();
    }
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
    const isShortToken = length === text.indexOf(".");
    expect(readToken(ring, text.slice(0, length)).kind).toBe(isShortToken ? "read" : "fault");
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

test("the part before the dot is a token of the click alone, for fields that hold little", () => {
  const [short = "", ...others] = signToken(ring, token).split(".");
  expect(others).toHaveLength(1);
  expect(short.length).toBeLessThanOrEqual(LIMITS.shortTokenCharacters);
  expect(readToken(ring, short)).toEqual({ kind: "read", token: { ...token, earlier: [] } });
  expect(signToken(ring, { ...token, earlier: [] })).toBe(short);
});

test("earlier touches belong to the click that they were signed with: those of another token do not fit", () => {
  const [short] = signToken(ring, { ...token, click: touch(513, NOW + 1) }).split(".");
  const [, earlier] = signToken(ring, token).split(".");
  expect(readToken(ring, `${short}.${earlier}`)).toEqual({ kind: "fault", fault: "forged" });
  for (const odd of [
    `${short}.`,
    `.${earlier}`,
    `${short}.${earlier}.${earlier}`,
    `${short}..${earlier}`,
    ".",
  ]) {
    expect(readToken(ring, odd).kind).toBe("fault");
  }
});

test("earlier touches of the click's own promoter are carried too", () => {
  const own = [touch(513, NOW - 5, { link: 900 }), touch(513, NOW - 9)];
  const built = readToken(ring, signToken(ring, { ...token, earlier: own }));
  expect(built).toEqual({ kind: "read", token: { ...token, earlier: own } });
});

test("at most seven earlier touches are carried: those that were named first, read back newest first", () => {
  const known = Array.from({ length: 12 }, (_, index) => touch(1_000 + index, NOW - index - 1));
  const built = readToken(ring, signToken(ring, { ...token, earlier: known.toReversed() }));
  expect(built).toMatchObject({ token: { earlier: known.slice(-LIMITS.earlierTouchesPerToken) } });
});

test("an earlier touch a little after the click, by another isolate's clock, keeps its own time", () => {
  const ahead = { ...token, earlier: [touch(769, NOW + 40), touch(769, NOW - 3)] };
  expect(readToken(ring, signToken(ring, ahead))).toEqual({ kind: "read", token: ahead });
});

test("a token of before there were marks reads as before, and one without marks is written as before", () => {
  const before =
    "BygDAP8QoLDA0ODlBIEEAaD0wsQAvu9-oHaX11TPJ-G7sXDUhxHS.AeUGgQbQD77v5QiBCJiwmSm-76kuFwd9CYc-l3XMGBTMhro";
  expect(readToken(ring, before)).toEqual({ kind: "read", token });
  expect(signToken(ring, token)).toBe(before);
});

const MARKED = {
  ...token,
  click: touch(513, NOW, { marks: 0x1234 as PackedMarks, networkTag: 0xcafe }),
  earlier: [touch(769, NOW - 1_000, { marks: 0x4321 as PackedMarks }), touch(1025, NOW - 86_400_000)],
};

test("marks and the network's tag are signed with the click, also in the part before the dot", () => {
  const text = signToken(ring, MARKED);
  expect(readToken(ring, text)).toEqual({ kind: "read", token: MARKED });
  const [short = ""] = text.split(".");
  expect(short.length).toBeLessThanOrEqual(LIMITS.shortTokenCharacters);
  expect(readToken(ring, short)).toEqual({ kind: "read", token: { ...MARKED, earlier: [] } });
});

test("a tag stands without marks, and marks without a tag", () => {
  for (const more of [{ networkTag: 0 }, { marks: 1 as PackedMarks }]) {
    const one = { ...token, click: touch(513, NOW, more), earlier: [] };
    expect(readToken(ring, signToken(ring, one))).toEqual({ kind: "read", token: one });
  }
});

test("of the greatest numbers the network's tag gives its room, and marks stay", () => {
  const great = { promoter: Number.MAX_SAFE_INTEGER as PromoterRef, link: Number.MAX_SAFE_INTEGER };
  const click = { ...MARKED.click, ...great };
  const short = signToken(ring, { ...MARKED, program: Number.MAX_SAFE_INTEGER, click, earlier: [] });
  expect(short.length).toBe(LIMITS.shortTokenCharacters);
  const { networkTag: _tag, ...kept } = click;
  expect(readToken(ring, short)).toMatchObject({ kind: "read", token: { click: kept } });
  expect(readToken(ring, short)).not.toMatchObject({ token: { click: { networkTag: 0xcafe } } });
});

test("marks of earlier touches and then the network's tag give their room before a touch does", () => {
  const far = { link: 2 ** 28 - 1, marks: 0x4321 as PackedMarks };
  const earlier = Array.from({ length: 7 }, (_, index) =>
    touch(2 ** 34, NOW - (index + 1) * 50 * 86_400_000, far),
  );
  const long = { ...MARKED, program: 2 ** 20, click: { ...MARKED.click, ...far }, earlier };
  const reading = readToken(ring, signToken(ring, long));
  const bare = earlier.map(({ marks: _marks, ...one }) => one);
  expect(reading).toEqual({ kind: "read", token: { ...long, earlier: bare } });
  const longer = { ...long, program: 2 ** 44 };
  const { networkTag: _tag, ...click } = longer.click;
  expect(readToken(ring, signToken(ring, longer))).toEqual({
    kind: "read",
    token: { ...longer, click, earlier: bare },
  });
});
