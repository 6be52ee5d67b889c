/** The official account and the mini program of a program: one row a program, set whole. */
import { asc, eq, type SQL, sql } from "drizzle-orm";
import { type AuditEntry, auditStatement } from "../http/audit/audit.tables.ts";
import { queries } from "../platform/queries.ts";
import { wechatApps } from "./schema.tables.ts";

export type WechatAppRow = Readonly<typeof wechatApps.$inferSelect>;

export async function readWechatApp(db: D1Database, program: number): Promise<WechatAppRow | undefined> {
  return await queries(db).select().from(wechatApps).where(eq(wechatApps.program, program)).get();
}

/** @returns false where another program's file of that name holds something else: one of both would not be proved. */
export async function writeWechatApp(db: D1Database, row: WechatAppRow, audit: AuditEntry): Promise<boolean> {
  const { program, appId, sealed, verificationName, verificationContent, updatedAtMs } = row;
  const { miniAppId, miniSealed } = row;
  const isFree = sql`NOT EXISTS (SELECT 1 FROM ${wechatApps} WHERE ${differing(row)})`;
  const [written] = await queries(db).batch([
    queries(db).run(
      sql`INSERT INTO ${wechatApps} (program, app_id, sealed, verification_name, verification_content, mini_app_id,
          mini_sealed, updated_at_ms)
        SELECT ${program}, ${appId}, ${sealed}, ${verificationName}, ${verificationContent}, ${miniAppId},
          ${miniSealed}, ${updatedAtMs}
        WHERE ${isFree}
        ON CONFLICT (program) DO UPDATE SET app_id = excluded.app_id, sealed = excluded.sealed,
          verification_name = excluded.verification_name, verification_content = excluded.verification_content,
          mini_app_id = excluded.mini_app_id, mini_sealed = excluded.mini_sealed,
          updated_at_ms = excluded.updated_at_ms`,
    ),
    auditStatement(db, audit),
  ]);
  return written.meta.changes > 0;
}

function differing({ program, verificationName, verificationContent }: WechatAppRow): SQL {
  return sql`verification_name = ${verificationName} AND verification_content <> ${verificationContent}
    AND program <> ${program}`;
}

/** Forgets a program's account. A repeat changes nothing. */
export async function deleteWechatApp(db: D1Database, program: number, audit: AuditEntry): Promise<void> {
  await queries(db).batch([
    queries(db).delete(wechatApps).where(eq(wechatApps.program, program)),
    auditStatement(db, audit),
  ]);
}

/** What the file of this name holds; undefined where no program has one. */
export async function readVerification(db: D1Database, name: string): Promise<string | undefined> {
  const found = await queries(db)
    .select({ content: wechatApps.verificationContent })
    .from(wechatApps)
    .where(eq(wechatApps.verificationName, name))
    .orderBy(asc(wechatApps.program))
    .limit(1)
    .get();
  return found?.content ?? undefined;
}
