/** Share links, and their campaigns as versions. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { PromoterRef } from "../../domain/kernel/ids.ts";

/** What link-preview crawlers are shown. */
export interface LinkPreview {
  readonly title: string;
  readonly description?: string | undefined;
  readonly image?: string | undefined;
}

export const links = sqliteTable(
  "links",
  {
    number: integer().primaryKey(),
    slug: text().notNull().unique(),
    programId: text("program_id").notNull(),
    promoter: integer().$type<PromoterRef>().notNull(),
    destination: text().notNull(),
    campaignId: text("campaign_id"),
    productId: text("product_id"),
    preview: text({ mode: "json" }).$type<LinkPreview>(),
    status: text({ enum: ["active", "disabled"] })
      .notNull()
      .default("active"),
    expiresAtMs: integer("expires_at_ms"),
    createdAtMs: integer("created_at_ms").notNull(),
    requestHash: text("request_hash"),
    madeBy: text("made_by", { enum: ["merchant", "promoter"] })
      .notNull()
      .default("merchant"),
    destinationIsMerchants: integer("destination_is_merchants", { mode: "boolean" }).notNull().default(false),
    disabledByMerchant: integer("disabled_by_merchant", { mode: "boolean" }).notNull().default(false),
    expiredUrl: text("expired_url"),
  },
  (t) => [
    index("links_by_promoter").on(t.programId, t.promoter, t.number),
    index("links_by_program").on(t.programId, t.number),
    index("chosen_slugs")
      .on(t.number)
      .where(sql`instr(slug, '-') > 0`),
    index("links_made_by_promoters")
      .on(t.programId, t.promoter)
      .where(sql`made_by = 'promoter'`),
  ],
);

export const linkCampaignVersions = sqliteTable(
  "link_campaign_versions",
  {
    link: integer().notNull(),
    version: integer().notNull(),
    effectiveFromMs: integer("effective_from_ms").notNull(),
    campaignId: text("campaign_id"),
  },
  (t) => [primaryKey({ columns: [t.link, t.version] })],
);
