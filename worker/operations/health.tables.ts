/** Whether a database has the migrations that this very code was written for. */
import { sql } from "drizzle-orm";
import { queries } from "../platform/queries.ts";

/** The newest migration of each database; a test compares them with the folders. */
export const NEWEST_MIGRATIONS = {
  config: "0033_set_by.sql",
  links: "0004_expired_url.sql",
  reports: "0027_periods_read.sql",
} as const;

/** wrangler's own record of what it applied, which no migration of ours makes. */
const APPLIED = sql`d1_migrations`;

/** True when a migration was applied. @throws when the database does not answer, or was never migrated. */
export async function hasMigration(db: D1Database, name: string): Promise<boolean> {
  const named = sql<string>`name`;
  const found = await queries(db)
    .select({ name: named })
    .from(APPLIED)
    .where(sql`${named} = ${name}`)
    .limit(1);
  return found.length > 0;
}
