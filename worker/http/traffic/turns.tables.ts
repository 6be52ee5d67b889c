/**
 * Whose turn it is: long work of one kind is done for a program once at a time, in whatever isolate it was asked for. A turn
 * ends by itself, so that work which died holds up nobody for long.
 */
import { and, eq, sql } from "drizzle-orm";
import { queries } from "../../platform/queries.ts";
import { turns } from "../schema.tables.ts";

export type LongWork = "import" | "simulation";

export interface TurnOf {
  /** Number of the program. */
  readonly program: number;
  readonly work: LongWork;
  /** Random: whoever has the turn. */
  readonly holder: string;
}

/** Takes the turn for a time, unless somebody else has it. One that ends later than any can is of a wrong clock. */
export async function takeTurn(
  db: D1Database,
  { program, work, holder }: TurnOf,
  { nowMs, lastsMs }: { readonly nowMs: number; readonly lastsMs: number },
): Promise<boolean> {
  const untilMs = nowMs + lastsMs;
  const { meta } = await queries(db)
    .insert(turns)
    .values({ program, work, holder, untilMs })
    .onConflictDoUpdate({
      target: [turns.program, turns.work],
      set: { holder, untilMs },
      setWhere: sql`${turns.untilMs} <= ${nowMs} OR ${turns.untilMs} > ${untilMs + lastsMs}`,
    });
  return meta.changes > 0;
}

/** Keeps a turn until then. False when it is another's by now. */
export async function keepTurn(db: D1Database, turn: TurnOf, untilMs: number): Promise<boolean> {
  const { meta } = await queries(db).update(turns).set({ untilMs }).where(ofHolder(turn));
  return meta.changes > 0;
}

export async function endTurn(db: D1Database, turn: TurnOf): Promise<void> {
  await queries(db).delete(turns).where(ofHolder(turn));
}

function ofHolder({ program, work, holder }: TurnOf) {
  return and(eq(turns.program, program), eq(turns.work, work), eq(turns.holder, holder));
}
