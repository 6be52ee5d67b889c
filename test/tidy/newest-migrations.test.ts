/** Health asks each database for the migration that is the newest of its folder. */
import { expect, test } from "vitest";
import { NEWEST_MIGRATIONS } from "../../worker/operations/health.tables.ts";
import { filesMatching } from "./read/source.ts";

test("the newest migration of every folder is the one that health asks for", () => {
  const folders = [...new Set(filesMatching("migrations/*/*.sql").map((path) => path.split("/")[1] ?? ""))];
  const newest = folders.map((folder) => {
    const last = filesMatching(`migrations/${folder}/*.sql`).at(-1) ?? "";
    return [folder, last.split("/").at(-1)];
  });
  expect(NEWEST_MIGRATIONS).toEqual(Object.fromEntries(newest));
});
