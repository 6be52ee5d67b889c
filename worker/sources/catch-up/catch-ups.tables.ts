/** Catching up: one of a source at a time, with its place in the vendor's list, which a restart finds again. */
import { and, desc, eq, lt, lte, sql } from "drizzle-orm";
import { programs } from "../../configuration/schema.tables.ts";
import { queries } from "../../platform/queries.ts";
import { catchUps } from "../schema.tables.ts";

export type CatchUp = Readonly<typeof catchUps.$inferSelect>;

export interface NewCatchUp {
  readonly program: number;
  readonly source: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** One chain of messages at a time goes on with it. */
export interface Chain {
  readonly number: number;
  readonly chain: string;
}

/** Kept of a source; older ones go. */
const KEPT = 20;

/**
 * Begins one, unless one of the source runs. One of the same time that failed or was stopped goes on at its place.
 *
 * @returns the newest one of the source, and whether this call began it.
 */
export async function beginCatchUp(
  config: D1Database,
  { program, source, fromMs, toMs }: NewCatchUp,
  chain: string,
  nowMs: number,
): Promise<{ readonly catchUp: CatchUp; readonly begun: boolean } | null> {
  const ofSource = and(eq(catchUps.program, program), eq(catchUps.source, source));
  const newest = sql`(SELECT max(number) FROM ${catchUps} WHERE program = ${program} AND source = ${source})`;
  const [, , , [found]] = await queries(config).batch([
    queries(config).run(
      sql`UPDATE ${catchUps} SET state = 'running', chain = ${chain}, moved_at_ms = ${nowMs}, failures = 0,
          fault = NULL, fault_status = NULL, fault_code = NULL, fault_at_ms = NULL, finished_at_ms = NULL
        WHERE number = ${newest} AND from_ms = ${fromMs} AND to_ms = ${toMs} AND state IN ('failed', 'stopped')`,
    ),
    queries(config).run(
      sql`INSERT INTO ${catchUps} (program, source, from_ms, to_ms, asked_at_ms, state, chain, moved_at_ms)
        SELECT ${program}, ${source}, ${fromMs}, ${toMs}, ${nowMs}, 'running', ${chain}, ${nowMs}
        WHERE NOT EXISTS (SELECT 1 FROM ${catchUps}
          WHERE program = ${program} AND source = ${source} AND state = 'running')`,
    ),
    queries(config).run(
      sql`DELETE FROM ${catchUps} WHERE program = ${program} AND source = ${source} AND state <> 'running'
        AND number <= (SELECT number FROM ${catchUps} WHERE program = ${program} AND source = ${source}
          ORDER BY number DESC LIMIT 1 OFFSET ${KEPT})`,
    ),
    queries(config).select().from(catchUps).where(ofSource).orderBy(desc(catchUps.number)).limit(1),
  ]);
  return found === undefined ? null : { catchUp: found, begun: found.chain === chain };
}

/** The newest one of a source; null when there was none. */
export async function newestCatchUp(
  config: D1Database,
  program: number,
  source: string,
): Promise<CatchUp | null> {
  const row = await queries(config)
    .select()
    .from(catchUps)
    .where(and(eq(catchUps.program, program), eq(catchUps.source, source)))
    .orderBy(desc(catchUps.number))
    .limit(1)
    .get();
  return row ?? null;
}

const RUNNING = eq(catchUps.state, "running");

/** One that runs, and that this chain goes on with; null for any other. */
export async function runningCatchUp(
  config: D1Database,
  { number, chain }: Chain,
): Promise<(CatchUp & { readonly programId: string }) | null> {
  const row = await queries(config)
    .select({ catchUp: catchUps, programId: programs.id })
    .from(catchUps)
    .innerJoin(programs, eq(programs.number, catchUps.program))
    .where(and(eq(catchUps.number, number), eq(catchUps.chain, chain), RUNNING))
    .get();
  return row === undefined ? null : { ...row.catchUp, programId: row.programId };
}

/** Notes how one went on. False when another chain goes on with it by now, or nobody does. */
export async function moveCatchUp(
  config: D1Database,
  { number, chain }: Chain,
  moved: Partial<Omit<CatchUp, "number" | "chain">>,
  nowMs: number,
): Promise<boolean> {
  const { meta } = await queries(config)
    .update(catchUps)
    .set({ ...moved, movedAtMs: nowMs })
    .where(and(eq(catchUps.number, number), eq(catchUps.chain, chain), RUNNING));
  return meta.changes > 0;
}

/** Stops the one of a source that runs. False when none does. */
export async function stopCatchUp(
  config: D1Database,
  program: number,
  source: string,
  nowMs: number,
): Promise<boolean> {
  const { meta } = await queries(config)
    .update(catchUps)
    .set({ state: "stopped", movedAtMs: nowMs, finishedAtMs: nowMs })
    .where(and(eq(catchUps.program, program), eq(catchUps.source, source), RUNNING));
  return meta.changes > 0;
}

/** Those that nobody has gone on with since a time, which get another chain. */
export async function takeOverStill(
  config: D1Database,
  beforeMs: number,
  chain: string,
  nowMs: number,
): Promise<Chain[]> {
  return await queries(config)
    .update(catchUps)
    .set({ chain, movedAtMs: nowMs })
    .where(and(RUNNING, lte(catchUps.movedAtMs, beforeMs)))
    .returning({ number: catchUps.number, chain: catchUps.chain });
}

/** Forgets those that ended before a time. Answers how many. */
export async function sweepCatchUps(config: D1Database, beforeMs: number): Promise<number> {
  const { meta } = await queries(config)
    .delete(catchUps)
    .where(and(sql`state <> 'running'`, lt(catchUps.finishedAtMs, beforeMs)));
  return meta.changes;
}
