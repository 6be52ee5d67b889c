/** Figures of promoters since the last night, and what they show. A night writes them whole. */
import { and, asc, eq, lt, ne, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { PromoterWindow } from "../../domain/risk/patterns/promoter-window.ts";
import { queries } from "../platform/queries.ts";
import { promoterStatistics } from "./schema.tables.ts";
import type { ShownPattern } from "./shown-pattern.ts";

export interface PromoterStatistics {
  /** The last day of the window: days since 1970, UTC. */
  readonly day: number;
  readonly figures: PromoterWindow;
  readonly patterns: readonly ShownPattern[];
}

/** Figures that earlier versions did not keep. */
const ADDED_FIGURES = { takenCustomers: 0, takenCredits: 0, saidOrders: 0, unaskedOrders: 0 } as const;

/** Rows of one D1 statement: as JSON well below what it takes. */
const ROWS_PER_WRITE = 500;

/** Writes figures of a night, as far as no later one wrote its own. */
export async function keepStatistics(
  reports: D1Database,
  programId: string,
  day: number,
  statistics: readonly Omit<PromoterStatistics, "day">[],
): Promise<void> {
  for (let from = 0; from < statistics.length; from += ROWS_PER_WRITE) {
    const rows = statistics.slice(from, from + ROWS_PER_WRITE).map(({ figures, patterns }) => ({
      promoter: figures.promoter,
      figures: JSON.stringify(figures),
      patterns: JSON.stringify(patterns),
    }));
    await queries(reports).run(
      sql`INSERT INTO ${promoterStatistics} (program_id, promoter, day, figures, patterns)
        SELECT ${programId}, value ->> 'promoter', ${day}, value ->> 'figures', value ->> 'patterns'
        FROM json_each(${JSON.stringify(rows)}) WHERE true
        ON CONFLICT (program_id, promoter) DO UPDATE SET
          day = excluded.day, figures = excluded.figures, patterns = excluded.patterns
          WHERE excluded.day >= ${promoterStatistics.day}`,
    );
  }
}

/** Drops the figures of earlier nights: whoever was not written again has no clicks and orders any more. */
export async function dropEarlierStatistics(
  reports: D1Database,
  programId: string,
  day: number,
): Promise<void> {
  await queries(reports)
    .delete(promoterStatistics)
    .where(and(eq(promoterStatistics.programId, programId), lt(promoterStatistics.day, day)));
}

/** Null before the first night with a click or an order of the promoter. */
export async function statisticsOf(
  reports: D1Database,
  programId: string,
  promoter: PromoterRef,
): Promise<PromoterStatistics | null> {
  const row = await queries(reports)
    .select()
    .from(promoterStatistics)
    .where(and(eq(promoterStatistics.programId, programId), eq(promoterStatistics.promoter, promoter)))
    .get();
  return row === undefined ? null : readRow(row);
}

/** Promoters with patterns, by number, after one. */
export async function promotersWithPatterns(
  reports: D1Database,
  programId: string,
  after: number,
  limit: number,
): Promise<PromoterStatistics[]> {
  const { promoter, patterns } = promoterStatistics;
  const rows = await queries(reports)
    .select()
    .from(promoterStatistics)
    .where(and(eq(promoterStatistics.programId, programId), sql`${promoter} > ${after}`, ne(patterns, "[]")))
    .orderBy(asc(promoter))
    .limit(limit);
  return rows.map(readRow);
}

function readRow({ day, figures, patterns }: typeof promoterStatistics.$inferSelect): PromoterStatistics {
  return {
    day,
    // Of a night before there were all of these, they are nothing.
    figures: { ...ADDED_FIGURES, ...(JSON.parse(figures) as PromoterWindow) },
    patterns: JSON.parse(patterns) as ShownPattern[],
  };
}
