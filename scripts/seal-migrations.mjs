/**
 * Seals migrations for a release: notes the SHA-256 of those that are new, and refuses where a sealed one has
 * changed. From then on `test/tidy/migrations.test.ts` keeps them as they are.
 */
import { createHash } from "node:crypto";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const project = resolve(import.meta.dirname, "..");
const file = join(project, "test/tidy/sealed-migrations.json");
const seals = JSON.parse(readFileSync(file, "utf8"));
for (const path of globSync("migrations/*/*.sql", { cwd: project }).sort()) {
  const seal = createHash("sha256")
    .update(readFileSync(join(project, path)))
    .digest("hex");
  if (seals[path] !== undefined && seals[path] !== seal) {
    console.error(`${path} was released and has changed. Restore it and add a new migration.`);
    process.exit(1);
  }
  if (seals[path] === undefined) console.log(`sealed ${path}`);
  seals[path] = seal;
}
writeFileSync(file, `${JSON.stringify(seals, null, 2)}\n`);
