/** The queries that docs/exports.md shows, by the section that they stand in. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "../service.ts";

export function documentedQueries(section: string): string[] {
  const text = readFileSync(join(PROJECT, "docs/exports.md"), "utf8");
  const part = text.split(/^## /m).find((one) => one.startsWith(`${section}\n`)) ?? "";
  return [...part.matchAll(/^```sql\n([\s\S]*?)^```/gm)].map(([, query = ""]) => query);
}
