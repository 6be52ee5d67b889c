/**
 * In which sequence files of tests run. Those of a project follow each other. Vitest ends a runtime that files share as soon
 * as the next file is of another project, and a new one costs seconds of a processor. What takes longest begins first, so
 * that nothing runs alone at the end.
 */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Projects, those of the longest files first. */
const PROJECTS = ["long", "fuzz", "system", "e2e", "isolate", "workerd", "core"];
/** What takes minutes in a project of what takes moments. */
const LONGEST = ["test/simulation/simulation.test.ts"];

export class ByProject extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

/** A project that is not named comes last. */
function rankOf({ moduleId, project }: TestSpecification): number {
  if (LONGEST.some((file) => moduleId.endsWith(file))) return -1;
  const rank = PROJECTS.indexOf(project.name);
  return rank === -1 ? PROJECTS.length : rank;
}
