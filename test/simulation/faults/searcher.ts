/**
 * A process that looks for planted faults, one after another: what is not touched by a fault is loaded, and warm, already.
 * Each line of its input names a bundle with a fault in it; each line of its output says what was found.
 */
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import type { findFault } from "./find-fault.ts";
import type { Place } from "./places.ts";

export interface Search {
  readonly path: string;
  readonly place: Place;
}

// Worlds throw many errors of their own, and nobody reads their stacks.
Error.stackTraceLimit = 0;

for await (const line of createInterface({ input: process.stdin })) {
  const { path, place } = JSON.parse(line) as Search;
  const planted = (await import(pathToFileURL(path).href)) as { readonly findFault: typeof findFault };
  process.stdout.write(`${JSON.stringify(await planted.findFault(place))}\n`);
}
