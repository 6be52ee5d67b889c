/** Asks the configuration's database for the least there is. @throws when it does not answer. */
import { programs } from "../configuration/schema.tables.ts";
import { queries } from "../platform/queries.ts";

export async function askConfig(db: D1Database): Promise<void> {
  await queries(db).select({ number: programs.number }).from(programs).limit(1);
}
