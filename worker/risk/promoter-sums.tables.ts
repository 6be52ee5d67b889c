/**
 * What a night has come to, promoter by promoter, until all of it is known. A slice that comes twice changes nothing: a day
 * is added once, and what was found stands under the pattern's name.
 */
import { and, asc, eq, gt, lt, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { queries } from "../platform/queries.ts";
import { FIGURES, figuresOfDay, type NumberedProgram } from "./promoter-windows.tables.ts";
import { promoterSums } from "./schema.tables.ts";
import type { ShownPattern } from "./shown-pattern.ts";
import type { PromoterStatistics } from "./statistics.tables.ts";

/** A program's night, by the last day of its window: days since 1970, UTC. */
export interface Night {
  readonly program: NumberedProgram;
  readonly day: number;
}

/** Rows of one statement: as JSON well below what it takes. */
const ROWS_PER_WRITE = 500;

/** Adds a day to the sums of a night. Days are added in order. One statement: all of it, or nothing. */
export async function addDay(
  reports: D1Database,
  { program, day: night }: Night,
  day: number,
): Promise<void> {
  const columns = FIGURES.map((name) => sql.identifier(promoterSums[name].name));
  const named = sql.join(columns, sql`, `);
  const summed = sql.join(
    FIGURES.map((name) => sql`sum(${sql.identifier(name)})`),
    sql`, `,
  );
  const added = sql.join(
    columns.map(
      (column) =>
        sql`${column} = CASE WHEN promoter_sums.night = excluded.night THEN promoter_sums.${column} ELSE 0 END
          + excluded.${column}`,
    ),
    sql`, `,
  );
  const parts = sql.join(
    figuresOfDay(reports, program, day).map((part) => sql`SELECT * FROM (${part})`),
    sql` UNION ALL `,
  );
  await queries(reports).run(
    sql`INSERT INTO promoter_sums (program_id, promoter, night, day, ${named}, patterns)
      SELECT ${program.id}, promoter, ${night}, ${day}, ${summed}, '{}' FROM (${parts})
      WHERE promoter IS NOT NULL GROUP BY promoter
      ON CONFLICT (program_id, promoter) DO UPDATE SET night = excluded.night, day = excluded.day, ${added},
        patterns = CASE WHEN promoter_sums.night = excluded.night THEN promoter_sums.patterns ELSE '{}' END
      WHERE promoter_sums.night < excluded.night
        OR (promoter_sums.night = excluded.night AND promoter_sums.day < excluded.day)`,
  );
}

/** Promoters of a night, by number, after one. */
export async function readSums(
  reports: D1Database,
  { program, day }: Night,
  after: number,
  limit: number,
): Promise<Omit<PromoterStatistics, "day">[]> {
  const { programId, promoter, night } = promoterSums;
  const rows = await queries(reports)
    .select()
    .from(promoterSums)
    .where(and(eq(programId, program.id), gt(promoter, after as PromoterRef), eq(night, day)))
    .orderBy(asc(promoter))
    .limit(limit);
  return rows.map(({ programId: _program, night: _night, day: _day, patterns, ...figures }) => ({
    figures,
    patterns: Object.values(JSON.parse(patterns) as Record<string, ShownPattern>),
  }));
}

/** Notes for each of these promoters what it shows. */
export async function noteShown(
  reports: D1Database,
  { program, day }: Night,
  found: readonly (readonly [promoter: number, shown: ShownPattern])[],
): Promise<void> {
  for (let from = 0; from < found.length; from += ROWS_PER_WRITE) {
    const rows = found.slice(from, from + ROWS_PER_WRITE).map(([promoter, shown]) => ({
      promoter,
      path: `$.${shown.pattern}`,
      shown: JSON.stringify(shown),
    }));
    await queries(reports).run(
      sql`UPDATE promoter_sums SET patterns = json_set(patterns, noted.value ->> 'path', json(noted.value ->> 'shown'))
        FROM json_each(${JSON.stringify(rows)}) noted
        WHERE program_id = ${program.id} AND night = ${day} AND promoter = noted.value ->> 'promoter'`,
    );
  }
}

/** Notes for all of these promoters that they show the same. */
export async function noteShownByAll(
  reports: D1Database,
  { program, day }: Night,
  promoters: readonly number[],
  shown: ShownPattern,
): Promise<void> {
  const patterns = sql`json_set(patterns, ${`$.${shown.pattern}`}, json(${JSON.stringify(shown)}))`;
  await queries(reports).run(
    sql`UPDATE promoter_sums SET patterns = ${patterns}
      WHERE program_id = ${program.id} AND night = ${day}
        AND promoter IN (SELECT value FROM json_each(${JSON.stringify(promoters)}))`,
  );
}

/** Drops what is left of earlier nights. That of this one stays, for a slice that comes again. */
export async function dropEarlierSums(reports: D1Database, { program, day }: Night): Promise<void> {
  await queries(reports)
    .delete(promoterSums)
    .where(and(eq(promoterSums.programId, program.id), lt(promoterSums.night, day)));
}
