/** By what a program's payouts are paid in WeChat: one row a program, set whole. */
import { eq } from "drizzle-orm";
import { type AuditEntry, auditStatement } from "../../http/audit/audit.tables.ts";
import { queries } from "../../platform/queries.ts";
import { wechatPayouts } from "../schema.tables.ts";

export type WechatPayoutsRow = Readonly<typeof wechatPayouts.$inferSelect>;

export async function readWechatPayouts(
  db: D1Database,
  program: number,
): Promise<WechatPayoutsRow | undefined> {
  return await queries(db).select().from(wechatPayouts).where(eq(wechatPayouts.program, program)).get();
}

export async function writeWechatPayouts(
  db: D1Database,
  row: WechatPayoutsRow,
  audit: AuditEntry,
): Promise<void> {
  await queries(db).batch([
    queries(db)
      .insert(wechatPayouts)
      .values(row)
      .onConflictDoUpdate({ target: wechatPayouts.program, set: row }),
    auditStatement(db, audit),
  ]);
}

/** Forgets them. A repeat changes nothing. */
export async function deleteWechatPayouts(db: D1Database, program: number, audit: AuditEntry): Promise<void> {
  await queries(db).batch([
    queries(db).delete(wechatPayouts).where(eq(wechatPayouts.program, program)),
    auditStatement(db, audit),
  ]);
}
