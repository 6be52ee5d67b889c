/** Objects that were put back: they know of fewer wakes than they had before. Kept until an operator has repaired. */
import { and, eq, sql } from "drizzle-orm";
import type { Difference } from "../../domain/ledger/reconciliation.ts";
import type { WokenObject } from "../read-models/known-objects.tables.ts";
import { queries } from "../platform/queries.ts";
import { knownObjects, putBackObjects } from "../read-models/schema.tables.ts";

/** An object that said how often it was woken, when so many wakes were known already. */
export interface CountedWake extends WokenObject {
  readonly knownWakes: number;
}

/** Whether an object knows of fewer wakes than D1 does. */
export function isPutBack({ wakes, knownWakes }: CountedWake): boolean {
  return wakes <= knownWakes;
}

/** Notes what objects said, and those that were put back. Whoever answers is listed, whoever lost the list. */
export async function keepWakes(
  reports: D1Database,
  woken: readonly CountedWake[],
  nowMs: number,
): Promise<void> {
  const statements = woken.flatMap((one) => {
    const { programId, className, object, wakes, knownWakes } = one;
    const row = { programId, className, object };
    const kept = queries(reports)
      .insert(knownObjects)
      .values({ ...row, wakes, seenAtMs: nowMs })
      .onConflictDoUpdate({
        target: [knownObjects.programId, knownObjects.className, knownObjects.object],
        set: { wakes: sql`max(${knownObjects.wakes}, ${wakes})` },
      });
    if (!isPutBack(one)) return [kept];
    const found = { expected: knownWakes + 1, found: wakes, seenAtMs: nowMs };
    const noted = queries(reports)
      .insert(putBackObjects)
      .values({ ...row, ...found })
      .onConflictDoUpdate({
        target: [putBackObjects.programId, putBackObjects.className, putBackObjects.object],
        set: found,
      });
    return [kept, noted];
  });
  const [first, ...others] = statements;
  if (first !== undefined) await queries(reports).batch([first, ...others]);
}

/** Objects of one name, of any class, that were put back and not repaired since. */
export async function putBackDifferences(
  reports: D1Database,
  programId: string,
  name: string,
): Promise<Difference[]> {
  const { className, expected, found, object } = putBackObjects;
  const rows = await queries(reports)
    .select({ className, expected, found })
    .from(putBackObjects)
    .where(and(eq(putBackObjects.programId, programId), eq(object, name)));
  return rows.map((row) => ({
    kind: "put_back",
    about: `${row.className} ${name}`,
    expected: row.expected,
    found: row.found,
  }));
}

/** An operator has repaired what the objects of one name lost. */
export async function forgetPutBack(reports: D1Database, programId: string, name: string): Promise<void> {
  await queries(reports)
    .delete(putBackObjects)
    .where(and(eq(putBackObjects.programId, programId), eq(putBackObjects.object, name)));
}
