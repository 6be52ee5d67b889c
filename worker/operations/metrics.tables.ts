/** Counts for monitoring, from the read models. */
import { totalsOf, totalsStatement } from "../read-models/totals.tables.ts";

export interface Counts {
  readonly programs: number;
  /** Messages given up on that nobody had delivered again. */
  readonly deadLetters: number;
  /** What the newest finished reconciliation of each program found. */
  readonly reconciliations: readonly {
    readonly program: string;
    readonly differences: number;
    readonly inFlight: number;
    readonly startedAtMs: number;
  }[];
  /** Objects whose alarm was found lost within the last two hours. */
  readonly overdueAlarms: number;
  readonly clicks: number;
  readonly impressions: number;
  readonly invalidClicks: number;
  readonly pageviews: number;
  readonly reportedConversions: number;
  readonly orders: readonly { readonly state: string; readonly n: number }[];
}

const OVERDUE_SHOWN_MS = 2 * 3_600_000;

/** The newest run of each program of which every part has ended. */
const FINISHED_RECONCILIATIONS = `
  WITH finished AS (
    SELECT r.program_id AS program, max(r.run) AS run FROM reconciliation_runs r
    WHERE r.parts = (SELECT count(*) FROM reconciliation_parts p WHERE p.program_id = r.program_id AND p.run = r.run)
    GROUP BY r.program_id
  )
  SELECT f.program, r.started_at_ms AS startedAtMs, sum(p.difference_count) AS differences,
    sum(p.in_flight) AS inFlight
  FROM finished f
  JOIN reconciliation_runs r ON r.program_id = f.program AND r.run = f.run
  JOIN reconciliation_parts p ON p.program_id = f.program AND p.run = f.run
  GROUP BY f.program ORDER BY f.program`;

/** Reads a bounded number of rows, however many orders and counters there are. */
export async function readCounts(env: Pick<Env, "CONFIG" | "REPORTS">, nowMs: number): Promise<Counts> {
  const [programs, [dead, counted, reconciliations, overdue]] = await Promise.all([
    env.CONFIG.prepare("SELECT count(*) AS n FROM programs").first<number>("n"),
    env.REPORTS.batch([
      env.REPORTS.prepare("SELECT count(*) AS n FROM dead_letters WHERE replayed_at_ms IS NULL"),
      totalsStatement(env.REPORTS),
      env.REPORTS.prepare(FINISHED_RECONCILIATIONS),
      env.REPORTS.prepare("SELECT count(*) AS n FROM overdue_alarms WHERE seen_at_ms > ?1").bind(
        nowMs - OVERDUE_SHOWN_MS,
      ),
    ]),
  ]);
  const [deadRow] = (dead?.results ?? []) as { n: number }[];
  const totals = totalsOf(counted);
  return {
    programs: programs ?? 0,
    deadLetters: deadRow?.n ?? 0,
    reconciliations: (reconciliations?.results ?? []) as unknown as Counts["reconciliations"],
    overdueAlarms: (overdue?.results as { n: number }[] | undefined)?.[0]?.n ?? 0,
    clicks: totals.event("clicks"),
    impressions: totals.event("impressions"),
    invalidClicks: totals.event("invalid_clicks"),
    pageviews: totals.event("pageviews"),
    reportedConversions: totals.event("conversions"),
    orders: totals.orders,
  };
}
