/** How a program's portal looks, and the terms that its promoters accept. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { PromoterRef } from "../../domain/kernel/ids.ts";

export const looks = sqliteTable("looks", {
  program: integer().primaryKey(),
  look: text().notNull(),
  updatedAtMs: integer("updated_at_ms").notNull(),
});

export const termsVersions = sqliteTable(
  "terms_versions",
  {
    program: integer().notNull(),
    version: integer().notNull(),
    publishedAtMs: integer("published_at_ms").notNull(),
    texts: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.program, t.version] })],
);

export const termsAcceptances = sqliteTable(
  "terms_acceptances",
  {
    program: integer().notNull(),
    promoter: integer().$type<PromoterRef>().notNull(),
    version: integer().notNull(),
    acceptedAtMs: integer("accepted_at_ms").notNull(),
    credential: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.program, t.promoter, t.version] })],
);
