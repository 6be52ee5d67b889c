/** The objects of a program that there are: who goes through them makes none. */
import { indexOfObject } from "../../domain/kernel/ids.ts";
import type { ObjectClass } from "../../domain/kernel/object-class.ts";
import { allNames, type ProgramObjects } from "../platform/objects.ts";
import { knownNames } from "./known-objects.tables.ts";

/**
 * Names of the objects of one class that are listed, in the sequence of their indexes. The first is always among them:
 * whatever a program does, it does there, and what was told a moment ago must be found.
 */
export async function existingNames(
  env: Pick<Env, "REPORTS">,
  program: ProgramObjects,
  className: ObjectClass,
): Promise<string[]> {
  const names = new Set(await knownNames(env.REPORTS, program.id, className));
  const [first] = allNames(program);
  if (first !== undefined) names.add(first);
  return [...names].toSorted((one, other) => indexOfObject(one) - indexOfObject(other));
}
