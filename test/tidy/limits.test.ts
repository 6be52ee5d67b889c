/** Every limit of the kernel is reached by some test. */
import { expect, test } from "vitest";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { filesMatching, read } from "./read/source.ts";

function unreached(names: readonly string[], tests: readonly string[]): string[] {
  return names.filter((name) => !tests.some((text) => new RegExp(`\\bLIMITS\\.${name}\\b`).test(text)));
}

test("each limit is named by a test", () => {
  const tests = filesMatching("test/{unit,property,simulation,integration,e2e}/**/*.ts").map(
    (file) => read(file).text,
  );
  expect(unreached(Object.keys(LIMITS), tests)).toEqual([]);
});

test("a limit that no test names is found", () => {
  expect(unreached(["treeDepth", "levels"], ["expect(LIMITS.treeDepth)", "LIMITS.levelsMore"])).toEqual([
    "levels",
  ]);
});
