import { expect, test } from "vitest";
import { TrustedVersions } from "../../../../worker/configuration/trusted-versions.ts";

test("a version is trusted for moments from when its read began, and no other one is", () => {
  const trusted = new TrustedVersions(10);
  trusted.keep("p", 3, 1_000);
  expect(trusted.has("p", 3, 1_049)).toBe(true);
  expect(trusted.has("p", 3, 1_050)).toBe(false);
  expect(trusted.has("p", 2, 1_001)).toBe(false);
  // The clock went back.
  expect(trusted.has("p", 3, 999)).toBe(false);
});

test("a version in use is due to be read ahead once, while it is still trusted", () => {
  const trusted = new TrustedVersions(10);
  trusted.keep("p", 3, 1_000);
  expect([1_010, 1_030, 1_031, 1_045].map((nowMs) => trusted.isDue("p", nowMs))).toEqual([
    false,
    true,
    false,
    false,
  ]);
  trusted.keep("p", 3, 1_032);
  expect([trusted.has("p", 3, 1_060), trusted.isDue("p", 1_060)]).toEqual([true, true]);
  expect(trusted.isDue("another", 1_060)).toBe(false);
});

test("beyond the most that is kept all are forgotten at once", () => {
  const trusted = new TrustedVersions(2);
  for (const id of ["a", "b", "c"]) trusted.keep(id, 1, 1_000);
  expect(["a", "b", "c"].map((id) => trusted.has(id, 1, 1_001))).toEqual([false, false, true]);
});
