/** Restores of programs, and the fence around a program while one runs. */
import { and, desc, eq, isNull, sql } from "drizzle-orm";
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
      sql`INSERT INTO ${restores} (program_id, to_ms, reason, state, started_at_ms)
        SELECT ${programId}, ${toMs}, ${reason}, 'restoring', ${nowMs} ${isOpen}`,
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

/** Goes on to a later state. */
export async function advanceRestore(
  config: D1Database,
  number: number,
  next: { readonly state: RestoreState; readonly restored?: number; readonly unchanged?: number },
): Promise<void> {
  await queries(config).update(restores).set(next).where(eq(restores.number, number));
}

/** Opens a program again, unless its restore is finished. A repeat changes nothing. */
export async function openAgain(config: D1Database, { number, programId }: Restore): Promise<void> {
  const runs = sql`EXISTS (SELECT 1 FROM ${restores} WHERE number = ${number} AND state <> 'finished')`;
  await queries(config)
    .update(programs)
    .set({ fencedAtMs: null, version: NEXT_VERSION })
    .where(and(eq(programs.id, programId), runs));
}

export async function finishRestore(config: D1Database, { number }: Restore, nowMs: number): Promise<void> {
  await queries(config)
    .update(restores)
    .set({ state: "finished", finishedAtMs: nowMs })
    .where(eq(restores.number, number));
}
