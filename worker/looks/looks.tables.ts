/** How a program's portal looks: one row a program, set whole. */
import { eq } from "drizzle-orm";
import { type AuditEntry, auditStatement } from "../http/audit/audit.tables.ts";
import { queries } from "../platform/queries.ts";
import { looks } from "./schema.tables.ts";

export type LookRow = Readonly<typeof looks.$inferSelect>;

export async function readLook(db: D1Database, program: number): Promise<LookRow | undefined> {
  return await queries(db).select().from(looks).where(eq(looks.program, program)).get();
}

export async function writeLook(db: D1Database, row: LookRow, audit: AuditEntry): Promise<void> {
  const { look, updatedAtMs } = row;
  await queries(db).batch([
    queries(db)
      .insert(looks)
      .values(row)
      .onConflictDoUpdate({ target: looks.program, set: { look, updatedAtMs } }),
    auditStatement(db, audit),
  ]);
}
