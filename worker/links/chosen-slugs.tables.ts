/** The slugs that people chose, in the sequence in which their links were made. Generated ones say themselves that they are. */
import { and, asc, gt, sql } from "drizzle-orm";
import { queries } from "../platform/queries.ts";
import type { NumberedName } from "../configuration/name-directory.ts";
import { links } from "./schema.tables.ts";

/** By an index of these links alone. */
export async function chosenSlugs(db: D1Database, after: number, most: number): Promise<NumberedName[]> {
  return await queries(db)
    .select({ number: links.number, name: links.slug })
    .from(links)
    .where(and(gt(links.number, after), sql`instr(${links.slug}, '-') > 0`))
    .orderBy(asc(links.number))
    .limit(most);
}
