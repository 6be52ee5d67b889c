/** What promoters prove themselves by, and people who sign in. */
import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, unique, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { PromoterRef } from "../../domain/kernel/ids.ts";

export const promoterTokens = sqliteTable(
  "promoter_tokens",
  {
    number: integer().primaryKey(),
    program: integer().notNull(),
    promoter: integer().$type<PromoterRef>().notNull(),
    hash: text().notNull().unique(),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
    revokedAtMs: integer("revoked_at_ms"),
    signInLink: text("sign_in_link"),
  },
  (t) => [
    index("promoter_tokens_by_promoter").on(t.program, t.promoter, t.number),
    uniqueIndex("promoter_tokens_of_link").on(t.signInLink),
  ],
);

export const signInLinks = sqliteTable(
  "sign_in_links",
  {
    hash: text().primaryKey(),
    program: integer().notNull(),
    promoter: integer().$type<PromoterRef>().notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
  },
  (t) => [
    index("sign_in_links_of_promoter").on(t.program, t.promoter),
    index("sign_in_links_by_end").on(t.expiresAtMs),
  ],
);

export const people = sqliteTable(
  "people",
  {
    number: integer().primaryKey({ autoIncrement: true }),
    program: integer().notNull(),
    email: text().notNull(),
    role: text().notNull(),
    revision: integer().notNull(),
    addedAtMs: integer("added_at_ms").notNull(),
    removedAtMs: integer("removed_at_ms"),
  },
  (t) => [
    unique().on(t.email, t.program),
    index("people_of_program").on(t.program, t.number),
    index("people_by_revision").on(t.revision),
    index("people_removed")
      .on(t.removedAtMs)
      .where(sql`removed_at_ms IS NOT NULL`),
  ],
);
