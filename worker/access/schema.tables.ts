/** What promoters prove themselves by. */
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
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
  },
  (t) => [index("promoter_tokens_by_promoter").on(t.program, t.promoter, t.number)],
);
