/** By what a vendor's API is asked, sealed: the last that was set holds, and only the work itself reads it. */
import { and, eq } from "drizzle-orm";
import { queries } from "../../platform/queries.ts";
import { sourceApiKeys } from "../schema.tables.ts";

export type SealedApiKey = Readonly<typeof sourceApiKeys.$inferSelect>;

export async function putApiKey(config: D1Database, key: SealedApiKey): Promise<void> {
  const { sealed, setAtMs } = key;
  await queries(config)
    .insert(sourceApiKeys)
    .values(key)
    .onConflictDoUpdate({
      target: [sourceApiKeys.program, sourceApiKeys.source],
      set: { sealed, setAtMs },
    });
}

export async function deleteApiKey(config: D1Database, program: number, source: string): Promise<void> {
  await queries(config)
    .delete(sourceApiKeys)
    .where(and(eq(sourceApiKeys.program, program), eq(sourceApiKeys.source, source)));
}

/** By source. */
export async function readApiKeys(
  config: D1Database,
  program: number,
): Promise<ReadonlyMap<string, SealedApiKey>> {
  const rows = await queries(config).select().from(sourceApiKeys).where(eq(sourceApiKeys.program, program));
  return new Map(rows.map((row) => [row.source, row]));
}
