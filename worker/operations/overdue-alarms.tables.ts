/** Objects whose alarm was found lost when they were woken, and objects that could not be woken. */
import { sql } from "drizzle-orm";
import { queries } from "../platform/queries.ts";
import { overdueAlarms, unwokenObjects } from "./schema.tables.ts";

export interface NamedObject {
  readonly className: string;
  readonly object: string;
}

export async function keepOverdueAlarms(
  reports: D1Database,
  alarms: readonly NamedObject[],
  nowMs: number,
): Promise<void> {
  const [first, ...others] = alarms.map(({ className, object }) =>
    queries(reports)
      .insert(overdueAlarms)
      .values({ className, object, seenAtMs: nowMs })
      .onConflictDoUpdate({
        target: [overdueAlarms.className, overdueAlarms.object],
        set: { times: sql`${overdueAlarms.times} + 1`, seenAtMs: nowMs },
      }),
  );
  if (first !== undefined) await queries(reports).batch([first, ...others]);
}

export async function keepUnwoken(
  reports: D1Database,
  objects: readonly NamedObject[],
  nowMs: number,
): Promise<void> {
  const [first, ...others] = objects.map(({ className, object }) =>
    queries(reports)
      .insert(unwokenObjects)
      .values({ className, object, seenAtMs: nowMs })
      .onConflictDoUpdate({
        target: [unwokenObjects.className, unwokenObjects.object],
        set: { times: sql`${unwokenObjects.times} + 1`, seenAtMs: nowMs },
      }),
  );
  if (first !== undefined) await queries(reports).batch([first, ...others]);
}
