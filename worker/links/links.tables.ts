/** Share links as stored: one row is all that a redirect needs. A slug belongs to one link, for ever. */
import { and, asc, desc, eq, getTableColumns, lt, type SQL, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { prepared, queries } from "../platform/queries.ts";
import { campaignVersions, isCampaignInForce } from "./link-campaigns.tables.ts";
import { links } from "./schema.tables.ts";

/**
 * What readers of links see. The hash is for telling a repeat of its creation from something else. The two marks are for
 * what the merchant did to a promoter's link.
 */
const {
  requestHash,
  destinationIsMerchants: _destination,
  disabledByMerchant: _disabled,
  ...shown
} = getTableColumns(links);

type Hidden = "requestHash" | "destinationIsMerchants" | "disabledByMerchant";

export type Link = Readonly<Omit<typeof links.$inferSelect, Hidden>>;
/** Who makes or changes a link. */
export type LinkWriter = Link["madeBy"];
export interface NewLink extends Omit<Link, "number" | "status"> {
  /** SHA-256 of the request that makes it. */
  readonly requestHash?: string;
}
export type LinkChange = Partial<
  Pick<Link, "destination" | "campaignId" | "productId" | "preview" | "status" | "expiresAtMs" | "expiredUrl">
>;

export type LinkInsertion =
  | { readonly kind: "inserted"; readonly link: Link }
  | { readonly kind: "refused"; readonly reason: "slug_taken" | "too_many_links" };

export type LinkUpdate =
  | { readonly kind: "updated"; readonly link: Link }
  | { readonly kind: "refused"; readonly reason: "unknown_link" | "too_many_versions" | "field_not_yours" };

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

/**
 * Stores a link, active. Of two with the same slug, at once or later, one is stored and the other refused. A promoter
 * makes at most `mostOwn` by itself.
 */
export async function insertLink(db: D1Database, link: NewLink, mostOwn: number): Promise<LinkInsertion> {
  const { slug, programId, promoter, madeBy } = link;
  const [inserted, [row]] = await queries(db).batch([
    queries(db).run(
      sql`INSERT INTO ${links} (slug, program_id, promoter, destination, campaign_id, product_id, preview, status,
          expires_at_ms, expired_url, created_at_ms, request_hash, made_by)
        SELECT ${slug}, ${programId}, ${promoter}, ${link.destination}, ${link.campaignId}, ${link.productId},
          ${link.preview === null ? null : JSON.stringify(link.preview)}, 'active', ${link.expiresAtMs},
          ${link.expiredUrl}, ${link.createdAtMs}, ${link.requestHash ?? null}, ${madeBy}
        WHERE ${madeBy} <> 'promoter' OR (
          SELECT count(*) FROM ${links}
          WHERE program_id = ${programId} AND promoter = ${promoter} AND made_by = 'promoter') < ${mostOwn}
        ON CONFLICT (slug) DO NOTHING`,
    ),
    queries(db).select(shown).from(links).where(eq(links.slug, slug)),
  ]);
  if (row === undefined) return { kind: "refused", reason: "too_many_links" };
  return inserted.meta.changes > 0
    ? { kind: "inserted", link: row }
    : { kind: "refused", reason: "slug_taken" };
}

/** The link of this number, when it belongs to the program. */
export async function getLink(db: D1Database, programId: string, number: number): Promise<Link | null> {
  const own = and(eq(links.number, number), eq(links.programId, programId));
  return (await queries(db).select(shown).from(links).where(own).get()) ?? null;
}

/**
 * Links of a program, or of one promoter of it, with a number below `before` (null: all), the newest first. Numbers rise with each
 * link, so that a new one moves no page, and no two made at one time change places.
 */
export async function listLinks(
  db: D1Database,
  query: {
    readonly programId: string;
    readonly promoter?: PromoterRef | undefined;
    readonly before: number | null;
    readonly limit: number;
  },
): Promise<Link[]> {
  const { before, promoter } = query;
  const ofPromoter = promoter === undefined ? undefined : eq(links.promoter, promoter);
  const older = before === null ? undefined : lt(links.number, before);
  return queries(db)
    .select(shown)
    .from(links)
    .where(and(eq(links.programId, query.programId), ofPromoter, older))
    .orderBy(desc(links.number))
    .limit(query.limit);
}

/** One change of a link. */
export interface LinkRevision {
  readonly change: LinkChange;
  readonly by: LinkWriter;
  readonly nowMs: number;
}

/**
 * Changes what is given and answers the link as it now is. Another campaign counts for orders from `nowMs` on. Refused,
 * with all that was given beside it, when it has changed as often in 400 days as it may. Refused of a promoter where the
 * merchant made the link, set its destination or disabled it.
 */
export async function updateLink(
  db: D1Database,
  programId: string,
  number: number,
  revision: LinkRevision,
): Promise<LinkUpdate> {
  const isNothing = Object.keys(revision.change).length === 0;
  const isWritten = isNothing || (await wrote(db, programId, number, revision));
  const link = await getLink(db, programId, number);
  if (link === null) return { kind: "refused", reason: "unknown_link" };
  if (isWritten) return { kind: "updated", link };
  return { kind: "refused", reason: revision.by === "promoter" ? "field_not_yours" : "too_many_versions" };
}

/** True when the link was changed; its campaign and the versions of it in one transaction. */
async function wrote(
  db: D1Database,
  programId: string,
  number: number,
  { change, by, nowMs }: LinkRevision,
): Promise<boolean> {
  const { campaignId } = change;
  const own = and(eq(links.number, number), eq(links.programId, programId));
  const inForce = campaignId === undefined ? undefined : isCampaignInForce(campaignId);
  const update = queries(db)
    .update(links)
    .set(by === "merchant" ? { ...change, ...marksOf(change) } : change)
    .where(and(own, inForce, by === "promoter" ? isPromoters(change) : undefined));
  if (campaignId === undefined) return (await update).meta.changes > 0;
  const versions = campaignVersions(db, { programId, link: number, campaignId, nowMs });
  const [, , updated] = await queries(db).batch([...versions, update]);
  return updated.meta.changes > 0;
}

/** What a change by the merchant takes from the promoter. Who enables a link again gives its status back. */
function marksOf({ destination, status }: LinkChange) {
  return {
    ...(destination === undefined ? {} : { destinationIsMerchants: true }),
    ...(status === undefined ? {} : { disabledByMerchant: status === "disabled" }),
  };
}

/** Holds where the promoter made the link, and the merchant has left alone what the change writes. */
function isPromoters({ destination, status }: LinkChange): SQL | undefined {
  return and(
    eq(links.madeBy, "promoter"),
    destination === undefined ? undefined : eq(links.destinationIsMerchants, false),
    status === undefined ? undefined : eq(links.disabledByMerchant, false),
  );
}

/** Disables every link of a promoter who is erased, and forgets what a preview says of the person. */
export async function endLinks(db: D1Database, programId: string, promoter: PromoterRef): Promise<void> {
  await queries(db)
    .update(links)
    .set({ status: "disabled", disabledByMerchant: true, preview: null })
    .where(and(eq(links.programId, programId), eq(links.promoter, promoter)));
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
