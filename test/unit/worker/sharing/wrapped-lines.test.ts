/** Lines are broken by the rules of Chinese typesetting, lose nothing, and are no wider than they may be. */
import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { wrappedLines } from "../../../../worker/sharing/posters/wrapped-lines.ts";

const ANY = 1_000;

test("Chinese is broken between any two characters, and words of Latin letters stay whole", () => {
  expect(wrappedLines("春茶上市请你喝茶", 4, ANY)).toEqual(["春茶上市", "请你喝茶"]);
  expect(wrappedLines("the first tea of spring", 6, ANY)).toEqual(["the first", "tea of", "spring"]);
  expect(wrappedLines("一杯Longjing茶", 6, ANY)).toEqual(["一杯", "Longjing茶"]);
});

test("no line begins with a closing mark or ends with an opening one", () => {
  expect(wrappedLines("春茶上市，请你喝", 4, ANY)).toEqual(["春茶上", "市，请你", "喝"]);
  expect(wrappedLines("春茶上《茶经》", 4, ANY)).toEqual(["春茶上", "《茶经》"]);
});

test("new lines are kept, and what is left over is cut with an ellipsis", () => {
  expect(wrappedLines("一\n\n二", 4, ANY)).toEqual(["一", "", "二"]);
  expect(wrappedLines("春茶上市请你喝茶", 4, 1)).toEqual(["春茶上…"]);
  expect(wrappedLines("春茶上市", 4, 1)).toEqual(["春茶上市"]);
});

test("a word that fills a line by itself is broken, and an emoji never is", () => {
  expect(wrappedLines("abcdefgh", 3, ANY).join("")).toBe("abcdefgh");
  expect(wrappedLines("👨‍👩‍👧👨‍👩‍👧", 1, ANY)).toEqual(["👨‍👩‍👧", "👨‍👩‍👧"]);
});

test("where not even a letter has room, each has a line, and none is empty", () => {
  expect(wrappedLines("tea 春茶", 0.01, ANY)).toEqual(["t", "e", "a", "春", "茶"]);
});

test.each([
  ["one word without end", "e\u0301".repeat(2_000)],
  ["many words", "e\u0301 ".repeat(2_000)],
])("%s: no letter is looked at again and again", (_, text) => {
  const segment = vi.spyOn(Intl.Segmenter.prototype, "segment");
  for (const width of [0.01, 10, 250]) wrappedLines(text, width, 20);
  const looked = segment.mock.calls.reduce((sum, [part]) => sum + part.length, 0);
  segment.mockRestore();
  expect(looked).toBeGreaterThan(text.length);
  expect(looked).toBeLessThan(4 * 3 * text.length);
});

/** What no line begins with: closing marks of Chinese, and what ends a sentence. */
const CLOSING = /^[，。、！？；：）》」』】”’]/u;
const OPENING = /[（《「『【“‘]$/u;

test("any Chinese text: nothing is lost, and marks stand where they may", () => {
  const character = fc.constantFrom(...Array.from("春茶上市请你喝的了是在"));
  const word = fc.constantFrom(
    "茶，",
    "好。",
    "《茶经》",
    "“清香”",
    "（新）",
    "250克",
    "tea ",
    "春茶",
    "¥128",
  );
  const texts = fc.array(fc.oneof(character, word), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 8, max: 20 }), (parts, width) => {
      const text = parts.join("");
      const lines = wrappedLines(text, width, ANY);
      expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      for (const line of lines.slice(1)) expect(line).not.toMatch(CLOSING);
      for (const line of lines.slice(0, -1)) expect(line).not.toMatch(OPENING);
    }),
  );
});
