/**
 * The code that runs in a simulated world: what objects are made of, and what an isolate of the Worker calls. The present
 * version is this project; the next one is a copy with what a later version may add.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { NEXT_FILES } from "./next-files.ts";
import { type ObjectClass, PARTS } from "./parts.ts";

type Parts = typeof PARTS;

export type Binding = keyof Parts["classes"];

export const BINDINGS = Object.keys(PARTS.classes) as readonly Binding[];

/** One version of the code. */
export interface Code extends Readonly<Omit<Parts, "classes">> {
  readonly version: "present" | "next";
  /** The last migration of its configuration; null of the version that worlds begin with. */
  readonly migration: string | null;
  readonly classes: Readonly<Record<Binding, ObjectClass>>;
}

export const PRESENT: Code = { ...PARTS, version: "present", migration: null };

let next: Promise<Code> | undefined;

/** The next version, loaded once in a process from beside the bundle that runs. */
export function nextCode(): Promise<Code> {
  next ??= loadNext();
  return next;
}

async function loadNext(): Promise<Code> {
  const beside = (name: string): string => join(import.meta.dirname, name);
  const loaded = (await import(pathToFileURL(beside(NEXT_FILES.parts)).href)) as { readonly PARTS: Parts };
  return { ...loaded.PARTS, version: "next", migration: readFileSync(beside(NEXT_FILES.migration), "utf8") };
}
