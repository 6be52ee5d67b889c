/** Objects whose alarm was found lost when they were woken. */
import { sql } from "drizzle-orm";
import { queries } from "../platform/queries.ts";
import { overdueAlarms } from "./schema.tables.ts";

export interface OverdueAlarm {
  readonly className: string;
  readonly object: string;
}

export async function keepOverdueAlarms(
  reports: D1Database,
  alarms: readonly OverdueAlarm[],
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
