/**
 * Links ids of one order in one transaction of an id's owner. From then on no order stands under that id, and what was told
 * of it goes to the other one. An order that stands there already is closed when the other one was received before it.
 */
import { logError } from "../../object/log.ts";
import type { LinkedEventsMessage } from "../../delivery/messages.ts";
import type { Effects } from "../effects.ts";
import type { LateOrderStorage } from "../late-orders/late-order-storage.ts";
import type { DecidedOrder, OrderStorage, StoredOrder } from "../order-storage.ts";
import type { OrderDesk } from "../order-desk.ts";
import type { ProgramPlace } from "../../object/program-place.ts";
import type { LinkStorage } from "./link-storage.ts";
import {
  CLOSED_BY_LINK,
  type ClosedOrder,
  type LinkAnswer,
  type LinkRequest,
  type LinkTarget,
  staysBefore,
} from "./order-link.ts";

/** Where a linking ledger reads and writes. */
export interface LinkParts {
  readonly orders: OrderStorage;
  readonly links: LinkStorage;
  readonly late: LateOrderStorage;
  readonly desk: OrderDesk;
  readonly place: ProgramPlace;
  /** Writes the effects of some work before others are worked on: of several events each goes on from the one before. */
  separately(work: (effects: Effects) => void): void;
  /** The object that has an id of a slot, where that is not this one any more. */
  elsewhere(id: string, slot: number): string | undefined;
}

export class LinkDesk {
  readonly #parts: LinkParts;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  link({ orderId, slot, target, toReceivedAtMs }: LinkRequest, effects: Effects, nowMs: number): LinkAnswer {
    const { orders } = this.#parts;
    const known = orders.find(orderId);
    if (known !== null && known.link !== null) return linkedBy(known.link, this.#closedIn(known));
    if (known?.decided !== true) {
      this.#lead(known?.row ?? orders.reserve(orderId, slot, nowMs), target, effects, nowMs);
      return linkedBy(target);
    }
    const receivedAtMs = known.firstReceivedAtMs;
    const stays =
      toReceivedAtMs === null ||
      staysBefore({ orderId, receivedAtMs }, { orderId: target.to, receivedAtMs: toReceivedAtMs });
    if (stays) return { kind: "stands", order: known.order, receivedAtMs };
    this.#close(known, effects, nowMs);
    this.#lead(known.row, target, effects, nowMs);
    return linkedBy(target, this.#closedIn(known));
  }

  of(orderId: string): string | null {
    return this.#parts.orders.find(orderId)?.link?.to ?? null;
  }

  /** Takes what was told of another id. What has gone on from here follows. */
  take({ to, slot, events }: LinkedEventsMessage, effects: Effects, nowMs: number): void {
    const { orders, desk } = this.#parts;
    const ledger = this.#parts.elsewhere(to, slot);
    const link = orders.find(to)?.link ?? null;
    if (ledger !== undefined) {
      effects.tell(ledger, { type: "linked_events", to, slot, events, atMs: nowMs });
    } else if (link !== null) {
      this.#tell(link, events, effects, nowMs);
    } else {
      for (const event of events) {
        this.#parts.separately((own) => {
          const answer = desk.record(to, "merchant", event, own, nowMs, { slot });
          if (answer.kind === "refused")
            logError("linked_event_refused", new Error(answer.reason), { order: to });
        });
      }
    }
  }

  #lead(row: number, target: LinkTarget, effects: Effects, nowMs: number): void {
    const { links } = this.#parts;
    links.put(row, target);
    // What an order was amended to was said of it alone: the other one says what it is worth itself.
    const events = links.merchantEvents(row).filter(({ kind }) => kind !== "amended");
    if (events.length > 0) this.#tell(target, events, effects, nowMs);
  }

  #tell(
    { to, slot, ledger }: LinkTarget,
    events: LinkedEventsMessage["events"],
    effects: Effects,
    nowMs: number,
  ): void {
    const message = { type: "linked_events", to, slot, events, atMs: nowMs } as const;
    if (ledger === this.#parts.place.name) this.take(message, effects, nowMs);
    else effects.tell(ledger, message);
  }

  #closedIn(stored: StoredOrder): ClosedOrder | undefined {
    if (!stored.decided) return undefined;
    return { order: stored.order, evidence: this.#parts.late.evidence(stored.row) };
  }

  #close(stored: DecidedOrder, effects: Effects, nowMs: number): void {
    const event = { ...CLOSED_BY_LINK, occurredAtMs: nowMs };
    this.#parts.orders.addEvent(stored.row, "clock", event, nowMs);
    this.#parts.desk.settle(stored, effects, nowMs);
  }
}

function linkedBy({ to, isGiven }: LinkTarget, closed?: ClosedOrder): LinkAnswer {
  return { kind: "linked", to, isGiven, ...(closed === undefined ? {} : { closed }) };
}
