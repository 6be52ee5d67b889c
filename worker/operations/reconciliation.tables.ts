/** Runs of the reconciliation, and what the read models say of commissions. */
import { and, asc, eq, lt, sql } from "drizzle-orm";
import { isPauseOver } from "../../domain/kernel/pause.ts";
import type { CommissionSums } from "../../domain/ledger/commission-digest.ts";
import type { Difference } from "../../domain/ledger/reconciliation.ts";
import { queries } from "../platform/queries.ts";
import { dropLost, IS_DECIDED } from "../read-models/order-projection.tables.ts";
import { isOfBook } from "../read-models/of-a-book.tables.ts";
import { commissions } from "../read-models/schema.tables.ts";
import { reconciliationParts as parts, reconciliationRuns as runs } from "./schema.tables.ts";

/** A run that has not ended by then is taken for lost, in milliseconds: its tries are over by then. */
export const LOST_AFTER_MS = 30 * 60_000;
/** Differences kept of one part; all of them are counted. */
const DIFFERENCES_KEPT = 200;
/** Runs kept of one program: the newest. Monitoring reads them all. */
const RUNS_KEPT = 10;

export interface ReconciliationRun {
  readonly run: number;
  readonly startedAtMs: number;
  /** `failed`: some part could not be compared, or its message was lost. */
  readonly state: "running" | "finished" | "failed";
  /** Why it failed; null unless it did. */
  readonly failure: string | null;
  readonly inFlight: number;
  readonly differenceCount: number;
  readonly differences: readonly Difference[];
}

/** Begins a run, unless one is under way; answers its number. */
export async function beginRun(
  reports: D1Database,
  programId: string,
  partCount: number,
  nowMs: number,
): Promise<{ readonly begun: boolean; readonly run: number }> {
  const last = await lastRun(reports, programId, nowMs);
  if (last?.state === "running") return { begun: false, run: last.run };
  const run = (last?.run ?? 0) + 1;
  const oldest = run - RUNS_KEPT + 1;
  const [inserted] = await queries(reports).batch([
    queries(reports)
      .insert(runs)
      .values({ programId, run, startedAtMs: nowMs, parts: partCount })
      .onConflictDoNothing(),
    queries(reports)
      .delete(runs)
      .where(and(eq(runs.programId, programId), lt(runs.run, oldest))),
    queries(reports)
      .delete(parts)
      .where(and(eq(parts.programId, programId), lt(parts.run, oldest))),
  ]);
  return { begun: inserted.meta.changes > 0, run };
}

export interface FinishedPart {
  readonly programId: string;
  readonly run: number;
  readonly part: number;
  readonly inFlight: number;
  readonly differences: readonly Difference[];
  /** Why it could not be compared; null when it was. */
  readonly failure: string | null;
}

/** Writes what a part found; a repeat replaces it. */
export async function finishPart(reports: D1Database, part: FinishedPart, nowMs: number): Promise<void> {
  const { programId, run, part: number, inFlight } = part;
  const found = {
    inFlight,
    differenceCount: part.differences.length,
    differences: part.differences.slice(0, DIFFERENCES_KEPT),
    finishedAtMs: nowMs,
    failure: part.failure,
  };
  await queries(reports)
    .insert(parts)
    .values({ programId, run, part: number, ...found })
    .onConflictDoUpdate({ target: [parts.programId, parts.run, parts.part], set: found });
}

/** The newest run of a program; null before the first. */
export async function lastRun(
  reports: D1Database,
  programId: string,
  nowMs: number,
): Promise<ReconciliationRun | null> {
  const rows = await queries(reports)
    .select({
      run: runs.run,
      startedAtMs: runs.startedAtMs,
      partCount: runs.parts,
      part: {
        inFlight: parts.inFlight,
        differenceCount: parts.differenceCount,
        differences: parts.differences,
        failure: parts.failure,
      },
    })
    .from(runs)
    .leftJoin(parts, and(eq(parts.programId, runs.programId), eq(parts.run, runs.run)))
    .where(
      and(
        eq(runs.programId, programId),
        sql`${runs.run} = (SELECT max(run) FROM ${runs} WHERE program_id = ${programId})`,
      ),
    )
    .orderBy(asc(parts.part));
  const [first] = rows;
  if (first === undefined) return null;
  const finished = rows.flatMap(({ part }) => (part === null ? [] : [part]));
  return {
    run: first.run,
    startedAtMs: first.startedAtMs,
    ...endOf({ ...first, finished, nowMs }),
    inFlight: finished.reduce((sum, part) => sum + part.inFlight, 0),
    differenceCount: finished.reduce((sum, part) => sum + part.differenceCount, 0),
    differences: finished.flatMap((part) => part.differences),
  };
}

interface Progress {
  readonly startedAtMs: number;
  readonly partCount: number;
  readonly finished: readonly { readonly failure: string | null }[];
  readonly nowMs: number;
}

function endOf({
  startedAtMs,
  partCount,
  finished,
  nowMs,
}: Progress): Pick<ReconciliationRun, "state" | "failure"> {
  const failure = finished.find((part) => part.failure !== null)?.failure ?? null;
  if (failure !== null) return { state: "failed", failure };
  if (finished.length === partCount) return { state: "finished", failure: null };
  const isLost = isPauseOver(startedAtMs + LOST_AFTER_MS, nowMs, LOST_AFTER_MS);
  if (!isLost) return { state: "running", failure: null };
  return { state: "failed", failure: "not all books were compared in time" };
}

/** The books of a program among which its promoters are dealt, and one of them. */
export interface BookPlace {
  readonly programId: string;
  readonly index: number;
  readonly objects: number;
}

/** Commissions read at once. */
const PAGE = 5_000;

/**
 * What the read model says of the commissions of one book's promoters, page by page. Those of decisions that were lost are
 * dropped where they are met.
 */
export async function* projectedCommissions(
  reports: D1Database,
  { programId, index, objects }: BookPlace,
): AsyncGenerator<CommissionSums[]> {
  const { id, promoter, occurredAtMs, orderId, state, kept } = commissions;
  let after = { promoter: -1, occurredAtMs: 0, orderId: "", id: "" };
  for (;;) {
    const rows = await queries(reports)
      .select({ id, promoter, occurredAtMs, orderId, state, kept, isDecided: sql<number>`${IS_DECIDED}` })
      .from(commissions)
      .where(
        and(
          eq(commissions.programId, programId),
          sql`(${promoter}, ${occurredAtMs}, ${orderId}, ${id}) >
            (${after.promoter}, ${after.occurredAtMs}, ${after.orderId}, ${after.id})`,
          isOfBook(promoter, { index, objects }),
        ),
      )
      .orderBy(asc(promoter), asc(occurredAtMs), asc(orderId), asc(id))
      .limit(PAGE);
    const lost = rows.filter(({ isDecided }) => isDecided === 0);
    if (lost.length > 0)
      await dropLost(
        reports,
        programId,
        lost.map((row) => row.id),
      );
    yield rows.filter(({ isDecided }) => isDecided === 1).map((row) => sumsOf(row));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last;
  }
}

type ProjectedCommission = Pick<typeof commissions.$inferSelect, "id" | "promoter" | "state" | "kept">;

function sumsOf({ id, promoter, state, kept }: ProjectedCommission): CommissionSums {
  const where = (place: typeof state) => (state === place ? kept : 0);
  return {
    commissionId: id,
    promoter,
    pending: where("pending"),
    held: where("held"),
    released: where("available"),
  };
}
