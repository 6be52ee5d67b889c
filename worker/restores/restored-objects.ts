/** The objects of a program that a restore calls, as an operator reads their names. */
import type { ProgramObjects } from "../platform/objects.ts";
import { ALARMED, type Alarmed, calledObjects } from "../operations/wake-objects.ts";

export interface RestoredObject {
  readonly binding: Alarmed;
  readonly name: string;
  readonly objects: number;
}

export function titleOf({ binding, name }: Pick<RestoredObject, "binding" | "name">): string {
  return `${ALARMED[binding]} ${name}`;
}

/** All of them, but for those that an operator left out. */
export async function restoredObjects(
  env: Env,
  program: ProgramObjects,
  leftOut: readonly string[],
): Promise<RestoredObject[]> {
  const out = new Set(leftOut);
  const all = (await calledObjects(env, [program])).flatMap(({ binding, called }) =>
    called.map((one): RestoredObject => ({ binding, ...one })),
  );
  return all.filter((object) => !out.has(titleOf(object)));
}

export async function titlesOf(env: Env, program: ProgramObjects): Promise<string[]> {
  return (await restoredObjects(env, program, [])).map(titleOf);
}
