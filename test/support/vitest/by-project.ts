/**
 * In which sequence files of tests run. Those of a project follow each other. Vitest ends a runtime that files share as soon
 * as the next file is of another project. A new one costs seconds of a processor. What takes longest begins first, so
 * that nothing runs alone at the end.
 */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Projects, those of the longest files first. Before what only works comes what waits: then nobody waits alone. */
const PROJECTS = ["long", "fuzz", "system", "put-back", "workerd", "isolate", "e2e", "core"];
/**
 * What takes long in a project of what takes moments. First the worlds, which several processes work on, and beside them
 * what waits for clocks to run down.
 */
const FIRST = [
  "test/simulation/simulation.test.ts",
  "test/integration/risk/held-cases.test.ts",
  "test/integration/risk/decided-cases.test.ts",
  "test/integration/risk/fair-cases.test.ts",
  "test/integration/operations/growth.test.ts",
];

export class ByProject extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

/** A project that is not named comes last. */
function rankOf({ moduleId, project }: TestSpecification): number {
  const place = FIRST.findIndex((file) => moduleId.endsWith(file));
  if (place !== -1) return place - FIRST.length;
  const rank = PROJECTS.indexOf(project.name);
  return rank === -1 ? PROJECTS.length : rank;
}
