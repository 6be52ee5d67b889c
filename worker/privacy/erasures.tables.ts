/** Erasures: one of a person at a time, and nothing of the person once it is done. */
import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { programs } from "../configuration/schema.tables.ts";
import { queries } from "../platform/queries.ts";
import { erasures } from "./schema.tables.ts";

export type Erasure = Readonly<typeof erasures.$inferSelect>;

/** One that is under way. */
export interface OpenErasure extends Erasure {
  readonly programId: string;
  readonly subject: string;
  readonly pseudonym: string;
}

export interface NewErasure {
  readonly program: number;
  readonly kind: Erasure["kind"];
  readonly subject: string;
  readonly pseudonym: string;
  readonly promoter: PromoterRef | null;
}

const IS_OPEN = isNotNull(erasures.subject);

/** Begins one, or answers the one of this person that is under way. Null when as many run as may. */
export async function beginErasure(
  config: D1Database,
  erasure: NewErasure,
  nowMs: number,
): Promise<{ readonly erasure: Erasure; readonly begun: boolean } | null> {
  const { program, kind, subject, pseudonym, promoter } = erasure;
  const isSame = promoter === null ? eq(erasures.subject, subject) : eq(erasures.promoter, promoter);
  const [inserted, [found]] = await queries(config).batch([
    queries(config).run(
      sql`INSERT INTO ${erasures} (program, kind, subject, pseudonym, promoter, state, asked_at_ms)
        SELECT ${program}, ${kind}, ${subject}, ${pseudonym}, ${promoter}, 'running', ${nowMs}
        WHERE (SELECT count(*) FROM ${erasures} WHERE program = ${program} AND subject IS NOT NULL)
          < ${LIMITS.erasuresAtOnce}
        ON CONFLICT DO NOTHING`,
    ),
    queries(config)
      .select()
      .from(erasures)
      .where(and(eq(erasures.program, program), isSame, IS_OPEN)),
  ]);
  return found === undefined ? null : { erasure: found, begun: inserted.meta.changes > 0 };
}

/** Null when the program has none of this number. */
export async function findErasure(
  config: D1Database,
  program: number,
  number: number,
): Promise<Erasure | null> {
  const row = await queries(config)
    .select()
    .from(erasures)
    .where(and(eq(erasures.program, program), eq(erasures.number, number)))
    .get();
  return row ?? null;
}

/** Null when it is done. */
export async function openErasure(config: D1Database, number: number): Promise<OpenErasure | null> {
  const [found] = await openOnes(config, and(IS_OPEN, eq(erasures.number, number)));
  return found ?? null;
}

/** All that are under way. */
export async function openErasures(config: D1Database): Promise<OpenErasure[]> {
  return await openOnes(config, IS_OPEN);
}

async function openOnes(config: D1Database, where: ReturnType<typeof and>): Promise<OpenErasure[]> {
  const rows = await queries(config)
    .select({ erasure: erasures, programId: programs.id })
    .from(erasures)
    .innerJoin(programs, eq(programs.number, erasures.program))
    .where(where)
    .orderBy(asc(erasures.number));
  return rows.flatMap(({ erasure, programId }) => {
    const { subject, pseudonym } = erasure;
    return subject === null || pseudonym === null ? [] : [{ ...erasure, programId, subject, pseudonym }];
  });
}

/** Forgets whom it was about, and what stands in the person's place. A repeat changes nothing. */
export async function closeErasure(
  config: D1Database,
  number: number,
  state: "finished" | "refused",
  nowMs: number,
): Promise<void> {
  await queries(config)
    .update(erasures)
    .set({ state, subject: null, pseudonym: null, finishedAtMs: nowMs })
    .where(and(eq(erasures.number, number), IS_OPEN));
}
