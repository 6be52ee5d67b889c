/** Restores of programs, and the fence around a program while one runs. */
import { and, desc, eq, gt, isNull, ne, sql } from "drizzle-orm";
import { NEXT_VERSION } from "../configuration/program-version.tables.ts";
import { programs } from "../configuration/schema.tables.ts";
import { queries } from "../platform/queries.ts";
import type { RestoreState } from "./restore-states.ts";
import { restores } from "./schema.tables.ts";

export type Restore = typeof restores.$inferSelect;

export interface NewRestore {
  readonly programId: string;
  readonly toMs: number;
  readonly reason: string;
}

/** Fences a program and records why; null when it is fenced already. */
export async function beginRestore(
  config: D1Database,
  restore: NewRestore,
  nowMs: number,
): Promise<Restore | null> {
  const { programId, toMs, reason } = restore;
  const isOpen = sql`FROM ${programs} WHERE id = ${programId} AND fenced_at_ms IS NULL`;
  const [begun] = await queries(config).batch([
    queries(config).run(
      sql`INSERT INTO ${restores} (program_id, to_ms, reason, state, started_at_ms, stepped_at_ms)
        SELECT ${programId}, ${toMs}, ${reason}, 'restoring', ${nowMs}, ${nowMs} ${isOpen}`,
    ),
    queries(config)
      .update(programs)
      .set({ fencedAtMs: nowMs, version: NEXT_VERSION })
      .where(and(eq(programs.id, programId), isNull(programs.fencedAtMs))),
  ]);
  return begun.meta.changes > 0 ? await newestRestore(config, programId) : null;
}

export async function newestRestore(config: D1Database, programId: string): Promise<Restore | null> {
  const row = await queries(config)
    .select()
    .from(restores)
    .where(eq(restores.programId, programId))
    .orderBy(desc(restores.number))
    .limit(1)
    .get();
  return row ?? null;
}

/** Restores that are under way. */
export async function openRestores(config: D1Database): Promise<Restore[]> {
  return await queries(config).select().from(restores).where(ne(restores.state, "finished"));
}

/** What a step leads to. */
export interface NextStep {
  readonly state?: RestoreState;
  readonly run?: number | null;
  readonly restored?: number;
  readonly unchanged?: number;
}

/**
 * Notes that a step is done.
 *
 * @param restore as it was read before the step.
 * @returns false when somebody else has done a step since: what follows is theirs.
 */
export async function advanceRestore(
  config: D1Database,
  { number, state, steppedAtMs }: Restore,
  next: NextStep,
  nowMs: number,
): Promise<boolean> {
  const failure = next.state === undefined ? {} : { failure: null };
  const { meta } = await queries(config)
    .update(restores)
    .set({ ...next, ...failure, steppedAtMs: Math.max(nowMs, steppedAtMs + 1) })
    .where(
      and(eq(restores.number, number), eq(restores.state, state), eq(restores.steppedAtMs, steppedAtMs)),
    );
  return meta.changes > 0;
}

/** A step failed: an operator reads why. */
export async function noteFailure(
  config: D1Database,
  { number, steppedAtMs }: Restore,
  failure: string,
  nowMs: number,
): Promise<void> {
  await queries(config)
    .update(restores)
    .set({ failure, steppedAtMs: Math.max(nowMs, steppedAtMs + 1) })
    .where(and(eq(restores.number, number), ne(restores.state, "finished")));
}

/**
 * Notes objects that a restore goes on without. Whoever is at a step meanwhile does it again without them.
 *
 * @returns the restore; null when it is finished, or somebody has done a step since it was read.
 */
export async function leaveOut(
  config: D1Database,
  { number, programId, state, steppedAtMs, leftOut }: Restore,
  objects: readonly string[],
  nowMs: number,
): Promise<Restore | null> {
  const { meta } = await queries(config)
    .update(restores)
    .set({
      leftOut: [...new Set([...leftOut, ...objects])],
      failure: null,
      steppedAtMs: Math.max(nowMs, steppedAtMs + 1),
    })
    .where(
      and(
        eq(restores.number, number),
        ne(restores.state, "finished"),
        eq(restores.state, state),
        eq(restores.steppedAtMs, steppedAtMs),
      ),
    );
  return meta.changes > 0 ? await newestRestore(config, programId) : null;
}

/** Opens a program again, unless its restore is finished, or another one has begun. A repeat changes nothing. */
export async function openAgain(config: D1Database, { number, programId }: Restore): Promise<void> {
  const later = and(eq(restores.programId, programId), gt(restores.number, number));
  const runs = sql`EXISTS (SELECT 1 FROM ${restores} WHERE number = ${number} AND state <> 'finished')
    AND NOT EXISTS (SELECT 1 FROM ${restores} WHERE ${later})`;
  await queries(config)
    .update(programs)
    .set({ fencedAtMs: null, version: NEXT_VERSION })
    .where(and(eq(programs.id, programId), runs));
}

export async function finishRestore(config: D1Database, { number }: Restore, nowMs: number): Promise<void> {
  await queries(config)
    .update(restores)
    .set({ state: "finished", finishedAtMs: nowMs, failure: null })
    .where(and(eq(restores.number, number), ne(restores.state, "finished")));
}
