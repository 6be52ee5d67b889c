/** Tables of the configuration that are read and written one row at a time. The SQL in migrations is the truth. */
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { PromoterRef } from "../../domain/kernel/ids.ts";

export const apiKeys = sqliteTable("api_keys", {
  number: integer().primaryKey(),
  program: integer().notNull(),
  name: text().notNull(),
  hash: text().notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  revokedAtMs: integer("revoked_at_ms"),
});

export const promoterTokens = sqliteTable("promoter_tokens", {
  number: integer().primaryKey(),
  program: integer().notNull(),
  promoter: integer().$type<PromoterRef>().notNull(),
  hash: text().notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  expiresAtMs: integer("expires_at_ms").notNull(),
  revokedAtMs: integer("revoked_at_ms"),
});
