/**
 * Consumes the event queue: every batch is counted exactly once, and one that cannot be counted holds up no other.
 *
 * A message is acknowledged only after its transaction. What cannot be counted is tried again, with pauses that grow to
 * an hour: a database that is away costs no click. A message that can never be counted is kept as a dead letter.
 */
import type { EventBatch } from "../../domain/tracking/event-batch.ts";
import { countBatches, countedOf } from "./click-counters.tables.ts";
import { giveUp, GIVEN_UP_AFTER } from "./give-up.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { readEventBatch } from "./event-message.shapes.ts";
import { judgeClicks } from "./judge-clicks.ts";
import { retryPause } from "../platform/retry-pause.ts";
import { reportedIn, tally } from "./tally.ts";

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
    if (batch !== undefined) readable.push({ message, batch });
    else await retryUnreadable(delivery.queue, message, env);
  }
  for (const group of grouped(readable)) await count(delivery.queue, group, env);
}

/** A newer version of this code may know how to read it: so it is tried for more than an hour. */
async function retryUnreadable(queue: string, message: Message, env: ClicksEnv): Promise<void> {
  if (message.attempts < GIVEN_UP_AFTER) {
    message.retry(retryPause(message.attempts));
    return;
  }
  await giveUp(env.REPORTS, queue, message, new TypeError("the message is no batch of events"));
}

async function count(queue: string, group: readonly Readable[], env: ClicksEnv): Promise<void> {
  const judged = await judgedOf(group, env);
  if (judged === undefined) return;
  try {
    await countBatches(
      env.REPORTS,
      judged.map(({ id }) => id),
      { rows: tally(judged), reported: reportedIn(judged) },
      Date.now(),
    );
    for (const { message } of group) message.ack();
  } catch (cause) {
    const [first] = group;
    if (first !== undefined && isRetry(first) && first.message.attempts >= GIVEN_UP_AFTER) {
      await giveUp(env.REPORTS, queue, first.message, cause);
    } else retry(group, cause);
  }
}

/** Undefined when there is nothing to count, or when it has to be tried again. The messages are settled then. */
async function judgedOf(group: readonly Readable[], env: ClicksEnv) {
  const batches = new Map(group.map(({ batch }) => [batch.id, batch]));
  try {
    // While the counters do not answer, nothing is judged again and again.
    const counted = group.some(isRetry) ? await countedOf(env.REPORTS, [...batches.keys()]) : new Set();
    for (const { message, batch } of group) if (counted.has(batch.id)) message.ack();
    const open = [...batches.values()].filter(({ id }) => !counted.has(id));
    return open.length === 0 ? undefined : await judgeClicks(env, open);
  } catch (cause) {
    retry(group, cause);
    return undefined;
  }
}

function retry(group: readonly Readable[], cause: unknown): void {
  logError("events_not_counted", cause, { messages: group.length });
  for (const { message } of group) message.retry(retryPause(message.attempts));
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
