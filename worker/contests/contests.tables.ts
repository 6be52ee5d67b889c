/** Contests: each made once per id, with its end and its ranks as its book says. */
import { and, asc, desc, eq, lte, type SQL, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { ContestEnd, PrizedRank } from "../../domain/reports/contest-end.ts";
import type { Metric, Prize, Score } from "../../domain/reports/ranks.ts";
import { programs } from "../configuration/schema.tables.ts";
import { type AuditEntry, auditStatement } from "../http/audit/audit.tables.ts";
import { queries } from "../platform/queries.ts";
import { isBehind, type ScorePlace } from "../reports/leaderboards/scores.tables.ts";
import { contestRanks, contests } from "./schema.tables.ts";

export interface Contest {
  readonly program: number;
  readonly id: string;
  readonly name: string;
  readonly metric: Metric;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly prizes: readonly Prize[];
  readonly createdAtMs: number;
  readonly cancelledAtMs: number | null;
  readonly cancelledBecause: string | null;
  readonly decidedAtMs: number | null;
  readonly settledAtMs: number | null;
}

export type NewContest = Pick<
  Contest,
  "program" | "id" | "name" | "metric" | "startsAtMs" | "endsAtMs" | "prizes" | "createdAtMs"
> & {
  /** Tells a repeat from something else. */
  readonly requestHash: string;
  readonly audit: AuditEntry;
};

function contestOf(row: typeof contests.$inferSelect): Contest {
  const { requestHash: _, prizes, ...contest } = row;
  return { ...contest, prizes: JSON.parse(prizes) as Prize[] };
}

/** Stores a contest, once per id, while the program has fewer than `most`. */
export async function insertContest(
  config: D1Database,
  { audit, ...contest }: NewContest,
  most: number,
): Promise<"created" | "repeat" | "conflict" | "too_many"> {
  const { program, id, name, metric, startsAtMs, endsAtMs, requestHash, createdAtMs } = contest;
  const [inserted, , [known]] = await queries(config).batch([
    queries(config).run(
      sql`INSERT INTO ${contests} (program, id, name, metric, starts_at_ms, ends_at_ms, prizes, request_hash, created_at_ms)
        SELECT ${program}, ${id}, ${name}, ${metric}, ${startsAtMs}, ${endsAtMs}, ${JSON.stringify(contest.prizes)},
          ${requestHash}, ${createdAtMs}
        WHERE (SELECT count(*) FROM ${contests} WHERE program = ${program}) < ${most}
        ON CONFLICT (program, id) DO NOTHING`,
    ),
    auditStatement(config, audit),
    queries(config)
      .select({ requestHash: contests.requestHash })
      .from(contests)
      .where(and(eq(contests.program, program), eq(contests.id, id))),
  ]);
  if (inserted.meta.changes > 0) return "created";
  if (known === undefined) return "too_many";
  return known.requestHash === requestHash ? "repeat" : "conflict";
}

export async function findContest(config: D1Database, program: number, id: string): Promise<Contest | null> {
  const row = await queries(config)
    .select()
    .from(contests)
    .where(and(eq(contests.program, program), eq(contests.id, id)))
    .get();
  return row === undefined ? null : contestOf(row);
}

/** Contests of a program, the latest begin first, behind a place. */
export async function listContests(
  config: D1Database,
  program: number,
  before: { readonly startsAtMs: number; readonly id: string } | undefined,
  limit: number,
): Promise<Contest[]> {
  const { startsAtMs = Number.MAX_SAFE_INTEGER, id = "" } = before ?? {};
  const rows = await queries(config)
    .select()
    .from(contests)
    .where(
      and(
        eq(contests.program, program),
        sql`(${contests.startsAtMs}, ${contests.id}) < (${startsAtMs}, ${id})`,
      ),
    )
    .orderBy(desc(contests.startsAtMs), desc(contests.id))
    .limit(limit);
  return rows.map(contestOf);
}

const IS_UNDECIDED = sql`decided_at_ms IS NULL AND cancelled_at_ms IS NULL`;

function isThis({ program, id }: Pick<Contest, "program" | "id">): SQL {
  return sql`program = ${program} AND id = ${id}`;
}

/**
 * Writes down that a contest was cancelled, as its book says. Answers whether it is so now by this very call.
 *
 * @param audit of what the service does by itself: what a caller asks for has its entry before.
 */
export async function keepCancellation(
  config: D1Database,
  contest: Pick<Contest, "program" | "id">,
  { atMs, because }: Extract<ContestEnd, { kind: "cancelled" }>,
  audit?: AuditEntry,
): Promise<boolean> {
  const [{ meta }] = await queries(config).batch([
    queries(config).run(
      sql`UPDATE ${contests} SET cancelled_at_ms = ${atMs}, cancelled_because = ${because}
        WHERE ${isThis(contest)} AND ${IS_UNDECIDED}`,
    ),
    auditStatement(config, audit),
  ]);
  return meta.changes > 0;
}

/** A promoter's rank in a contest that was decided. */
export interface DecidedRank extends PrizedRank {
  readonly paidAtMs: number | null;
  readonly adjustment: string | null;
}

/** A rank with its place among those who share it. */
export type ListedRank = DecidedRank & Pick<Score, "placeOfTied">;

/** Writes down the ranks of a contest as its book says, in place of others. What is written down already stays as it is. */
export async function keepDecision(
  config: D1Database,
  contest: Pick<Contest, "program" | "id">,
  { atMs, ranks }: Extract<ContestEnd, { kind: "decided" }>,
  audit: AuditEntry,
): Promise<void> {
  const { program, id } = contest;
  const rows = JSON.stringify(
    ranks.map(({ promoter, rank, value, prize }) => [promoter, rank, value, prize]),
  );
  const differs = sql`${isThis(contest)} AND cancelled_at_ms IS NULL AND decided_at_ms IS NOT ${atMs}`;
  await queries(config).batch([
    queries(config).run(
      sql`DELETE FROM ${contestRanks} WHERE program = ${program} AND contest = ${id}
        AND EXISTS (SELECT 1 FROM ${contests} WHERE ${differs})`,
    ),
    queries(config).run(
      sql`INSERT INTO ${contestRanks} (program, contest, promoter, rank, value, prize)
        SELECT ${program}, ${id}, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(${rows})
        WHERE EXISTS (SELECT 1 FROM ${contests} WHERE ${differs})`,
    ),
    queries(config).run(
      sql`UPDATE ${contests} SET decided_at_ms = ${atMs}, settled_at_ms = NULL WHERE ${differs}`,
    ),
    auditStatement(config, audit),
  ]);
}

/** All ranks of a decided contest, as they were written down. */
export async function writtenRanks(
  config: D1Database,
  { program, id }: Pick<Contest, "program" | "id">,
): Promise<PrizedRank[]> {
  const { promoter, rank, value, prize } = contestRanks;
  return await queries(config)
    .select({ promoter, rank, value, prize })
    .from(contestRanks)
    .where(and(eq(contestRanks.program, program), eq(contestRanks.contest, id)))
    .orderBy(asc(promoter));
}

/** Ranks of a decided contest, the highest first, behind a place. */
export async function decidedRanks(
  config: D1Database,
  { program, id }: Pick<Contest, "program" | "id">,
  after: ScorePlace | undefined,
  limit: number,
): Promise<ListedRank[]> {
  return await queries(config).all<ListedRank>(
    sql`SELECT * FROM (SELECT promoter, rank, value, prize, paid_at_ms AS paidAtMs, adjustment,
        row_number() OVER (PARTITION BY value ORDER BY promoter) AS placeOfTied
      FROM ${contestRanks} WHERE program = ${program} AND contest = ${id})
      WHERE ${isBehind(after)} ORDER BY value DESC, placeOfTied LIMIT ${limit}`,
  );
}

/** The rank of one promoter; null where it has none with a prize. */
export async function decidedRankOf(
  config: D1Database,
  contest: Pick<Contest, "program" | "id">,
  promoter: PromoterRef,
): Promise<DecidedRank | null> {
  const [rank] = await ranksWhere(config, contest, sql`promoter = ${promoter}`, 1);
  return rank ?? null;
}

/** Prizes of a decided contest that no journal is known to have. */
export async function unpaidRanks(
  config: D1Database,
  contest: Pick<Contest, "program" | "id">,
  limit: number,
): Promise<DecidedRank[]> {
  return await ranksWhere(config, contest, sql`paid_at_ms IS NULL AND prize > 0`, limit);
}

async function ranksWhere(
  config: D1Database,
  { program, id }: Pick<Contest, "program" | "id">,
  where: SQL,
  limit: number,
): Promise<DecidedRank[]> {
  const { promoter, rank, value, prize, paidAtMs, adjustment } = contestRanks;
  return await queries(config)
    .select({ promoter, rank, value, prize, paidAtMs, adjustment })
    .from(contestRanks)
    .where(and(eq(contestRanks.program, program), eq(contestRanks.contest, id), where))
    .orderBy(desc(value), asc(promoter))
    .limit(limit);
}

/** Notes prizes that stand in their journals. */
export async function notePaid(
  config: D1Database,
  { program, id }: Pick<Contest, "program" | "id">,
  paid: readonly { readonly promoter: PromoterRef; readonly adjustment: string }[],
  nowMs: number,
): Promise<void> {
  const rows = JSON.stringify(paid.map(({ promoter, adjustment }) => [promoter, adjustment]));
  await queries(config).run(
    sql`UPDATE ${contestRanks} SET paid_at_ms = ${nowMs}, adjustment = paid.value ->> 1 FROM json_each(${rows}) AS paid
      WHERE program = ${program} AND contest = ${id} AND promoter = paid.value ->> 0 AND paid_at_ms IS NULL`,
  );
}

/** A decided contest of which no prize is left to be paid is settled. */
export async function noteSettled(
  config: D1Database,
  contest: Pick<Contest, "program" | "id">,
  nowMs: number,
): Promise<void> {
  const { program, id } = contest;
  await queries(config).run(
    sql`UPDATE ${contests} SET settled_at_ms = ${nowMs} WHERE ${isThis(contest)}
      AND decided_at_ms IS NOT NULL AND settled_at_ms IS NULL AND NOT EXISTS (SELECT 1 FROM ${contestRanks}
        WHERE program = ${program} AND contest = ${id} AND paid_at_ms IS NULL AND prize > 0)`,
  );
}

/** Has prizes that were paid since a time paid again: their books were put back, and take what they have only once. */
export async function payAgain(config: D1Database, programId: string, sinceMs: number): Promise<void> {
  const program = sql`(SELECT number FROM ${programs} WHERE id = ${programId})`;
  await queries(config).batch([
    queries(config).run(
      sql`UPDATE ${contests} SET settled_at_ms = NULL WHERE program = ${program} AND settled_at_ms >= ${sinceMs}`,
    ),
    queries(config).run(
      sql`UPDATE ${contestRanks} SET paid_at_ms = NULL WHERE program = ${program} AND paid_at_ms >= ${sinceMs}`,
    ),
  ]);
}

/**
 * Contests that ended before a time and are neither settled nor cancelled, with the ids of their programs.
 *
 * @param page at most so many: where there are more, each turn has the next ones.
 */
export async function endedContests(
  config: D1Database,
  beforeMs: number,
  { turn, most }: { readonly turn: number; readonly most: number },
): Promise<{ readonly programId: string; readonly id: string }[]> {
  const isOpen = and(
    lte(contests.endsAtMs, beforeMs),
    sql`settled_at_ms IS NULL AND cancelled_at_ms IS NULL`,
  );
  const pages = Math.max(1, Math.ceil((await queries(config).$count(contests, isOpen)) / most));
  return await queries(config)
    .select({ programId: programs.id, id: contests.id })
    .from(contests)
    .innerJoin(programs, eq(programs.number, contests.program))
    .where(isOpen)
    .orderBy(asc(contests.endsAtMs), asc(contests.program), asc(contests.id))
    .limit(most)
    .offset((turn % pages) * most);
}
