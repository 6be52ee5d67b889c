/** What waits in the queues, as they say themselves. A queue that says nothing has no sample: nothing is made up. */

export interface QueueDepth {
  readonly queue: "events" | "jobs" | "catch-ups" | "events-dead" | "jobs-dead";
  readonly waiting: number;
  /** When the oldest message was sent; null where none waits. */
  readonly oldestAtMs: number | null;
}

/** Longer than this no scrape waits for a queue. */
const WAIT_MS = 1_000;

export async function readQueues(
  env: Pick<Env, "EVENTS" | "JOBS" | "CATCH_UPS" | "EVENTS_DEAD" | "JOBS_DEAD">,
): Promise<QueueDepth[]> {
  const depths = await Promise.all([
    depthOf("events", env.EVENTS),
    depthOf("jobs", env.JOBS),
    depthOf("catch-ups", env.CATCH_UPS),
    depthOf("events-dead", env.EVENTS_DEAD),
    depthOf("jobs-dead", env.JOBS_DEAD),
  ]);
  return depths.flat();
}

async function depthOf(queue: QueueDepth["queue"], binding: Queue): Promise<QueueDepth[]> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), WAIT_MS);
  });
  try {
    const metrics = await Promise.race([binding.metrics(), late]);
    if (metrics === undefined) return [];
    const oldestAtMs = metrics.oldestMessageTimestamp?.getTime() ?? null;
    return [{ queue, waiting: metrics.backlogCount, oldestAtMs }];
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
  }
}
