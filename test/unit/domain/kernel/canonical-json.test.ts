import { expect, test } from "vitest";
import { canonicalJson } from "../../../../domain/kernel/canonical-json.ts";

test("the sequence of keys does not matter, that of elements does", () => {
  expect(canonicalJson({ b: 1, a: { d: 2, c: 3 } })).toBe('{"a":{"c":3,"d":2},"b":1}');
  expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
});

test("an absent member and one that is undefined are the same, null is another", () => {
  expect(canonicalJson({ a: undefined })).toBe(canonicalJson({}));
  expect(canonicalJson({ a: null })).not.toBe(canonicalJson({}));
});

test("no text can pass for another structure", () => {
  expect(canonicalJson({ a: '1,"b":2' })).not.toBe(canonicalJson({ a: 1, b: 2 }));
  expect(canonicalJson(["a,b"])).not.toBe(canonicalJson(["a", "b"]));
});

test("it is JSON", () => {
  const value = { text: 'a "quote" \u2028', list: [1, null, true, { x: -0.5 }] };
  expect(JSON.parse(canonicalJson(value))).toEqual(value);
});
