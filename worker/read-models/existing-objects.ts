/** The objects of a program that there are: who goes through them makes none. */
import { indexOfObject } from "../../domain/kernel/ids.ts";
import type { ObjectClass } from "../../domain/kernel/object-class.ts";
import { allNames, type ProgramObjects } from "../platform/objects.ts";
import { knownNames } from "./known-objects.tables.ts";

/**
 * Entries of ledger after ledger, until a page is full.
 *
 * @param after the index of the ledger where the page begins.
 * @param read entries of one ledger, from the place where the page before ended, or from its beginning.
 */
export async function pageOverLedgers<Entry>(
  env: Pick<Env, "REPORTS">,
  program: ProgramObjects,
  after: number,
  limit: number,
  read: (name: string, isFirst: boolean, limit: number) => Promise<readonly Entry[]>,
): Promise<(Entry & { readonly ledger: number })[]> {
  const found: (Entry & { readonly ledger: number })[] = [];
  for (const name of await existingNames(env, program, "ledger")) {
    const ledger = indexOfObject(name);
    if (ledger < after) continue;
    if (found.length >= limit) break;
    const entries = await read(name, ledger === after, limit - found.length);
    found.push(...entries.map((entry) => ({ ...entry, ledger })));
  }
  return found;
}

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
