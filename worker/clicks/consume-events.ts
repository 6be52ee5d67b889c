/**
 * Consumes the event queue: every batch is counted exactly once, and one that cannot be counted holds up no other.
 *
 * A message is acknowledged only after its transaction. What cannot be read or counted is tried again, and after
 * the last try the queue hands it to the dead-letter queue.
 */
import type { EventBatch } from "../../domain/tracking/event-batch.ts";
import { countBatches } from "./click-counters.tables.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { readEventBatch } from "./event-message.shapes.ts";
import { judgeClicks } from "./judge-clicks.ts";
import { retryPause } from "../platform/retry-pause.ts";
import { tally } from "./tally.ts";

interface Readable {
  readonly message: Message;
  readonly batch: EventBatch;
}

type ClicksEnv = Parameters<typeof judgeClicks>[0] & Pick<Env, "REPORTS">;

/** Rows of messages counted in one transaction: what they add up to stays below what one bound parameter may hold. */
const ROWS_PER_TRANSACTION = 8_000;

/** Counts the batches of a delivery and settles every message of it. */
export async function consumeEvents(delivery: MessageBatch, env: ClicksEnv): Promise<void> {
  const readable: Readable[] = [];
  for (const message of delivery.messages) {
    const batch = readEventBatch(message.body);
    if (batch === undefined) message.retry(retryPause(message.attempts));
    else readable.push({ message, batch });
  }
  for (const group of grouped(readable)) await count(group, env);
}

async function count(group: readonly Readable[], env: ClicksEnv): Promise<void> {
  const batches = new Map(group.map(({ batch }) => [batch.id, batch]));
  try {
    const judged = await judgeClicks(env, [...batches.values()]);
    await countBatches(env.REPORTS, [...batches.keys()], tally(judged));
    for (const { message } of group) message.ack();
  } catch (cause) {
    logError("events_not_counted", cause, { messages: group.length });
    for (const { message } of group) message.retry();
  }
}

/** Groups of bounded size. A message that failed before stands alone, so that it takes no other down again. */
function grouped(readable: readonly Readable[]): Readable[][] {
  const groups: Readable[][] = readable.filter(isRetry).map((one) => [one]);
  let open: Readable[] = [];
  let rows = 0;
  for (const one of readable) {
    if (isRetry(one)) continue;
    const { clicks, counts } = one.batch;
    const more = clicks.reduce((sum, [, , , agoMs]) => sum + agoMs.length, counts.length);
    if (rows + more > ROWS_PER_TRANSACTION && open.length > 0) {
      groups.push(open);
      open = [];
      rows = 0;
    }
    open.push(one);
    rows += more;
  }
  return open.length === 0 ? groups : [...groups, open];
}

function isRetry({ message }: Readable): boolean {
  return message.attempts > 1;
}
