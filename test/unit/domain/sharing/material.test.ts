/** Materials: what is flagged in which member, and what a text lacks. */
import { expect, test } from "vitest";
import { filledMaterial, flagsOfMaterial } from "../../../../domain/sharing/material.ts";

test("flags say in which member they stand, and where in it", () => {
  expect(flagsOfMaterial({ title: "最好", text: null, earned: "稳赚" })).toEqual([
    { member: "title", word: "最", at: 0, kind: "absolute" },
    { member: "earned", word: "稳赚", at: 0, kind: "promise" },
  ]);
  expect(flagsOfMaterial({ title: "Tea", text: "Tea", earned: null })).toEqual([]);
});

test("a text is filled whole or not at all, and says each variable that it lacks once", () => {
  const values = { link: "https://s.example/s/a", code: undefined };
  expect(filledMaterial("{link}", values)).toEqual({ text: "https://s.example/s/a", lacks: [] });
  expect(filledMaterial("{link} {code} {code} {product}", values)).toEqual({
    text: null,
    lacks: ["code", "product"],
  });
  expect(filledMaterial(null, values)).toEqual({ text: null, lacks: [] });
  expect(filledMaterial("plain", {})).toEqual({ text: "plain", lacks: [] });
});

test("what is put into a text is not filled again", () => {
  expect(filledMaterial("{product}", { product: "{link}", link: "x" }).text).toBe("{link}");
});
