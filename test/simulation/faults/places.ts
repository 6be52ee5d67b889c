/** Where each planted fault shows: a world that found it. `npm run faults` looks for them anew, and writes them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SIZES } from "../workload/size.ts";

/** The search begins with this world, and goes on with the next should the code have changed since. */
export interface Place {
  readonly size: keyof typeof SIZES;
  /** Seed of the world. */
  readonly world: number;
}

const FILE = join(import.meta.dirname, "places.json");
const FIRST: Place = { size: "small", world: 1 };

const places = JSON.parse(readFileSync(FILE, "utf8")) as Readonly<Record<string, Place>>;

/** @param fault name of the fault; one that is new is looked for from the first world on. */
export function placeOf(fault: string): Place {
  return places[fault] ?? FIRST;
}

export function keepPlaces(found: Readonly<Record<string, Place>>): void {
  writeFileSync(FILE, `${JSON.stringify(found, null, 2)}\n`);
}
