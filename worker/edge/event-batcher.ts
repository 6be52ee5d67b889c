/**
 * Events of many requests share one queue message.
 *
 * The request that opens a batch owns its timer and its sending, and holds them with `waitUntil` from before its
 * first await. The others only add. A batch is bounded in time, in rows and thereby in bytes. Should its owner
 * die, the next request takes the batch over; it is still sent once. A queue that refuses costs events, which
 * are counted, and never the buyer's way on.
 */
import { randomBytes } from "node:crypto";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { packChannels, packClicks } from "../../domain/tracking/click-columns.ts";
import type { ClickEvent } from "../../domain/tracking/click-event.ts";
import {
  batchIdFloor,
  COUNTED_PER_BATCH,
  type EventBatch,
  REPORTED_PER_BATCH,
  ROWS_PER_BATCH,
} from "../../domain/tracking/event-batch.ts";
import { type EventCount, hourOf, packCount } from "../../domain/tracking/event-count.ts";
import { networkAlias } from "../platform/network-names.ts";
import type { Way } from "../platform/networks/client-address.ts";

/** A click before its network is named: that work is left until after the answer. */
export interface PendingClick extends Omit<ClickEvent, "visitor" | "network"> {
  /** Null when the visitor asks not to be tracked. */
  readonly visitor: string | null;
  /** Null likewise. */
  readonly way: Way | null;
  /** Number of the data centre's network that it came from; null elsewhere. */
  readonly hosting: number | null;
}

/** An event that is only counted: kept as a number, however many come. */
export type CountedEvent = Omit<EventCount, "hourMs" | "events"> & {
  /** Of a reported order: the same for a repeat, of another program never. */
  readonly key?: string;
};

/** An owner that has not sent by then has died. */
const ABANDONED_MS = 5_000;
const ATTEMPTS = 2;

interface GrowingCount extends EventCount {
  readonly key?: string;
  events: number;
  amountMinor: number;
}

interface OpenBatch {
  readonly clicks: PendingClick[];
  readonly counts: Map<string, GrowingCount>;
  /** Keys of reported orders in those counts. */
  readonly reported: Set<string>;
  /** Events in those counts. */
  counted: number;
  owner: BatchOwner;
  ownedAtMs: number;
  sent: boolean;
}

/** What a request brings along to send a batch. */
export interface BatchOwner {
  readonly env: { readonly EVENTS: Pick<Queue<string>, "send"> };
  readonly nowMs: number;
  waitUntil(work: Promise<unknown>): void;
  /** Finds the address that a click came from; empty where it is not known. */
  addressFinder(): Promise<(way: Way) => string>;
  /** The salt of networks' aliases at a time. Never rejects. */
  saltAt(occurredAtMs: number): Promise<Buffer>;
  /** The queue refused events for good: says so where an operator sees it. */
  eventsLost(events: number, cause: unknown): Promise<void>;
}

export class EventBatcher {
  readonly #windowMs: number;
  #open: OpenBatch | undefined;
  /** Batches that wait for their time, full ones too. */
  readonly #waiting = new Set<OpenBatch>();
  readonly #sending = new Set<Promise<void>>();

  /** @param windowMs how long a batch waits for events of other requests. */
  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Takes a click that is yet to be judged. */
  add(click: PendingClick, owner: BatchOwner): void {
    this.#batchOf(owner).clicks.push(click);
  }

  /** Counts an event that occurred now. */
  count(event: CountedEvent, owner: BatchOwner): void {
    const batch = this.#batchOf(owner);
    const { of, program, link, promoter, amountMinor } = event;
    if (event.key !== undefined && batch.reported.has(event.key)) return;
    batch.counted += 1;
    const hourMs = hourOf(owner.nowMs);
    if (event.key !== undefined && batch.reported.size < REPORTED_PER_BATCH) {
      batch.reported.add(event.key);
      batch.counts.set(event.key, { ...event, hourMs, events: 1 });
      return;
    }
    const key = `${of} ${program} ${link} ${promoter} ${hourMs}`;
    const known = batch.counts.get(key);
    if (known === undefined) {
      batch.counts.set(key, { of, program, link, promoter, hourMs, events: 1, amountMinor });
      return;
    }
    known.events += 1;
    known.amountMinor += amountMinor;
  }

  /** Sends what is open without a wait for more, and ends when everything that was added has been sent. */
  async flush(): Promise<void> {
    for (const batch of this.#waiting) void this.#send(batch);
    await Promise.all(this.#sending);
  }

  /** The batch that has room, which this owner opens where there is none. */
  #batchOf(owner: BatchOwner): OpenBatch {
    const open = this.#open;
    if (open !== undefined && owner.nowMs - open.ownedAtMs > ABANDONED_MS) this.#own(open, owner);
    if (open !== undefined && hasRoom(open)) return open;
    const batch = {
      clicks: [],
      counts: new Map(),
      reported: new Set<string>(),
      counted: 0,
      owner,
      ownedAtMs: owner.nowMs,
      sent: false,
    };
    this.#open = batch;
    this.#waiting.add(batch);
    this.#own(batch, owner);
    return batch;
  }

  #own(batch: OpenBatch, owner: BatchOwner): void {
    batch.owner = owner;
    batch.ownedAtMs = owner.nowMs;
    owner.waitUntil(this.#sendLater(batch));
  }

  async #sendLater(batch: OpenBatch): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#windowMs));
    await this.#send(batch);
  }

  #send(batch: OpenBatch): Promise<void> {
    if (this.#open === batch) this.#open = undefined;
    if (batch.sent) return Promise.resolve();
    batch.sent = true;
    this.#waiting.delete(batch);
    const sending = sendBatch(batch).finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
    return sending;
  }
}

/** Never rejects: what no queue takes is counted as lost. */
async function sendBatch(batch: OpenBatch): Promise<void> {
  const { owner } = batch;
  const message = JSON.stringify(await messageOf(batch, owner));
  for (let attempt = 1; ; attempt += 1) {
    try {
      // As a text, which the queue passes on without reading it.
      await owner.env.EVENTS.send(message, { contentType: "text" });
      return;
    } catch (cause) {
      if (attempt === ATTEMPTS) {
        await owner.eventsLost(batch.clicks.length + batch.counted, cause);
        return;
      }
    }
  }
}

function hasRoom({ clicks, counts, counted }: OpenBatch): boolean {
  return clicks.length + counts.size < ROWS_PER_BATCH && counted < COUNTED_PER_BATCH;
}

async function messageOf({ clicks, counts, reported }: OpenBatch, owner: BatchOwner): Promise<EventBatch> {
  const addressOf = await owner.addressFinder();
  const seen = clicks.map((click) => ({ ...click, address: click.way === null ? "" : addressOf(click.way) }));
  const salts = await saltsOf(seen, owner);
  const sentAtMs = Date.now();
  const named = seen.map((click): ClickEvent => {
    const salt = salts.get(dayOf(click)) ?? NO_SALT;
    const { program, link, promoter, occurredAtMs, unique, origin, address, hosting, channel } = click;
    const visitor = click.visitor ?? "";
    const from = address === "" || hosting === null ? address : `AS${hosting}`;
    const network = networkAlias(salt, program, from);
    return { program, link, promoter, occurredAtMs, unique, origin, visitor, network, channel };
  });
  return {
    v: 2,
    id: batchIdFloor(sentAtMs) + randomBytes(10).toString("hex"),
    sentAtMs,
    clicks: packClicks(named, sentAtMs),
    ...(named.length === 0 ? {} : { channels: packChannels(named) }),
    counts: [...counts.values()].map(packCount),
    ...(reported.size === 0 ? {} : { reported: reportedIn([...counts.values()]) }),
  };
}

function reportedIn(counts: readonly GrowingCount[]) {
  return counts.flatMap(({ key }, at): [number, string][] => (key === undefined ? [] : [[at, key]]));
}

const NO_SALT = Buffer.alloc(0);

/** The salt of each day on which a click has an address. */
async function saltsOf(
  clicks: readonly { readonly address: string; readonly occurredAtMs: number }[],
  owner: BatchOwner,
): Promise<Map<number, Buffer>> {
  const salts = new Map<number, Buffer>();
  for (const click of clicks) {
    const day = dayOf(click);
    if (click.address === "" || salts.has(day)) continue;
    salts.set(day, await owner.saltAt(click.occurredAtMs));
  }
  return salts;
}

function dayOf({ occurredAtMs }: Pick<PendingClick, "occurredAtMs">): number {
  return Math.floor(occurredAtMs / DAY_MS);
}
