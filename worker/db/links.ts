/** Share links as stored: one row is all that a redirect needs. A slug belongs to one link, for ever. */
import { and, asc, eq, getTableColumns, gt } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { PromoterRef } from "../../domain/kernel/ids.ts";

/** What link-preview crawlers are shown. */
export interface LinkPreview {
  readonly title: string;
  readonly description?: string | undefined;
  readonly image?: string | undefined;
}

const links = sqliteTable("links", {
  number: integer().primaryKey(),
  slug: text().notNull(),
  programId: text("program_id").notNull(),
  promoter: integer().$type<PromoterRef>().notNull(),
  destination: text().notNull(),
  campaignId: text("campaign_id"),
  productId: text("product_id"),
  preview: text({ mode: "json" }).$type<LinkPreview>(),
  status: text({ enum: ["active", "disabled"] }).notNull(),
  expiresAtMs: integer("expires_at_ms"),
  createdAtMs: integer("created_at_ms").notNull(),
  requestHash: text("request_hash"),
});

/** What readers of links see: the hash is for telling a repeat of its creation from something else. */
const { requestHash, ...shown } = getTableColumns(links);

export type Link = Readonly<Omit<typeof links.$inferSelect, "requestHash">>;
export interface NewLink extends Omit<Link, "number" | "status"> {
  /** SHA-256 of the request that makes it. */
  readonly requestHash?: string;
}
export type LinkChange = Partial<
  Pick<Link, "destination" | "campaignId" | "productId" | "preview" | "status" | "expiresAtMs">
>;

export type LinkInsertion =
  | { readonly kind: "inserted"; readonly link: Link }
  | { readonly kind: "refused"; readonly reason: "slug_taken" };

/** The link of a slug, whatever its program or status. One read, by a unique index. */
export async function findLinkBySlug(db: D1Database, slug: string): Promise<Link | null> {
  return (await drizzle(db).select(shown).from(links).where(eq(links.slug, slug)).get()) ?? null;
}

/** The link of a slug, and whether it is the one that a request of this hash makes. */
export async function findLinkMade(
  db: D1Database,
  slug: string,
  by: { readonly programId: string; readonly requestHash: string },
): Promise<{ readonly link: Link; readonly isSame: boolean } | null> {
  const row = await drizzle(db)
    .select({ ...shown, requestHash })
    .from(links)
    .where(eq(links.slug, slug))
    .get();
  if (row === undefined) return null;
  const { requestHash: madeBy, ...link } = row;
  return { link, isSame: link.programId === by.programId && madeBy === by.requestHash };
}

/** Stores a link, active. Of two with the same slug, at once or later, one is stored and the other refused. */
export async function insertLink(db: D1Database, link: NewLink): Promise<LinkInsertion> {
  const stored = await drizzle(db)
    .insert(links)
    .values({ ...link, status: "active" })
    .onConflictDoNothing({ target: links.slug })
    .returning(shown);
  const [row] = stored;
  return row === undefined ? { kind: "refused", reason: "slug_taken" } : { kind: "inserted", link: row };
}

/** The link of this number, when it belongs to the program. */
export async function getLink(db: D1Database, programId: string, number: number): Promise<Link | null> {
  const own = and(eq(links.number, number), eq(links.programId, programId));
  return (await drizzle(db).select(shown).from(links).where(own).get()) ?? null;
}

/** Links of a program, or of one promoter of it, by number after `after` (0: from the first). */
export async function listLinks(
  db: D1Database,
  query: {
    readonly programId: string;
    readonly promoter?: PromoterRef | undefined;
    readonly after: number;
    readonly limit: number;
  },
): Promise<Link[]> {
  const ofPromoter = query.promoter === undefined ? undefined : eq(links.promoter, query.promoter);
  return drizzle(db)
    .select(shown)
    .from(links)
    .where(and(eq(links.programId, query.programId), ofPromoter, gt(links.number, query.after)))
    .orderBy(asc(links.number))
    .limit(query.limit);
}

/** Changes what is given and answers the link as it now is; null when the program has no such link. */
export async function updateLink(
  db: D1Database,
  programId: string,
  number: number,
  change: LinkChange,
): Promise<Link | null> {
  if (Object.keys(change).length === 0) return getLink(db, programId, number);
  const own = and(eq(links.number, number), eq(links.programId, programId));
  const [row] = await drizzle(db).update(links).set(change).where(own).returning(shown);
  return row ?? null;
}

/** Campaigns of several links of a program; links without one are absent. One read. */
export async function campaignsOfLinks(
  db: D1Database,
  programId: string,
  numbers: readonly number[],
): Promise<Map<number, string>> {
  const { results } = await db
    .prepare(
      `SELECT l.number, l.campaign_id AS campaignId FROM json_each(?2) asked
       JOIN links l ON l.number = asked.value
       WHERE l.program_id = ?1 AND l.campaign_id IS NOT NULL`,
    )
    .bind(programId, JSON.stringify(numbers))
    .all<{ number: number; campaignId: string }>();
  return new Map(results.map(({ number, campaignId }) => [number, campaignId]));
}
