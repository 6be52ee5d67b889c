/** The list of mistakes that tests have to find stays true: each stands in the code, and names tests that are there. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "oxc-parser";
import { expect, test } from "vitest";
import { MUTANTS } from "../mutants/mutants.ts";
import { spoil } from "../support/planted-fault.ts";
import { PROJECT } from "./read/source.ts";

const ALL = Object.values(MUTANTS).flat();

test("every mistake is one of the code as it is, told once", () => {
  // What does not even parse would be found by any test.
  const unreadable = ALL.filter((mutant) => parseSync(mutant.file, spoil(mutant)).errors.length > 0);
  expect(unreadable.map(({ name }) => name)).toEqual([]);
  expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
  expect(ALL.length).toBeGreaterThanOrEqual(88);
});

test("every mistake names tests that find it", () => {
  const files = ALL.flatMap(({ foundBy }) => foundBy);
  expect(ALL.filter(({ foundBy }) => foundBy.length === 0)).toEqual([]);
  expect(files.filter((file) => !existsSync(join(PROJECT, file)))).toEqual([]);
});
