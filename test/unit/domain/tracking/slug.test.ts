import { expect, test } from "vitest";
import { slugsIn } from "../../../../domain/tracking/slug.ts";

const GENERATED = "0a1b2c3d4e5f";

test.each([
  "/",
  ".",
  ")",
  "%EF%BC%89",
  "%EF%BC%8C%E5%BF%AB%E6%9D%A5",
  "%E3%80%82",
  "%E2%80%8B",
  "%EF%BB%BF",
  "&utm_source=x",
  "%3Futm_source=x",
  "%20now",
  "*",
  "_",
  "%",
  "%E2",
  "-",
  "-快来",
  "/more/text",
])("what people paste behind a slug is cut off: %s", (tail) => {
  expect(slugsIn(GENERATED + tail)).toEqual([GENERATED]);
  expect(slugsIn(`spring-sale${tail}`)).toEqual(["spring-sale"]);
  expect(slugsIn(GENERATED.toUpperCase() + tail)).toEqual([GENERATED]);
});

test("what stands before a slug and is none is left out too", () => {
  expect(slugsIn(`%E2%80%8B${GENERATED}`)).toEqual([GENERATED]);
  expect(slugsIn(` /${GENERATED}`)).toEqual([GENERATED]);
});

test("letters that are glued to a generated slug are cut off, and a chosen one that begins like it comes first", () => {
  expect(slugsIn(`${GENERATED}https://shop.example`)).toEqual([GENERATED]);
  expect(slugsIn(`${GENERATED}-great`)).toEqual([`${GENERATED}-great`, GENERATED]);
  expect(slugsIn("a-slug-of-more-letters")).toEqual(["a-slug-of-more-letters"]);
});

test("where nothing is like a slug there is none", () => {
  for (const text of ["", "/", "%", "short", "快来", "---", "a".repeat(12).concat("%00").replace("a", "i")]) {
    expect(slugsIn(text)).toEqual([]);
  }
});
