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

const versionOf = prepared(["programId"], (asking, { programId }) =>
  asking.select({ version: programs.version }).from(programs).where(eq(programs.id, programId)),
);

/** The version by which a copy of a program's configuration is known to be old; null: no such program. */
export async function readProgramVersion(db: D1Database, programId: string): Promise<number | null> {
  const [row] = await versionOf(db, { programId });
  return row?.version ?? null;
}
