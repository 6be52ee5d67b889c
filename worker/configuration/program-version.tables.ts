/** The version of a program's whole configuration. Every change raises it, and caches learn of changes by it. */
import { eq, sql } from "drizzle-orm";
import { prepared, queries, type Statement } from "../platform/queries.ts";
import { programs } from "./schema.tables.ts";

/**
 * Follows every version that there ever was: after CONFIG was put back, a number that isolates know is not given again.
 * Milliseconds since 1970, or one more than before.
 */
export const NEXT_VERSION = sql`max(${programs.version} + 1, CAST(unixepoch('subsec') * 1000 AS INTEGER))`;

/** Makes every isolate read the program anew. Part of the transaction that changes something. */
export function raiseVersion(db: D1Database, program: number): Statement<D1Result> {
  return queries(db).update(programs).set({ version: NEXT_VERSION }).where(eq(programs.number, program));
}

const versionsOf = prepared(["programIds"], (asking, { programIds }) =>
  asking
    .select({ id: programs.id, version: programs.version })
    .from(programs)
    .where(sql`${programs.id} IN (SELECT value FROM json_each(${programIds}))`),
);

/** The versions by which copies of configurations are known to be old, by program; none of a program that is not there. */
export async function readProgramVersions(
  db: D1Database,
  programIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await versionsOf(db, { programIds: JSON.stringify(programIds) });
  return new Map(rows.map(({ id, version }) => [id, version]));
}
