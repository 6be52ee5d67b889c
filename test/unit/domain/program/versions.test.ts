import { expect, test } from "vitest";
import { versionAt } from "../../../../domain/program/versions.ts";

const versions = [0, 1_000, 2_000].map((effectiveFromMs, index) => ({
  version: index + 1,
  effectiveFromMs,
  value: index,
}));

test.each([
  [0, 1],
  [999, 1],
  [1_000, 2],
  [1_999, 2],
  [2_000, 3],
  [9_000, 3],
])("at %i the version %i is in force, whatever came later", (atMs, version) => {
  expect(versionAt(versions, atMs)?.version).toBe(version);
});

test("before the first version none is in force", () => {
  expect(versionAt(versions.slice(1), 999)).toBeUndefined();
});
