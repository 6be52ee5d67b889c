/** Coupon codes, each of one promoter. */
import { index, integer, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";
import type { PromoterRef } from "../../domain/kernel/ids.ts";

export const coupons = sqliteTable(
  "coupons",
  {
    number: integer().primaryKey(),
    program: integer().notNull(),
    /** The code as it is compared. */
    codeKey: text("code_key").notNull(),
    code: text().notNull(),
    promoter: integer().$type<PromoterRef>().notNull(),
    expiresAtMs: integer("expires_at_ms"),
    requestHash: text("request_hash").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
  },
  (t) => [
    unique().on(t.program, t.codeKey),
    index("coupons_by_promoter").on(t.program, t.promoter, t.number),
  ],
);
