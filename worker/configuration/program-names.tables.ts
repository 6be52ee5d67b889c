/** The names of all programs, in the sequence in which they were made. */
import { asc, gt } from "drizzle-orm";
import { queries } from "../platform/queries.ts";
import type { NumberedName } from "./name-directory.ts";
import { programs } from "./schema.tables.ts";

export async function programNames(db: D1Database, after: number, most: number): Promise<NumberedName[]> {
  return await queries(db)
    .select({ number: programs.number, name: programs.id })
    .from(programs)
    .where(gt(programs.number, after))
    .orderBy(asc(programs.number))
    .limit(most);
}
