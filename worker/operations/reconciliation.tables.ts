/** Runs of the reconciliation, and what the read models say of each promoter's commissions. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { CommissionSums, Difference } from "../../domain/ledger/reconciliation.ts";

/** A run that has not ended by then is taken for lost, in milliseconds. */
const LOST_AFTER_MS = 10 * 60_000;
/** Differences kept of one part; all of them are counted. */
const DIFFERENCES_KEPT = 200;
/** Runs kept of one program: the newest. Monitoring reads them all. */
const RUNS_KEPT = 10;

export interface ReconciliationRun {
  readonly run: number;
  readonly startedAtMs: number;
  readonly isFinished: boolean;
  readonly inFlight: number;
  readonly differenceCount: number;
  readonly differences: readonly Difference[];
}

/** Begins a run, unless one is under way; answers its number. */
export async function beginRun(
  reports: D1Database,
  programId: string,
  parts: number,
  nowMs: number,
): Promise<{ readonly begun: boolean; readonly run: number }> {
  const last = await lastRun(reports, programId);
  if (last !== null && !last.isFinished && last.startedAtMs > nowMs - LOST_AFTER_MS)
    return { begun: false, run: last.run };
  const run = (last?.run ?? 0) + 1;
  const oldest = run - RUNS_KEPT + 1;
  const [inserted] = await reports.batch([
    reports
      .prepare(
        `INSERT INTO reconciliation_runs (program_id, run, started_at_ms, parts) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING`,
      )
      .bind(programId, run, nowMs, parts),
    reports
      .prepare("DELETE FROM reconciliation_runs WHERE program_id = ?1 AND run < ?2")
      .bind(programId, oldest),
    reports
      .prepare("DELETE FROM reconciliation_parts WHERE program_id = ?1 AND run < ?2")
      .bind(programId, oldest),
  ]);
  return { begun: (inserted?.meta.changes ?? 0) > 0, run };
}

export interface FinishedPart {
  readonly programId: string;
  readonly run: number;
  readonly part: number;
  readonly inFlight: number;
  readonly differences: readonly Difference[];
}

/** Writes what a part found; a repeat replaces it. */
export async function finishPart(reports: D1Database, part: FinishedPart, nowMs: number): Promise<void> {
  await reports
    .prepare(
      `INSERT OR REPLACE INTO reconciliation_parts
         (program_id, run, part, in_flight, difference_count, differences, finished_at_ms)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
    )
    .bind(
      part.programId,
      part.run,
      part.part,
      part.inFlight,
      part.differences.length,
      JSON.stringify(part.differences.slice(0, DIFFERENCES_KEPT)),
      nowMs,
    )
    .run();
}

/** The newest run of a program; null before the first. */
export async function lastRun(reports: D1Database, programId: string): Promise<ReconciliationRun | null> {
  const { results } = await reports
    .prepare(
      `SELECT r.run, r.started_at_ms AS startedAtMs, r.parts, p.part, p.in_flight AS inFlight,
         p.difference_count AS differenceCount, p.differences
       FROM reconciliation_runs r
       LEFT JOIN reconciliation_parts p ON p.program_id = r.program_id AND p.run = r.run
       WHERE r.program_id = ?1 AND r.run = (SELECT max(run) FROM reconciliation_runs WHERE program_id = ?1)
       ORDER BY p.part`,
    )
    .bind(programId)
    .all<RunRow>();
  const [first] = results;
  if (first === undefined) return null;
  const parts = results.filter((row) => row.part !== null);
  return {
    run: first.run,
    startedAtMs: first.startedAtMs,
    isFinished: parts.length === first.parts,
    inFlight: parts.reduce((sum, row) => sum + (row.inFlight ?? 0), 0),
    differenceCount: parts.reduce((sum, row) => sum + (row.differenceCount ?? 0), 0),
    differences: parts.flatMap((row) => JSON.parse(row.differences ?? "[]") as Difference[]),
  };
}

interface RunRow {
  run: number;
  startedAtMs: number;
  parts: number;
  part: number | null;
  inFlight: number | null;
  differenceCount: number | null;
  differences: string | null;
}

/** What the read model says of the promoters of one book, as they are dealt to `objects` books. */
export async function readModelSums(
  reports: D1Database,
  programId: string,
  book: { readonly index: number; readonly objects: number },
): Promise<CommissionSums[]> {
  const { results } = await reports
    .prepare(
      `SELECT promoter, sum((state = 'pending') * kept) AS pending, sum((state = 'held') * kept) AS held,
         sum((state = 'available') * kept) AS released
       FROM commissions WHERE program_id = ?1 AND promoter % 256 % ?2 = ?3 GROUP BY promoter`,
    )
    .bind(programId, book.objects, book.index)
    .all<CommissionSums & { promoter: PromoterRef }>();
  return results;
}
