import { expect, test } from "vitest";
import { readQueues } from "../../../../worker/operations/metrics/queue-depth.ts";

/** A queue as the platform binds it, of which only the depth is asked for. */
function queueThat(metrics: () => Promise<QueueMetrics>): Queue {
  return { metrics } as unknown as Queue;
}

test("each queue says how much waits and since when; one that fails, or never answers, has no sample", async () => {
  const oldestMessageTimestamp = new Date(1_000);
  const EVENTS = queueThat(async () => ({ backlogCount: 7, backlogBytes: 70, oldestMessageTimestamp }));
  const empty = queueThat(async () => ({ backlogCount: 0, backlogBytes: 0 }));
  const failing = queueThat(async () => await Promise.reject(new Error("no")));
  const silent = queueThat(async () => await new Promise(() => {}));
  const events = { queue: "events", waiting: 7, oldestAtMs: 1_000 };
  const none = { waiting: 0, oldestAtMs: null };
  expect(
    await readQueues({ EVENTS, JOBS: empty, CATCH_UPS: empty, EVENTS_DEAD: empty, JOBS_DEAD: failing }),
  ).toEqual([
    events,
    { queue: "jobs", ...none },
    { queue: "catch-ups", ...none },
    { queue: "events-dead", ...none },
  ]);
  for (const JOBS of [failing, silent]) {
    expect(
      await readQueues({ EVENTS, JOBS, CATCH_UPS: JOBS, EVENTS_DEAD: failing, JOBS_DEAD: failing }),
    ).toEqual([events]);
  }
});
