/** Fires the Worker's cron: once at the start, because an alarm may have been due while nothing ran, then hourly. */
import { logError } from "../../durable-objects/object/log.ts";

const HOUR_MS = 3_600_000;

/** @param fireOne fires one of them. */
export function startCron(
  crons: readonly string[],
  fireOne: (cron: string) => Promise<void>,
): { stop(): void } {
  let isStopped = false;
  const fire = async (): Promise<void> => {
    for (const cron of crons) await fireOne(cron);
  };
  const quietly = (): void => {
    fire().catch((error: unknown) => {
      // One that the stop broke off has failed nobody.
      if (!isStopped) logError("hourly_run_failed", error);
    });
  };
  quietly();
  const timer = setInterval(quietly, HOUR_MS);
  return {
    stop: () => {
      isStopped = true;
      clearInterval(timer);
    },
  };
}
