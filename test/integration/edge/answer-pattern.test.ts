/** Answers that are made from one pattern share nothing but the pattern. */
import { expect, test } from "vitest";
import { AnswerPattern } from "../../../worker/edge/edge-request.ts";

test("an answer has the pattern's headers and its own, and none of the answer before", async () => {
  const pattern = new AnswerPattern(200, [["X-Common", "always"]]);
  const first = pattern.answer("one", [
    ["Location", "https://shop.example.com/1"],
    ["Set-Cookie", "a=1"],
    ["Set-Cookie", "b=2"],
  ]);
  const second = pattern.answer("two", [["Set-Cookie", "c=3"]]);
  const third = pattern.answer(null, []);
  const read = ({ headers }: Response) => [
    headers.get("x-common"),
    headers.get("location"),
    headers.getSetCookie(),
  ];
  expect(read(first)).toEqual(["always", "https://shop.example.com/1", ["a=1", "b=2"]]);
  expect(read(second)).toEqual(["always", null, ["c=3"]]);
  expect(read(third)).toEqual(["always", null, []]);
  expect(third.headers.get("cache-control")).toBe("no-store");
  expect([await first.text(), await second.text(), third.status]).toEqual(["one", "two", 200]);
});

test("what is done to an answer afterwards touches no other", () => {
  const pattern = new AnswerPattern(302, []);
  const first = pattern.answer(null, [["Location", "/1"]]);
  first.headers.set("X-Later", "1");
  expect(pattern.answer(null, [["Location", "/2"]]).headers.get("x-later")).toBeNull();
  expect(first.headers.get("location")).toBe("/1");
});

test("of an answer that fails half-way nothing is left to the next one: no cookie of somebody else", () => {
  const pattern = new AnswerPattern(302, []);
  const bad = () =>
    pattern.answer(null, [
      ["Set-Cookie", "visitor=somebody"],
      ["Location", "/a\nb"],
    ]);
  expect(bad).toThrow(TypeError);
  const next = pattern.answer(null, [["Location", "/next"]]);
  expect([next.headers.getSetCookie(), next.headers.get("location")]).toEqual([[], "/next"]);
});
