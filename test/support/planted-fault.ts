/** A mistake planted into the real code: what stands there exactly once, and what stands there instead. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

export interface PlantedFault {
  readonly name: string;
  /** Path from the project's root. */
  readonly file: string;
  /** Code that stands in the file exactly once. */
  readonly replaces: string;
  readonly by: string;
}

const PROJECT = resolve(import.meta.dirname, "../..");

/**
 * The text of the fault's file with the fault in it.
 *
 * @throws Error when the code to be spoilt is not there exactly once.
 */
export function spoil({ file, replaces, by, name }: PlantedFault, root: string = PROJECT): string {
  const text = readFileSync(resolve(root, file), "utf8");
  const places = text.split(replaces).length - 1;
  if (places !== 1) throw new Error(`${name}: ${file} holds the code to be spoilt ${places} times, not once`);
  return text.replace(replaces, () => by);
}
