/** A program's apps in WeChat, and which of its promoters are whom in WeChat. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { PromoterRef } from "../../domain/kernel/ids.ts";

export const wechatApps = sqliteTable(
  "wechat_apps",
  {
    program: integer().primaryKey(),
    appId: text("app_id").notNull(),
    sealed: text().notNull(),
    verificationName: text("verification_name"),
    verificationContent: text("verification_content"),
    miniAppId: text("mini_app_id"),
    miniSealed: text("mini_sealed"),
    updatedAtMs: integer("updated_at_ms").notNull(),
  },
  (t) => [
    index("wechat_apps_by_verification")
      .on(t.verificationName)
      .where(sql`verification_name IS NOT NULL`),
  ],
);

export const wechatOpenids = sqliteTable(
  "wechat_openids",
  {
    program: integer().notNull(),
    appId: text("app_id").notNull(),
    hash: text().notNull(),
    promoter: integer().$type<PromoterRef>().notNull(),
    boundAtMs: integer("bound_at_ms").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.program, t.appId, t.hash] }),
    uniqueIndex("wechat_openids_of_promoter").on(t.program, t.appId, t.promoter),
  ],
);
