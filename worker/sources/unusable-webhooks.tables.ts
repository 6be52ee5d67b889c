/** Signed webhooks that could not be used, whole, for the merchant to read and to try again: each once. */
import { and, asc, eq, inArray, lt, sql } from "drizzle-orm";
import { queries } from "../platform/queries.ts";
import { namesPerson } from "./names-person.ts";
import { unusableWebhooks } from "./schema.tables.ts";

export interface UnusableWebhook {
  readonly programId: string;
  readonly source: string;
  readonly webhookId: string;
  readonly reason: string;
  readonly body: string;
  /** JSON of the headers that the source reads. */
  readonly headers: string;
}

/** Stands behind a webhook's id, which has no space, before what tells another body under it. */
const BESIDE = " ";

/** A webhook as it is received. */
export interface UnusedWebhook extends UnusableWebhook {
  /** Of its bytes, where the sender may give its id to others; null: all under its id is the same one. */
  readonly hash: string | null;
}

/** Kept of one program; older ones go. */
const KEPT_PER_PROGRAM = 10_000;
/** Kept of one program of those with a large body: over 16,384 characters, as the index says. */
const LARGE_KEPT_PER_PROGRAM = 256;
const IS_LARGE = sql`length(body) > 16384`;

export async function keepUnusableWebhook(
  reports: D1Database,
  { hash, ...webhook }: UnusedWebhook,
  nowMs: number,
): Promise<void> {
  const { programId, source, webhookId, body } = webhook;
  const db = queries(reports);
  const another = hash === null ? webhookId : `${webhookId}${BESIDE}${hash}`;
  await db.batch([
    db
      .insert(unusableWebhooks)
      .values({
        ...webhook,
        webhookId: sql`CASE WHEN EXISTS (
            SELECT 1 FROM ${unusableWebhooks} WHERE program_id = ${programId} AND source = ${source}
            AND (webhook_id = ${another} OR webhook_id = ${webhookId} AND body <> ${body}))
          THEN ${another} ELSE ${webhookId} END`,
        receivedAtMs: nowMs,
      })
      .onConflictDoNothing(),
    db.delete(unusableWebhooks).where(
      and(
        eq(unusableWebhooks.programId, programId),
        sql`${unusableWebhooks.number} <= (
          SELECT number FROM ${unusableWebhooks} WHERE program_id = ${programId}
          ORDER BY number DESC LIMIT 1 OFFSET ${KEPT_PER_PROGRAM})`,
      ),
    ),
    db.delete(unusableWebhooks).where(
      and(
        eq(unusableWebhooks.programId, programId),
        IS_LARGE,
        sql`${unusableWebhooks.number} <= (
          SELECT number FROM ${unusableWebhooks} WHERE program_id = ${programId} AND ${IS_LARGE}
          ORDER BY number DESC LIMIT 1 OFFSET ${LARGE_KEPT_PER_PROGRAM})`,
      ),
    ),
  ]);
}

export interface StoredWebhook extends Omit<UnusableWebhook, "programId"> {
  readonly number: number;
  readonly receivedAtMs: number;
}

/** Characters of bodies that one page holds; a larger body is a page of its own. */
const PAGE_CHARACTERS = 4_000_000;

const COLUMNS = sql`number, source,
  CASE instr(webhook_id, ${BESIDE}) WHEN 0 THEN webhook_id
    ELSE substr(webhook_id, 1, instr(webhook_id, ${BESIDE}) - 1) END AS webhookId, reason, body, headers, received_at_ms AS receivedAtMs`;

/** What a page of webhooks holds, and whether others are older. */
interface WebhookPage {
  readonly webhooks: readonly StoredWebhook[];
  readonly hasMore: boolean;
}

/**
 * The webhooks kept of a program with a number below `before`, newest first: as many as the page has room for.
 *
 * @param which `open`: not used so far; `all`: also those that were used after all.
 */
export async function listUnusableWebhooks(
  reports: D1Database,
  programId: string,
  which: "open" | "all",
  before: number,
  limit: number,
): Promise<WebhookPage> {
  const open = which === "open" ? sql`AND done_at_ms IS NULL` : sql``;
  const rows = await queries(reports).all<StoredWebhook & { readonly found: number }>(
    sql`SELECT number, source, webhookId, reason, body, headers, receivedAtMs, found FROM (
        SELECT *, sum(length(body)) OVER (ORDER BY number DESC) - length(body) AS characters, count(*) OVER () AS found
        FROM (
          SELECT ${COLUMNS} FROM ${unusableWebhooks}
          WHERE program_id = ${programId} AND number < ${before} ${open}
          ORDER BY number DESC LIMIT ${limit + 1}))
      WHERE characters < ${PAGE_CHARACTERS} ORDER BY number DESC LIMIT ${limit}`,
  );
  const webhooks = rows.map(({ found: _found, ...webhook }) => webhook);
  return { webhooks, hasMore: (rows[0]?.found ?? 0) > rows.length };
}

/** A webhook that is kept of a program; null when there is none of this number. */
export async function findUnusableWebhook(
  reports: D1Database,
  programId: string,
  number: number,
): Promise<StoredWebhook | null> {
  const [found] = await queries(reports).all<StoredWebhook>(
    sql`SELECT ${COLUMNS} FROM ${unusableWebhooks} WHERE program_id = ${programId} AND number = ${number}`,
  );
  return found ?? null;
}

/** Notes what became of a webhook that was tried again. @param reason why it still cannot be used; null: it was. */
export async function noteReplay(
  reports: D1Database,
  number: number,
  reason: string | null,
  nowMs: number,
): Promise<void> {
  const outcome = reason === null ? { doneAtMs: nowMs } : { reason };
  await queries(reports).update(unusableWebhooks).set(outcome).where(eq(unusableWebhooks.number, number));
}

/** Forgets the webhooks of a program that name a person. */
export async function forgetUnusableWebhooks(
  reports: D1Database,
  programId: string,
  personId: string,
): Promise<void> {
  const numbers = (await webhooksNaming(reports, programId, personId)).map(({ number }) => number);
  if (numbers.length === 0) return;
  await queries(reports)
    .delete(unusableWebhooks)
    .where(sql`${unusableWebhooks.number} IN (SELECT value FROM json_each(${JSON.stringify(numbers)}))`);
}

/** Bodies read at once. */
const PAGE = 200;

/** The webhooks that are kept of a program and name a person, newest first. */
export async function webhooksNaming(
  reports: D1Database,
  programId: string,
  personId: string,
): Promise<StoredWebhook[]> {
  const found: StoredWebhook[] = [];
  let before = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const { webhooks, hasMore } = await listUnusableWebhooks(reports, programId, "all", before, PAGE);
    found.push(...webhooks.filter(({ body }) => namesPerson(body, personId)));
    const last = webhooks.at(-1);
    if (last === undefined || !hasMore) return found;
    before = last.number;
  }
}

/** Rows that one sweep looks at: the rest is for the next. */
const SWEPT_AT_ONCE = 10_000;

/** Forgets webhooks that were received before a time, the oldest first. Answers how many. */
export async function sweepUnusableWebhooks(reports: D1Database, beforeMs: number): Promise<number> {
  const { number, receivedAtMs } = unusableWebhooks;
  const oldest = queries(reports)
    .select({ number })
    .from(unusableWebhooks)
    .orderBy(asc(number))
    .limit(SWEPT_AT_ONCE);
  const isSwept = and(inArray(number, oldest), lt(receivedAtMs, beforeMs));
  return (await queries(reports).delete(unusableWebhooks).where(isSwept)).meta.changes;
}
