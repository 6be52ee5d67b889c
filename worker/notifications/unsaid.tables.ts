/** Reads what is to be said, oldest first, and forgets what was. */
import { and, asc, eq, getTableColumns, inArray, sql } from "drizzle-orm";
import type { AlertNews } from "../../domain/notification/alert-news.ts";
import type { CaseNews, WebhookNews } from "../../domain/notification/case-news.ts";
import { programs } from "../configuration/schema.tables.ts";
import { queries } from "../platform/queries.ts";
import { unsaidAlerts, unsaidCases, unsaidWebhooks } from "./schema.tables.ts";

/** Said at once. */
const PART = 200;

/** One thing to be said, under the number by which it is forgotten. */
export type Unsaid<News> = News & { readonly number: number };

export async function casesToSay(config: D1Database, program: number): Promise<Unsaid<CaseNews>[]> {
  const { number, caseNumber, promoter, state, atMs } = unsaidCases;
  return await queries(config)
    .select({ number, caseNumber, promoter, state, atMs })
    .from(unsaidCases)
    .where(eq(unsaidCases.program, program))
    .orderBy(asc(number))
    .limit(PART);
}

export async function forgetCases(config: D1Database, numbers: readonly number[]): Promise<void> {
  await queries(config)
    .delete(unsaidCases)
    .where(inArray(unsaidCases.number, listed(numbers)));
}

export async function webhooksToSay(reports: D1Database, programId: string): Promise<Unsaid<WebhookNews>[]> {
  const { number, webhookNumber, source, reason, atMs } = unsaidWebhooks;
  return await queries(reports)
    .select({ number, webhookNumber, source, reason, atMs })
    .from(unsaidWebhooks)
    .where(eq(unsaidWebhooks.programId, programId))
    .orderBy(asc(number))
    .limit(PART);
}

export async function forgetWebhooks(reports: D1Database, numbers: readonly number[]): Promise<void> {
  await queries(reports)
    .delete(unsaidWebhooks)
    .where(inArray(unsaidWebhooks.number, listed(numbers)));
}

export async function alertsToSay(reports: D1Database, programId: string): Promise<Unsaid<AlertNews>[]> {
  const { programId: of, ...columns } = getTableColumns(unsaidAlerts);
  return await queries(reports)
    .select(columns)
    .from(unsaidAlerts)
    .where(eq(of, programId))
    .orderBy(asc(unsaidAlerts.number))
    .limit(PART);
}

export async function forgetAlerts(reports: D1Database, numbers: readonly number[]): Promise<void> {
  await queries(reports)
    .delete(unsaidAlerts)
    .where(inArray(unsaidAlerts.number, listed(numbers)));
}

/** Ids of programs of which something is to be said. */
export async function programsToSay({
  CONFIG,
  REPORTS,
}: Pick<Env, "CONFIG" | "REPORTS">): Promise<ReadonlySet<string>> {
  const [cases, webhooks, alerts] = await Promise.all([
    queries(CONFIG)
      .selectDistinct({ id: programs.id })
      .from(unsaidCases)
      .innerJoin(programs, and(eq(programs.number, unsaidCases.program))),
    queries(REPORTS).selectDistinct({ id: unsaidWebhooks.programId }).from(unsaidWebhooks),
    queries(REPORTS).selectDistinct({ id: unsaidAlerts.programId }).from(unsaidAlerts),
  ]);
  return new Set([...cases, ...webhooks, ...alerts].map(({ id }) => id));
}

function listed(numbers: readonly number[]) {
  return sql`(SELECT value FROM json_each(${JSON.stringify(numbers)}))`;
}
