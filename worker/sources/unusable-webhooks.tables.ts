/** Signed webhooks that can never be used, for the merchant to read: the newest of each program, each once. */
import { and, asc, desc, eq, inArray, lt, sql } from "drizzle-orm";
import { queries } from "../platform/queries.ts";
import { namesPerson } from "./names-person.ts";
import { unusableWebhooks } from "./schema.tables.ts";

export interface UnusableWebhook {
  readonly programId: string;
  readonly source: string;
  readonly webhookId: string;
  readonly reason: string;
  readonly body: string;
}

/** Kept of one program; older ones go. */
const KEPT_PER_PROGRAM = 1_000;
/** Characters kept of a body. */
const BODY_CHARACTERS = 4_096;

export async function keepUnusableWebhook(
  reports: D1Database,
  webhook: UnusableWebhook,
  nowMs: number,
): Promise<void> {
  const { programId } = webhook;
  const body = webhook.body.slice(0, BODY_CHARACTERS);
  await queries(reports).batch([
    queries(reports)
      .insert(unusableWebhooks)
      .values({ ...webhook, body, receivedAtMs: nowMs })
      .onConflictDoNothing(),
    queries(reports)
      .delete(unusableWebhooks)
      .where(
        and(
          eq(unusableWebhooks.programId, programId),
          sql`${unusableWebhooks.number} <= (
            SELECT number FROM ${unusableWebhooks} WHERE program_id = ${programId}
            ORDER BY number DESC LIMIT 1 OFFSET ${KEPT_PER_PROGRAM})`,
        ),
      ),
  ]);
}

export interface StoredWebhook extends Omit<UnusableWebhook, "programId"> {
  readonly number: number;
  readonly receivedAtMs: number;
}

/** The webhooks kept of a program with a number below `before`, newest first. */
export async function listUnusableWebhooks(
  reports: D1Database,
  programId: string,
  before: number,
  limit: number,
): Promise<StoredWebhook[]> {
  const { number, source, webhookId, reason, body, receivedAtMs } = unusableWebhooks;
  return await queries(reports)
    .select({ number, source, webhookId, reason, body, receivedAtMs })
    .from(unusableWebhooks)
    .where(and(eq(unusableWebhooks.programId, programId), lt(number, before)))
    .orderBy(desc(number))
    .limit(limit);
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
    const page = await listUnusableWebhooks(reports, programId, before, PAGE);
    found.push(...page.filter(({ body }) => namesPerson(body, personId)));
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return found;
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
