/** Share links as stored: one row is all that a redirect needs. A slug belongs to one link, for ever. */
import { and, asc, eq, getTableColumns, gt, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { prepared, queries } from "../platform/queries.ts";
import { campaignVersions, isCampaignInForce } from "./link-campaigns.tables.ts";
import { links } from "./schema.tables.ts";

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

export type LinkUpdate =
  | { readonly kind: "updated"; readonly link: Link }
  | { readonly kind: "refused"; readonly reason: "unknown_link" | "too_many_versions" };

const linkOf = prepared(["slug"], (asking, { slug }) =>
  asking.select(shown).from(links).where(eq(links.slug, slug)),
);

/** The link of a slug, whatever its program or status. One read, by a unique index. */
export async function findLinkBySlug(db: D1Database, slug: string): Promise<Link | null> {
  const [link] = await linkOf(db, { slug });
  return link ?? null;
}

/** The link of a slug, and whether it is the one that a request of this hash makes. */
export async function findLinkMade(
  db: D1Database,
  slug: string,
  by: { readonly programId: string; readonly requestHash: string },
): Promise<{ readonly link: Link; readonly isSame: boolean } | null> {
  const row = await queries(db)
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
  const stored = await queries(db)
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
  return (await queries(db).select(shown).from(links).where(own).get()) ?? null;
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
  return queries(db)
    .select(shown)
    .from(links)
    .where(and(eq(links.programId, query.programId), ofPromoter, gt(links.number, query.after)))
    .orderBy(asc(links.number))
    .limit(query.limit);
}

/**
 * Changes what is given and answers the link as it now is. Another campaign counts for orders from `nowMs` on; refused,
 * with all that was given beside it, when it has changed as often in 400 days as it may.
 */
export async function updateLink(
  db: D1Database,
  programId: string,
  number: number,
  change: LinkChange,
  nowMs: number,
): Promise<LinkUpdate> {
  const isNothing = Object.keys(change).length === 0;
  const isWritten = isNothing || (await wrote(db, programId, number, change, nowMs));
  const link = await getLink(db, programId, number);
  if (link === null) return { kind: "refused", reason: "unknown_link" };
  return isWritten ? { kind: "updated", link } : { kind: "refused", reason: "too_many_versions" };
}

/** True when the link was changed; its campaign and the versions of it in one transaction. */
async function wrote(
  db: D1Database,
  programId: string,
  number: number,
  change: LinkChange,
  nowMs: number,
): Promise<boolean> {
  const { campaignId } = change;
  const own = and(eq(links.number, number), eq(links.programId, programId));
  const inForce = campaignId === undefined ? undefined : isCampaignInForce(campaignId);
  const update = queries(db).update(links).set(change).where(and(own, inForce));
  if (campaignId === undefined) return (await update).meta.changes > 0;
  const versions = campaignVersions(db, { programId, link: number, campaignId, nowMs });
  const [, , updated] = await queries(db).batch([...versions, update]);
  return updated.meta.changes > 0;
}

/** Promoters who have links, by number after one. */
export async function linkedPromoters(
  db: D1Database,
  programId: string,
  after: PromoterRef | 0,
  limit: number,
): Promise<PromoterRef[]> {
  const rows = await queries(db)
    .selectDistinct({ promoter: links.promoter })
    .from(links)
    .where(and(eq(links.programId, programId), sql`${links.promoter} > ${after}`))
    .orderBy(asc(links.promoter))
    .limit(limit);
  return rows.map(({ promoter }) => promoter);
}
