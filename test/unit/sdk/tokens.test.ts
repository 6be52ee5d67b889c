import { expect, test } from "vitest";
import { tokenIn, withoutToken, withToken } from "../../../sdk/address.ts";
import { isToken, merged, read, spelled } from "../../../sdk/token-list.ts";

const token = (index: number) => `token-${String(index).padStart(3, "0")}-${"x".repeat(40)}`;

test("a token is found in an address and taken out; whatever else is there keeps its spelling", () => {
  const known = token(1);
  for (const [before, after] of [
    [`?tby=${known}`, ""],
    [`?a=1&tby=${known}`, "?a=1"],
    [`?tby=${known}&a=%E8%8C%B6+x`, "?a=%E8%8C%B6+x"],
    [`?a=1&tby=${known}&b&c==%zz`, "?a=1&b&c==%zz"],
  ] as const) {
    expect([tokenIn(before), withoutToken(before)]).toEqual([known, after]);
    expect(tokenIn(withToken(after, known))).toBe(known);
  }
});

test("what is no token is not taken for one", () => {
  for (const search of [
    "",
    "?",
    "?tby",
    "?tby=",
    "?tby=short",
    `?tby=${"x".repeat(241)}`,
    `?xtby=${token(1)}`,
  ]) {
    expect(tokenIn(search)).toBeUndefined();
  }
  expect(isToken("<script>alert(1)</script>aaaaaaaa")).toBe(false);
});

test("of two lists each token is kept once, at its first time, the newest 20, none too old", () => {
  const list = Array.from({ length: 15 }, (_, index) => ({ token: token(index), seenAtS: 100 + index }));
  const others = Array.from({ length: 15 }, (_, index) => ({
    token: token(index + 10),
    seenAtS: 200 + index,
  }));
  const kept = merged(list, others, 0);
  expect(kept).toHaveLength(20);
  expect(kept[0]).toEqual({ token: token(24), seenAtS: 214 });
  expect(kept.find((one) => one.token === token(12))?.seenAtS).toBe(112);
  expect(merged(list, others, 205).map((one) => one.token)).toEqual(
    [24, 23, 22, 21, 20, 19, 18, 17, 16, 15].map(token),
  );
});

test("tokens first seen in one second keep their places when one of them comes again", () => {
  const stored = [3, 2, 1].map((index) => ({ token: token(index), seenAtS: 500 }));
  const again = [{ token: token(1), seenAtS: 500.7 }];
  expect(merged(again, stored, 0)).toEqual(stored);
});

test("a list reads back as it was spelled, the oldest left out where room ends; rubbish is left out", () => {
  const list = [3, 2, 1].map((index) => ({ token: token(index), seenAtS: 1_700_000_000 + index }));
  expect(read(spelled(list, 1_000))).toEqual(list);
  expect(read(spelled(list, 120))).toEqual(list.slice(0, 2));
  expect(read(`~x.1~${spelled(list, 1_000)}~${token(9)}~${token(9)}.-5~<b>.1`)).toEqual(list);
});
