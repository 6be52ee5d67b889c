/** Fires the Worker's cron: once at the start, because an alarm may have been due while nothing ran, then hourly. */
import type { Miniflare } from "miniflare";
import type { Project } from "./project.ts";

const HOUR_MS = 3_600_000;

/** The part of a Worker's handle that fires its cron; miniflare leaves it untyped. */
interface Scheduled {
  scheduled(event: { cron: string }): Promise<unknown>;
}

export function startCron(runtime: Miniflare, project: Project): { stop(): void } {
  let isStopped = false;
  const fire = async (): Promise<void> => {
    const worker = (await runtime.getWorker(project.name)) as unknown as Scheduled;
    for (const cron of project.crons) await worker.scheduled({ cron });
  };
  const quietly = (): void => {
    fire().catch((error: unknown) => {
      // One that the stop broke off has failed nobody.
      if (!isStopped) console.error("The hourly run failed:", error);
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
