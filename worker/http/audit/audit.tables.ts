/**
 * The memory of who changed what: only added to for two years, by triggers of its table. A change in the same database has its entry in
 * the same transaction. A change elsewhere has it before it is begun, and the outcome after.
 */
import { and, asc, desc, eq, gte, inArray, isNotNull, lt, ne, or, type SQL, sql } from "drizzle-orm";
import { queries, type Statement } from "../../platform/queries.ts";
import { audit } from "../schema.tables.ts";

/** One act, before its outcome is known. */
export interface AuditEntry {
  /** Number of the program; null for what belongs to none, and of one that the act makes. */
  readonly program: number | null;
  readonly atMs: number;
  readonly actor: string;
  readonly credential: string;
  readonly operation: string;
  readonly subject: string;
  readonly members: string;
  readonly requestId: string;
  /** Why, as its author wrote it; null where nobody said, or where an act keeps none. */
  readonly reason: string | null;
}

export type AuditRow = Readonly<typeof audit.$inferSelect>;
export type AuditOutcome = AuditRow["outcome"];

/** What of an entry storage alone can tell. */
interface KnownToStorage {
  /** Id of a program that the act makes. */
  readonly programId?: string;
  readonly subject?: SQL;
  /** Whether there is a change, where the statement before does not tell it. */
  readonly when?: SQL;
}

/**
 * The entry of a change in this very transaction. Stands right behind the statement that makes it, and is written when
 * that statement has changed something.
 *
 * @param entry absent of what the service does by itself.
 */
export function auditStatement(
  db: D1Database,
  entry: AuditEntry | undefined,
  { programId, subject = sql`${entry?.subject}`, when = sql`changes() > 0` }: KnownToStorage = {},
): Statement<D1Result> {
  if (entry === undefined) return queries(db).run(sql`SELECT 1 WHERE false`);
  const program = sql`coalesce(${entry.program}, (SELECT number FROM programs WHERE id = ${programId ?? null}))`;
  return queries(db).run(
    sql`INSERT INTO ${audit} (program, at_ms, actor, credential, operation, subject, members, request_id, reason, outcome)
      SELECT ${program}, ${entry.atMs}, ${entry.actor}, ${entry.credential}, ${entry.operation}, ${subject},
        ${entry.members}, ${entry.requestId}, ${entry.reason}, 'changed'
      WHERE ${when}`,
  );
}

/** Notes an act before it is begun, and answers the entry's number. */
export async function noteAsked(db: D1Database, entry: AuditEntry): Promise<number> {
  const { number } = await queries(db)
    .insert(audit)
    .values({ ...entry, outcome: "asked" })
    .returning({ number: audit.number })
    .get();
  return number;
}

/** Notes what became of an act: once. */
export async function noteOutcome(
  db: D1Database,
  number: number,
  outcome: Exclude<AuditOutcome, "asked">,
): Promise<void> {
  await queries(db)
    .update(audit)
    .set({ outcome })
    .where(and(eq(audit.number, number), eq(audit.outcome, "asked")));
}

/** Entries of a program with a number below `before`, newest first. */
export async function listAudit(
  db: D1Database,
  query: {
    readonly program: number;
    readonly before: number;
    readonly limit: number;
    readonly fromMs: number;
    /** An actor's or a credential's id. */
    readonly actor: string | undefined;
  },
): Promise<AuditRow[]> {
  const { program, before, limit, fromMs, actor } = query;
  const page = (by?: SQL) =>
    queries(db)
      .select()
      .from(audit)
      .where(and(eq(audit.program, program), lt(audit.number, before), gte(audit.atMs, fromMs), by))
      .orderBy(desc(audit.number))
      .limit(limit);
  if (actor === undefined) return await page();
  const acts = await page(eq(audit.actor, actor));
  // Nothing is both: what somebody did by a token is that one's act, and no token is an actor.
  return acts.length > 0
    ? acts
    : await page(and(eq(audit.credential, actor), ne(audit.actor, audit.credential)));
}

/** What acts of one operation were about, as far as they were not refused, since a time. */
export async function subjectsSince(
  db: D1Database,
  program: number,
  operation: string,
  sinceMs: number,
): Promise<Pick<AuditRow, "subject" | "atMs">[]> {
  return await queries(db)
    .select({ subject: audit.subject, atMs: audit.atMs })
    .from(audit)
    .where(
      and(
        eq(audit.program, program),
        gte(audit.atMs, sinceMs),
        eq(audit.operation, operation),
        ne(audit.outcome, "refused"),
      ),
    );
}

/** Acts of which somebody said why. */
interface ActsOn {
  readonly program: number;
  /** Whom they were about, as patterns of GLOB. */
  readonly subjects: readonly string[];
}

function withReasons({ program, subjects }: ActsOn): SQL | undefined {
  const isOfSubject = or(...subjects.map((subject) => sql`${audit.subject} GLOB ${subject}`));
  return and(eq(audit.program, program), isNotNull(audit.reason), isOfSubject);
}

export type ExplainedAct = Pick<AuditRow, "number" | "atMs" | "operation" | "reason">;

/** Why things were done to somebody, the newest first, below a number; null: from the newest on. */
export async function listReasons(
  db: D1Database,
  acts: ActsOn,
  before: number | null,
  limit: number,
): Promise<ExplainedAct[]> {
  const { number, atMs, operation, reason } = audit;
  return await queries(db)
    .select({ number, atMs, operation, reason })
    .from(audit)
    .where(and(withReasons(acts), before === null ? undefined : lt(number, before)))
    .orderBy(desc(number))
    .limit(limit);
}

/** Forgets why things were done to somebody who is erased. */
export async function eraseReasons(db: D1Database, acts: ActsOn): Promise<void> {
  await queries(db).update(audit).set({ reason: null }).where(withReasons(acts));
}

/** The triggers of the table refuse to forget what is younger. */
const KEPT_MS = 731 * 86_400_000;

/** Entries forgotten in one statement, and statements in one sweep: the rest is for the next. */
const [SWEPT_AT_ONCE, MOST_SWEEPS] = [2_000, 20];

/** Forgets entries that are over two years old, the oldest first. Answers how many. */
export async function sweepAudit({ CONFIG }: Pick<Env, "CONFIG">, nowMs: number): Promise<number> {
  const beforeMs = nowMs - KEPT_MS;
  const first = queries(CONFIG).select().from(audit).orderBy(asc(audit.number)).limit(1);
  const oldest = queries(CONFIG)
    .select({ number: audit.number })
    .from(audit)
    .orderBy(asc(audit.number))
    .limit(SWEPT_AT_ONCE);
  let swept = 0;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep += 1) {
    const [entry] = await first;
    if (entry === undefined || entry.atMs >= beforeMs) return swept;
    const isSwept = and(inArray(audit.number, oldest), lt(audit.atMs, beforeMs));
    const { meta } = await queries(CONFIG).delete(audit).where(isSwept);
    swept += meta.changes;
  }
  return swept;
}
