import { expect, test } from "vitest";
import { nextVersion } from "../../support/next-version.ts";

test("of the present code a next version can be made: each of its additions has its place", () => {
  const next = nextVersion();
  expect(next.path).not.toBe("");
  next.remove();
});
