/** Links as reports name them, and which of them lead to the clicks of campaigns and products: by what links are now. */
import { and, desc, eq, sql } from "drizzle-orm";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { links } from "../../links/schema.tables.ts";
import { queries } from "../../platform/queries.ts";

export interface ReportLink {
  readonly number: number;
  readonly slug: string;
  readonly promoter: number;
}

const { number, slug, promoter, campaignId, productId, programId } = links;

/** Links of a program by their numbers. */
export async function linksByNumber(
  db: D1Database,
  program: string,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, ReportLink>> {
  const among = sql`${number} IN (SELECT value FROM json_each(${JSON.stringify(numbers)}))`;
  const rows = await queries(db)
    .select({ number, slug, promoter })
    .from(links)
    .where(and(eq(programId, program), among));
  return new Map(rows.map((row) => [row.number, row]));
}

/** Numbers of a promoter's newest links, in ascending sequence. */
export async function linksOfPromoter(
  db: D1Database,
  program: string,
  owner: PromoterRef,
  limit: number,
): Promise<number[]> {
  const rows = await queries(db)
    .select({ number })
    .from(links)
    .where(and(eq(programId, program), eq(promoter, owner)))
    .orderBy(desc(number))
    .limit(limit);
  return rows.map((row) => row.number).toReversed();
}

/** What a link belongs to. */
export type BelongsTo = "campaign" | "product";

const OWNERS = { campaign: campaignId, product: productId } as const;

export interface BelongingLink {
  readonly number: number;
  readonly promoter: number;
  readonly key: string;
}

/** Links of some campaigns or products. */
export async function linksOf(
  db: D1Database,
  program: string,
  by: BelongsTo,
  keys: readonly string[],
): Promise<BelongingLink[]> {
  const owner = OWNERS[by];
  return await queries(db)
    .select({ number, promoter, key: sql<string>`${owner}`.as("key") })
    .from(links)
    .where(
      and(eq(programId, program), sql`${owner} IN (SELECT value FROM json_each(${JSON.stringify(keys)}))`),
    );
}

/** Campaigns or products behind one that links belong to, in ascending sequence. */
export async function ownersOfLinks(
  db: D1Database,
  program: string,
  by: BelongsTo,
  after: string,
  limit: number,
): Promise<string[]> {
  const key = sql<string>`${OWNERS[by]}`;
  const rows = await queries(db)
    .selectDistinct({ key: key.as("key") })
    .from(links)
    .where(and(eq(programId, program), sql`${key} > ${after}`))
    .orderBy(sql`1`)
    .limit(limit);
  return rows.map((row) => row.key);
}
