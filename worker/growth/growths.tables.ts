/** How many ledgers a program's orders are dealt to, and which ledger has each slot: changed one slot at a time. */
import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import type { Region } from "../../domain/kernel/region.ts";
import { dealtMap, nextMove, parseSlotMap, type SlotMap, slotMapText } from "../../domain/kernel/slot-map.ts";
import { programs } from "../configuration/schema.tables.ts";
import { NEXT_VERSION } from "../configuration/program-version.tables.ts";
import { queries } from "../platform/queries.ts";

export interface Growth {
  readonly id: string;
  readonly region: Region | null;
  /** Objects of the other classes. */
  readonly objects: number;
  /** Ledgers that there are to be. */
  readonly ledgers: number;
  readonly map: SlotMap;
  readonly slotKey: string;
  /** As it is stored. */
  readonly text: string | null;
  /** While the program is put back nothing moves. */
  readonly fencedAtMs: number | null;
}

/** Null when there is no such program. */
export async function readGrowth(config: D1Database, programId: string): Promise<Growth | null> {
  const [row] = await growthsOf(config, eq(programs.id, programId));
  return row ?? null;
}

/** Whether slots were on the move at either of two moments, or between them. */
export function isOrWasUnderWay(before: Growth | null, after: Growth | null): boolean {
  if (before === null || after === null) return false;
  return before.text !== after.text || nextMove(after.map, after.ledgers) !== null;
}

/** Programs that were ever given more ledgers. */
export async function grownPrograms(config: D1Database): Promise<Growth[]> {
  return await growthsOf(config, isNotNull(programs.ledgers));
}

async function growthsOf(config: D1Database, where: ReturnType<typeof eq>): Promise<Growth[]> {
  const rows = await queries(config)
    .select({
      id: programs.id,
      region: programs.region,
      objects: programs.objects,
      ledgers: programs.ledgers,
      slotKey: programs.slotKey,
      text: programs.slotMap,
      fencedAtMs: programs.fencedAtMs,
    })
    .from(programs)
    .where(where)
    .orderBy(asc(programs.id));
  return rows.map((row) => ({
    ...row,
    ledgers: row.ledgers ?? row.objects,
    map: row.text === null ? dealtMap(row.objects) : parseSlotMap(row.text),
  }));
}

/** Sets how many ledgers there are to be; false, and nothing changed, for fewer than before. */
export async function raiseLedgers(config: D1Database, programId: string, ledgers: number): Promise<boolean> {
  const raised = await queries(config)
    .update(programs)
    .set({ ledgers, version: NEXT_VERSION })
    .where(
      and(eq(programs.id, programId), sql`coalesce(${programs.ledgers}, ${programs.objects}) <= ${ledgers}`),
    );
  return raised.meta.changes > 0;
}

/**
 * Has every order asked for where it was when the program was made: ledgers lead on from there, as far as slots have moved.
 * So a map is never ahead of ledgers that were put back. The growth switches slot after slot anew.
 */
export async function forgetSlotMap(config: D1Database, programId: string): Promise<void> {
  await queries(config)
    .update(programs)
    .set({ slotMap: null, version: NEXT_VERSION })
    .where(eq(programs.id, programId));
}

/** From now on orders of a slot are asked for where they are. Nothing is changed when somebody else was first. */
export async function switchSlot(config: D1Database, { id, text }: Growth, map: SlotMap): Promise<void> {
  await queries(config)
    .update(programs)
    .set({ slotMap: slotMapText(map), version: NEXT_VERSION })
    .where(and(eq(programs.id, id), sql`${programs.slotMap} IS ${text}`));
}
