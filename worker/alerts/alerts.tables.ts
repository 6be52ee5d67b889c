/** Alerts: one of each kind, source and direction is open at a time. Triggers write down what the program's log is to say. */
import { and, asc, desc, eq, gt, isNotNull, isNull, lt, sql } from "drizzle-orm";
import type { Finding } from "../../domain/alerts/alerts.ts";
import { programs } from "../configuration/schema.tables.ts";
import { queries } from "../platform/queries.ts";
import { alerts } from "./schema.tables.ts";
import type { WatchedProgram } from "./totals.tables.ts";

export type Alert = Readonly<typeof alerts.$inferSelect>;

export async function openAlerts(reports: D1Database, programId: string): Promise<Alert[]> {
  return await queries(reports)
    .select()
    .from(alerts)
    .where(and(eq(alerts.programId, programId), isNull(alerts.closedAtMs)));
}

/** Opens and closes alerts. What is open already, or closed, stays. */
export async function changeAlerts(
  reports: D1Database,
  programId: string,
  { opened, closed }: { readonly opened: readonly Finding[]; readonly closed: readonly Alert[] },
  nowMs: number,
): Promise<void> {
  const numbers = JSON.stringify(closed.map(({ number }) => number));
  const rows = JSON.stringify(
    opened.map(({ kind, source, direction, observed, expected, evidence }) => [
      kind,
      source,
      direction,
      observed,
      expected,
      JSON.stringify(evidence),
    ]),
  );
  await queries(reports).batch([
    queries(reports).run(
      sql`UPDATE ${alerts} SET closed_at_ms = ${nowMs} WHERE closed_at_ms IS NULL
        AND number IN (SELECT value FROM json_each(${numbers}))`,
    ),
    queries(reports).run(
      sql`INSERT OR IGNORE INTO ${alerts} (program_id, kind, source, direction, observed, expected, evidence, opened_at_ms)
        SELECT ${programId}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, ${nowMs}
        FROM json_each(${rows})`,
    ),
  ]);
}

/** Alerts of a program with a number below `before`, newest first. @param isOpen absent: all. */
export async function listAlerts(
  reports: D1Database,
  programId: string,
  { before, limit, isOpen }: { readonly before: number; readonly limit: number; readonly isOpen?: boolean },
): Promise<Alert[]> {
  const which =
    isOpen === undefined ? undefined : isOpen ? isNull(alerts.closedAtMs) : isNotNull(alerts.closedAtMs);
  return await queries(reports)
    .select()
    .from(alerts)
    .where(and(eq(alerts.programId, programId), lt(alerts.number, before), which))
    .orderBy(desc(alerts.number))
    .limit(limit);
}

export async function findAlert(
  reports: D1Database,
  programId: string,
  number: number,
): Promise<Alert | null> {
  const row = await queries(reports)
    .select()
    .from(alerts)
    .where(and(eq(alerts.programId, programId), eq(alerts.number, number)))
    .get();
  return row ?? null;
}

/** Forgets alerts that closed before a time. Answers how many. */
export async function sweepAlerts(reports: D1Database, beforeMs: number): Promise<number> {
  const { meta } = await queries(reports).delete(alerts).where(lt(alerts.closedAtMs, beforeMs));
  return meta.changes;
}

/** Programs behind one of them, by their ids. */
export async function programsAfter(
  config: D1Database,
  after: string,
  limit: number,
): Promise<WatchedProgram[]> {
  return await queries(config)
    .select({ id: programs.id, number: programs.number })
    .from(programs)
    .where(gt(programs.id, after))
    .orderBy(asc(programs.id))
    .limit(limit);
}
