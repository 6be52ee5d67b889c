/** By what programs' payouts are paid in WeChat. */
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const wechatPayouts = sqliteTable("wechat_payouts", {
  program: integer().primaryKey(),
  appId: text("app_id").notNull(),
  merchantId: text("merchant_id").notNull(),
  sealed: text().notNull(),
  updatedAtMs: integer("updated_at_ms").notNull(),
});
