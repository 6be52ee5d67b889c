/** Counts for monitoring, from the read models. */
import { count, gt, isNull, lte, sql } from "drizzle-orm";
import { deadLetters } from "../../clicks/schema.tables.ts";
import { programs } from "../../configuration/schema.tables.ts";
import { queries, type Statement } from "../../platform/queries.ts";
import { type ConditionTotals, conditionTotals } from "../../read-models/object-conditions.tables.ts";
import { type ProgramPayouts, programPayouts } from "../../read-models/payout-sums.tables.ts";
import { Totals, totalsStatement } from "../../read-models/totals.tables.ts";
import { riskCases } from "../../risk/schema.tables.ts";
import { sourceCounts, unusableWebhooks } from "../../sources/schema.tables.ts";
import { LOST_AFTER_MS } from "../reconciliation.tables.ts";
import { putBackObjects } from "../../read-models/schema.tables.ts";
import {
  abandonedHeads,
  overdueAlarms,
  reconciliationParts,
  reconciliationRuns,
  unwokenObjects,
} from "../schema.tables.ts";

export interface Counts {
  readonly programs: number;
  /** Messages given up on whose work is still to be done. */
  readonly deadLetters: number;
  /** Signed webhooks that could not be used so far, by program. */
  readonly unusableWebhooks: readonly { readonly program: string; readonly waiting: number }[];
  /** What the newest finished reconciliation of each program found. */
  readonly reconciliations: readonly {
    readonly program: string;
    readonly differences: number;
    readonly inFlight: number;
    readonly startedAtMs: number;
  }[];
  /** Whether the newest reconciliation of each program could not end. */
  readonly failedReconciliations: readonly { readonly program: string; readonly failed: number }[];
  /** Objects whose alarm was found lost within the last two hours. */
  readonly overdueAlarms: number;
  /** Objects that could not be woken within the last two hours. */
  readonly unwokenObjects: number;
  /** Objects that were put back to an earlier moment, and not repaired since. */
  readonly putBackObjects: number;
  /** Cases whose decision has waited for a quarter of an hour and more for some of their orders. */
  readonly unappliedCases: number;
  /** Heads of journals that operators gave up. */
  readonly abandonedHeads: number;
  /** What owners announced of themselves. */
  readonly conditions: ConditionTotals;
  /** What was counted where it arose. */
  readonly totals: Totals;
  /** The currency of each program. */
  readonly currencies: ReadonlyMap<string, string>;
  readonly payouts: readonly ProgramPayouts[];
  readonly webhooks: readonly SourceOutcomes[];
}

/** What became of the webhooks of a source. */
interface SourceOutcomes {
  readonly program: string;
  readonly source: string;
  readonly accepted: number;
  readonly unusable: number;
  readonly refused: number;
}

const NO_CONDITIONS: ConditionTotals = {
  refusedRows: 0,
  stoppedPairs: 0,
  waitingRows: 0,
  waitingSinceMs: null,
  unprojected: 0,
  waitingEvents: 0,
};
const UNAPPLIED_AFTER_MS = 15 * 60_000;
const OVERDUE_SHOWN_MS = 2 * 3_600_000;

/** The newest run of each program of which every part has ended. */
function finishedReconciliations(reports: D1Database): Statement<Counts["reconciliations"][number][]> {
  return queries(reports).all(
    sql`WITH finished AS (
        SELECT r.program_id AS program, max(r.run) AS run FROM ${reconciliationRuns} r
        WHERE r.parts = (
          SELECT count(*) FROM ${reconciliationParts} p
          WHERE p.program_id = r.program_id AND p.run = r.run AND p.failure IS NULL)
        GROUP BY r.program_id
      )
      SELECT f.program, r.started_at_ms AS startedAtMs, sum(p.difference_count) AS differences,
        sum(p.in_flight) AS inFlight
      FROM finished f
      JOIN ${reconciliationRuns} r ON r.program_id = f.program AND r.run = f.run
      JOIN ${reconciliationParts} p ON p.program_id = f.program AND p.run = f.run
      GROUP BY f.program ORDER BY f.program`,
  );
}

/** Of the newest run of each program: whether a part failed, or not all had ended in time. */
function failedReconciliations(
  reports: D1Database,
  nowMs: number,
): Statement<Counts["failedReconciliations"][number][]> {
  return queries(reports).all(
    sql`SELECT r.program_id AS program,
        max(p.failure IS NOT NULL) OR (count(p.part) < r.parts AND r.started_at_ms NOT BETWEEN ${nowMs - LOST_AFTER_MS + 1} AND ${nowMs}) AS failed
      FROM ${reconciliationRuns} r
      LEFT JOIN ${reconciliationParts} p ON p.program_id = r.program_id AND p.run = r.run
      WHERE r.run = (SELECT max(run) FROM ${reconciliationRuns} WHERE program_id = r.program_id)
      GROUP BY r.program_id ORDER BY r.program_id`,
  );
}

/** How many signed webhooks of each program could not be used so far. */
function openWebhooks(reports: D1Database): Statement<Counts["unusableWebhooks"][number][]> {
  return queries(reports).all(
    sql`SELECT program_id AS program, count(*) AS waiting FROM ${unusableWebhooks} WHERE done_at_ms IS NULL
      GROUP BY program_id ORDER BY program_id`,
  );
}

function sourceOutcomes(reports: D1Database): Statement<SourceOutcomes[]> {
  const { programId, source, accepted, unusable, refused } = sourceCounts;
  return queries(reports)
    .select({ program: programId, source, accepted, unusable, refused })
    .from(sourceCounts)
    .orderBy(programId, source);
}

/** What was seen of late in a table of findings. */
function seenSince(
  reports: D1Database,
  table: typeof overdueAlarms | typeof unwokenObjects,
  sinceMs: number,
) {
  return queries(reports).select({ n: count() }).from(table).where(gt(table.seenAtMs, sinceMs));
}

/** Cases whose decisions or holds have waited since before a time. */
function unappliedSince(config: D1Database, beforeMs: number) {
  return queries(config)
    .select({ n: count() })
    .from(riskCases)
    .where(lte(riskCases.applyingSinceMs, beforeMs));
}

/** Reads a bounded number of rows, however many orders and counters there are. */
export async function readCounts(env: Pick<Env, "CONFIG" | "REPORTS">, nowMs: number): Promise<Counts> {
  const [ofConfig, ofReports] = await Promise.all([
    countsOfConfig(env.CONFIG, nowMs),
    countsOfReports(env.REPORTS, nowMs),
  ]);
  return { ...ofConfig, ...ofReports };
}

type OfConfig = "programs" | "currencies" | "unappliedCases";

async function countsOfConfig(db: D1Database, nowMs: number): Promise<Pick<Counts, OfConfig>> {
  const config = queries(db);
  const [known, [unapplied]] = await config.batch([
    config.select({ id: programs.id, currency: programs.currency }).from(programs),
    unappliedSince(db, nowMs - UNAPPLIED_AFTER_MS),
  ]);
  return {
    programs: known.length,
    currencies: new Map(known.map(({ id, currency }) => [id, currency])),
    unappliedCases: unapplied?.n ?? 0,
  };
}

async function countsOfReports(db: D1Database, nowMs: number): Promise<Omit<Counts, OfConfig>> {
  const reports = queries(db);
  const since = nowMs - OVERDUE_SHOWN_MS;
  const [[dead], counted, reconciliations, failed, [conditions], [overdue], [unwoken], ...others] =
    await reports.batch([
      reports.select({ n: count() }).from(deadLetters).where(isNull(deadLetters.doneAtMs)),
      totalsStatement(db),
      finishedReconciliations(db),
      failedReconciliations(db, nowMs),
      conditionTotals(db),
      seenSince(db, overdueAlarms, since),
      seenSince(db, unwokenObjects, since),
      reports.select({ n: count() }).from(putBackObjects),
      reports.select({ n: count() }).from(abandonedHeads),
      openWebhooks(db),
      programPayouts(db),
      sourceOutcomes(db),
    ]);
  const [[putBack], [abandoned], unusable, payouts, webhooks] = others;
  return {
    deadLetters: dead?.n ?? 0,
    unusableWebhooks: unusable,
    reconciliations,
    failedReconciliations: failed,
    overdueAlarms: overdue?.n ?? 0,
    unwokenObjects: unwoken?.n ?? 0,
    putBackObjects: putBack?.n ?? 0,
    abandonedHeads: abandoned?.n ?? 0,
    conditions: conditions ?? NO_CONDITIONS,
    totals: new Totals(counted),
    payouts,
    webhooks,
  };
}
