/** All programs with what it takes to find their objects, page by page. */
import { asc, gt } from "drizzle-orm";
import type { ObjectMap } from "../platform/objects.ts";
import { queries } from "../platform/queries.ts";
import { programs } from "./schema.tables.ts";

const PAGE = 500;

interface NumberedMap extends ObjectMap {
  /** By which counters of clicks name it. */
  readonly number: number;
}

export async function* allPrograms(config: D1Database): AsyncGenerator<NumberedMap[]> {
  let after = "";
  for (;;) {
    const page = await queries(config)
      .select({
        id: programs.id,
        number: programs.number,
        slotKey: programs.slotKey,
        objects: programs.objects,
        region: programs.region,
      })
      .from(programs)
      .where(gt(programs.id, after))
      .orderBy(asc(programs.id))
      .limit(PAGE);
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)?.id ?? after;
  }
}

export interface ZonedProgram {
  readonly id: string;
  readonly timezone: string;
}

/** Programs behind one of them, by their ids, with their zones. */
export async function zonedPrograms(
  config: D1Database,
  after: string,
  limit: number,
): Promise<ZonedProgram[]> {
  return await queries(config)
    .select({ id: programs.id, timezone: programs.timezone })
    .from(programs)
    .where(gt(programs.id, after))
    .orderBy(asc(programs.id))
    .limit(limit);
}
