import { expect, test } from "vitest";
import { tokenIn, withoutToken, withToken } from "../../../sdk/address.ts";
import { isToken, merged, read, spelled } from "../../../sdk/token-list.ts";
import { clickedAtS } from "../../../sdk/token-time.ts";
import { tokenText } from "../../support/browser/token-text.ts";

const NOW_S = 1_790_000_000;
const DAY_S = 86_400;
const token = (index: number) => tokenText({ clickedAtMs: (NOW_S - 1_000 + index) * 1_000 });

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

test("a token says itself when its click happened; what cannot be one says nothing", () => {
  for (const visitor of [null, "00ff00ff00ff00ff"]) {
    const text = tokenText({ clickedAtMs: NOW_S * 1_000 + 250, link: 70_000, visitor });
    expect(clickedAtS(text)).toBe(NOW_S + 0.25);
    expect(clickedAtS(`${text}.${"A".repeat(60)}`)).toBe(NOW_S + 0.25);
  }
  for (const text of ["", "Z".repeat(40), "AR", "!".repeat(30), token(1).slice(0, 12), `.${token(1)}`]) {
    expect(clickedAtS(text)).toBeUndefined();
  }
});

test("a token with earlier touches behind a dot is one, and more dots are none", () => {
  const long = `${token(1)}.${"b".repeat(60)}`;
  expect([tokenIn(`?tby=${long}`), withoutToken(`?a=1&tby=${long}`)]).toEqual([long, "?a=1"]);
  for (const odd of [
    `${token(1)}.`,
    `.${token(1)}`,
    `${long}.a`,
    `${token(1)}..a`,
    `${long}${"c".repeat(180)}`,
  ]) {
    expect(isToken(odd)).toBe(false);
  }
});

test("what says no time stands behind every token that says one, and goes first where there is no more room", () => {
  const odd = [0, 1].map((index) => ({ token: `${"A".repeat(40)}${index}`, seenAtS: NOW_S + index - 5 }));
  const own = Array.from({ length: 19 }, (_, index) => ({ token: token(index), seenAtS: NOW_S - index }));
  const kept = merged(odd, own, NOW_S, 30 * DAY_S);
  expect(kept).toHaveLength(20);
  expect(kept.at(-1)).toEqual(odd[1]);
  expect(kept.slice(0, 19).every((one) => own.some((known) => known.token === one.token))).toBe(true);
  expect(merged(odd, [], NOW_S, 30 * DAY_S)).toEqual(odd.toReversed());
});

test("of two lists each token is kept once, at its first time, newest click first, none too old or ahead", () => {
  const list = [1, 2, 3].map((index) => ({ token: token(index), seenAtS: NOW_S - 100 + index }));
  const others = [3, 4].map((index) => ({ token: token(index), seenAtS: NOW_S - 50 }));
  const ahead = { token: tokenText({ clickedAtMs: (NOW_S + 2 * DAY_S) * 1_000 }), seenAtS: NOW_S };
  const kept = merged([...list, ahead], others, NOW_S, 98.5);
  expect(kept).toEqual([
    { token: token(4), seenAtS: NOW_S - 50 },
    { token: token(3), seenAtS: NOW_S - 97 },
    { token: token(2), seenAtS: NOW_S - 98 },
  ]);
});

test("a time ahead that a stored entry names is no later than now", () => {
  const stored = [{ token: token(1), seenAtS: NOW_S + 400 * DAY_S }];
  expect(merged([], stored, NOW_S, 10)).toEqual([{ token: token(1), seenAtS: NOW_S }]);
});

test("a burst of tokens pushes out itself: what was seen on other days stays, and the first of its own day", () => {
  const before = [1, 2, 3].map((index) => ({ token: token(index), seenAtS: NOW_S - index * DAY_S }));
  const today = { token: token(4), seenAtS: NOW_S - 60 };
  const burst = Array.from({ length: 40 }, (_, index) => ({
    token: token(10 + index),
    seenAtS: NOW_S - 40 + index,
  }));
  let kept = [...before, today];
  for (const one of burst) kept = merged([one], kept, NOW_S, 30 * DAY_S);
  expect(kept).toHaveLength(20);
  for (const one of [...before, today, burst.at(-1)]) expect(kept).toContainEqual(one);
  const texts = read(spelled(kept, 600)).map((one) => one.token);
  for (const one of [...before, today, burst.at(-1)]) expect(texts).toContain(one?.token);
});

test("a list reads back as it was spelled; rubbish is left out", () => {
  const list = [3, 2, 1].map((index) => ({ token: token(index), seenAtS: NOW_S + index }));
  expect(read(spelled(list, 1_000))).toEqual(list);
  expect(spelled(list, 10)).toBe("");
  expect(read(`~x:1~${spelled(list, 1_000)}~${token(9)}~${token(9)}:-5~<b>:1`)).toEqual(list);
  const long = [{ token: `${token(4)}.${"b".repeat(60)}`, seenAtS: NOW_S }];
  expect(read(spelled(long, 1_000))).toEqual(long);
});
