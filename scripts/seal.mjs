/**
 * Seals migrations and schema steps for a release: notes the SHA-256 of those that are new, and refuses where a sealed
 * one has changed. From then on a test keeps them as they are.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { compareSeals, presentSeals, SEALS_FILE } from "../test/tidy/seals.ts";

const file = join(resolve(import.meta.dirname, ".."), SEALS_FILE);
const sealed = JSON.parse(readFileSync(file, "utf8"));
const present = presentSeals();
const { broken, unsealed } = compareSeals(sealed, present);
for (const name of broken) {
  console.error(`${name} was sealed, and has changed or is gone. Restore it, and add a new one behind it.`);
}
if (broken.length > 0) process.exit(1);
for (const name of unsealed) console.log(`sealed ${name}`);
const seals = Object.fromEntries(Object.entries(present).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(seals, null, 2)}\n`);
