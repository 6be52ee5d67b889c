/** The code of this project in a folder of its own, to be changed and started there. */
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { temporaryDirectory, type TemporaryDirectory } from "./temporary-directory.ts";

const PROJECT = resolve(import.meta.dirname, "../..");

/** What stays behind: what the code does not need to be started. */
const LEFT_BEHIND = new Set([".git", ".tributary", "bench", "dist", "docs", "node_modules", "test"]);

export interface Addition {
  readonly file: string;
  /** Code that stands in the file exactly once. */
  readonly replaces: string;
  readonly by: string;
}

export function copiedProject(): TemporaryDirectory {
  const folder = temporaryDirectory();
  for (const name of readdirSync(PROJECT)) {
    if (!LEFT_BEHIND.has(name)) cpSync(join(PROJECT, name), join(folder.path, name), { recursive: true });
  }
  symlinkSync(join(PROJECT, "node_modules"), join(folder.path, "node_modules"));
  return folder;
}

/** @throws Error when the place to add to is not there once. */
export function addTo(folder: string, { file, replaces, by }: Addition): void {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  const places = text.split(replaces).length - 1;
  if (places !== 1)
    throw new Error(`${file} holds the place to add to ${places} times, not once: ${replaces}`);
  const added = text.replace(replaces, () => by);
  writeFileSync(path, added);
}
