/** What is made of a text is made once while it is kept, and no more is kept than may be. */
import { expect, test } from "vitest";
import { memoized } from "../../../../worker/platform/memoized.ts";

function counting(most: number) {
  const made: string[] = [];
  const length = memoized(most, (text) => {
    made.push(text);
    return { length: text.length };
  });
  return { made, length };
}

test("the same text is answered with the very same value, which was made once", () => {
  const { made, length } = counting(10);
  expect(length("tea")).toEqual({ length: 3 });
  expect(length("tea")).toBe(length("tea"));
  expect(made).toEqual(["tea"]);
});

test("beyond as many as may be kept, what was kept is made anew", () => {
  const { made, length } = counting(2);
  for (const text of ["a", "b", "a", "b", "c", "c", "a"]) expect(length(text)).toEqual({ length: 1 });
  expect(made).toEqual(["a", "b", "c", "a"]);
});

test("long texts are kept by nobody", () => {
  const { made, length } = counting(2);
  const long = "x".repeat(513);
  expect([length(long), length(long)]).toEqual([{ length: 513 }, { length: 513 }]);
  expect(made).toHaveLength(2);
});
