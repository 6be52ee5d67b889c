/**
 * Events of many requests share one queue message.
 *
 * The request that opens a batch owns its timer and its sending, and holds them with `waitUntil` from before its
 * first await; the others only add. A batch is bounded in time, in count and thereby in bytes. Should its owner
 * die, the next request takes the batch over; it is still sent once. A queue that refuses costs events, which
 * are counted, and never the buyer's way on.
 */
import { randomBytes } from "node:crypto";
import {
  type ClickEvent,
  batchIdFloor,
  type EventBatch,
  packEvent,
} from "../../domain/tracking/click-event.ts";
import type { KeyRing } from "../platform/keys.ts";
import { browserAlias, networkAlias } from "./visitor-alias.ts";

/** An event before its visitor is named: that work is left until after the answer. */
export interface PendingEvent extends Omit<ClickEvent, "visitor" | "network"> {
  /** Null when no cookie names the visitor; then network and browser stand for it, for a day. */
  readonly visitor: string | null;
  readonly address: string;
  readonly userAgent: string;
}

/** An event is at most 150 bytes of JSON, so that a full batch stays under the 128,000 bytes of a message. */
export const EVENTS_PER_BATCH = 800;
/** An owner that has not sent by then has died. */
const ABANDONED_MS = 5_000;
const ATTEMPTS = 2;

interface OpenBatch {
  readonly events: PendingEvent[];
  ownedAtMs: number;
  sent: boolean;
}

/** What a request brings along to send a batch. */
export interface BatchOwner {
  readonly ring: KeyRing;
  readonly env: { readonly EVENTS: Pick<Queue<EventBatch>, "send"> };
  readonly nowMs: number;
  waitUntil(work: Promise<unknown>): void;
}

export class EventBatcher {
  readonly #windowMs: number;
  readonly #onLost: (events: number, cause: unknown) => void;
  #open: OpenBatch | undefined;

  /** @param windowMs how long a batch waits for events of other requests. */
  constructor(windowMs: number, onLost: (events: number, cause: unknown) => void) {
    this.#windowMs = windowMs;
    this.#onLost = onLost;
  }

  add(event: PendingEvent, owner: BatchOwner): void {
    let batch = this.#open;
    if (batch !== undefined && owner.nowMs - batch.ownedAtMs > ABANDONED_MS) this.#own(batch, owner);
    if (batch === undefined || batch.events.length >= EVENTS_PER_BATCH) {
      batch = { events: [], ownedAtMs: owner.nowMs, sent: false };
      this.#open = batch;
      this.#own(batch, owner);
    }
    batch.events.push(event);
  }

  #own(batch: OpenBatch, owner: BatchOwner): void {
    batch.ownedAtMs = owner.nowMs;
    owner.waitUntil(this.#sendLater(batch, owner));
  }

  async #sendLater(batch: OpenBatch, owner: BatchOwner): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#windowMs));
    if (this.#open === batch) this.#open = undefined;
    if (batch.sent) return;
    batch.sent = true;
    const message = messageOf(batch.events, owner.ring);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await owner.env.EVENTS.send(message, { contentType: "json" });
        return;
      } catch (cause) {
        if (attempt === ATTEMPTS) {
          this.#onLost(batch.events.length, cause);
          return;
        }
      }
    }
  }
}

function messageOf(events: readonly PendingEvent[], ring: KeyRing): EventBatch {
  return {
    v: 1,
    id: batchIdFloor(Date.now()) + randomBytes(10).toString("hex"),
    events: events.map((event) =>
      packEvent({
        ...event,
        visitor: event.visitor ?? browserAlias(ring, event),
        network: networkAlias(ring, event),
      }),
    ),
  };
}
