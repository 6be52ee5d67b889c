/** Every program's promoters are looked at once a night, one program a message. */
import { allPrograms } from "../configuration/all-programs.tables.ts";
import { lastWholeDay, type PatternsMessage } from "./look-for-patterns.ts";

/** The hour, UTC, of the hourly cron that does it: another one than that of reconciliations. */
const HOUR = 20;

export async function startPatterns(
  { CONFIG, JOBS }: Pick<Env, "CONFIG" | "JOBS">,
  scheduledMs: number,
): Promise<void> {
  if (new Date(scheduledMs).getUTCHours() !== HOUR) return;
  for await (const programs of allPrograms(CONFIG)) {
    for (const { id, number } of programs) {
      const message = { kind: "patterns", program: { id, number }, day: lastWholeDay(scheduledMs) } as const;
      await JOBS.send(message satisfies PatternsMessage);
    }
  }
}
