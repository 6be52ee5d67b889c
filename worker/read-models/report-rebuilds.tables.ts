/** How far the sums of a program are summed anew: the month that comes next. */
import { and, eq } from "drizzle-orm";
import { queries } from "../platform/queries.ts";
import { reportRebuilds } from "./schema.tables.ts";

const { programId, nextMs } = reportRebuilds;

/** Begins at a month, also where it was further. */
export async function beginRebuild(reports: D1Database, program: string, fromMs: number): Promise<void> {
  await queries(reports)
    .insert(reportRebuilds)
    .values({ programId: program, nextMs: fromMs })
    .onConflictDoUpdate({ target: programId, set: { nextMs: fromMs } });
}

/** The month that comes next; null where nothing is to be done. */
export async function nextRebuilt(reports: D1Database, program: string): Promise<number | null> {
  const row = await queries(reports)
    .select({ nextMs })
    .from(reportRebuilds)
    .where(eq(programId, program))
    .get();
  return row?.nextMs ?? null;
}

/** Goes on from a month to another one, or ends with it. Changes nothing where it was begun anew, or went on, meanwhile. */
export async function moveRebuild(
  reports: D1Database,
  program: string,
  fromMs: number,
  toMs: number | null,
): Promise<void> {
  const stands = and(eq(programId, program), eq(nextMs, fromMs));
  await (toMs === null
    ? queries(reports).delete(reportRebuilds).where(stands)
    : queries(reports).update(reportRebuilds).set({ nextMs: toMs }).where(stands));
}
