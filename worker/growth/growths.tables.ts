/** How many objects a program is dealt to, and which object has each slot of a class: changed by the slots that have moved. */
import { and, asc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Region } from "../../domain/kernel/region.ts";
import {
  dealtMap,
  movesLeft,
  parseSlotMap,
  type SlotMap,
  slotMapText,
} from "../../domain/kernel/slot-map.ts";
import { programs } from "../configuration/schema.tables.ts";
import { NEXT_VERSION } from "../configuration/program-version.tables.ts";
import { queries } from "../platform/queries.ts";

/** Where the map of each class is stored whose slots move, by what it is dealt. */
const COLUMNS = { orders: programs.slotMap, customers: programs.journeyMap } as const;
const KEYS = { orders: "slotMap", customers: "journeyMap" } as const satisfies Record<
  Growing,
  keyof typeof programs.$inferSelect
>;

/** What is dealt to objects whose number grows: orders to ledgers, customers to Journeys. */
export type Growing = keyof typeof COLUMNS;
/** In the sequence in which they move. */
export const GROWING = ["orders", "customers"] as const satisfies readonly Growing[];

/** Which object has each slot. */
interface StoredMap {
  readonly map: SlotMap;
  /** As it is stored. */
  readonly text: string | null;
}

export interface Growth {
  readonly id: string;
  readonly region: Region | null;
  /** Objects of each class, as the program was made. */
  readonly objects: number;
  /** Objects that there are to be. */
  readonly count: number;
  readonly maps: Readonly<Record<Growing, StoredMap>>;
  readonly slotKey: string;
  /** Of the program's whole configuration. */
  readonly version: number;
  /** While the program is put back nothing moves. */
  readonly fencedAtMs: number | null;
}

/** Null when there is no such program. */
export async function readGrowth(config: D1Database, programId: string): Promise<Growth | null> {
  const [row] = await growthsOf(config, eq(programs.id, programId));
  return row ?? null;
}

/** Whether every slot is where it should be. */
export function isComplete({ maps, count }: Growth): boolean {
  return GROWING.every((what) => movesLeft(maps[what].map, count) === 0);
}

/** Whether slots of orders were on the move at either of two moments, or between them. */
export function isOrWasUnderWay(before: Growth | null, after: Growth | null): boolean {
  if (before === null || after === null) return false;
  const [first, last] = [before.maps.orders, after.maps.orders];
  return first.text !== last.text || movesLeft(last.map, after.count) > 0;
}

/** Programs that were ever given more objects. */
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
      orders: programs.slotMap,
      customers: programs.journeyMap,
      version: programs.version,
      fencedAtMs: programs.fencedAtMs,
    })
    .from(programs)
    .where(where)
    .orderBy(asc(programs.id));
  return rows.map(({ ledgers, orders, customers, ...row }) => ({
    ...row,
    count: ledgers ?? row.objects,
    maps: { orders: storedMap(orders, row.objects), customers: storedMap(customers, row.objects) },
  }));
}

function storedMap(text: string | null, objects: number): StoredMap {
  return { text, map: text === null ? dealtMap(objects) : parseSlotMap(text) };
}

/** Sets how many objects there are to be; false, and nothing changed, for fewer than before. */
export async function raiseObjects(config: D1Database, programId: string, count: number): Promise<boolean> {
  const raised = await queries(config)
    .update(programs)
    .set({ ledgers: count, version: NEXT_VERSION })
    .where(
      and(eq(programs.id, programId), sql`coalesce(${programs.ledgers}, ${programs.objects}) <= ${count}`),
    );
  return raised.meta.changes > 0;
}

/**
 * Has everything asked for where it was when the program was made: objects lead on from there, as far as slots have moved.
 * So a map is never ahead of objects that were put back. The growth switches them anew.
 */
export async function forgetSlotMaps(config: D1Database, programId: string): Promise<void> {
  await queries(config)
    .update(programs)
    .set({ slotMap: null, journeyMap: null, version: NEXT_VERSION })
    .where(eq(programs.id, programId));
}

/**
 * From now on what belongs to slots is asked for where it is. Nothing is changed when anything else of the program was:
 * maps may have been forgotten meanwhile, and objects put back.
 */
export async function switchSlots(
  config: D1Database,
  { id, version }: Growth,
  what: Growing,
  map: SlotMap,
): Promise<void> {
  await queries(config)
    .update(programs)
    .set({ [KEYS[what]]: slotMapText(map), version: NEXT_VERSION })
    .where(and(eq(programs.id, id), eq(programs.version, version), isNull(programs.fencedAtMs)));
}
