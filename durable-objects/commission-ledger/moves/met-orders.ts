/**
 * An order that two ledgers have had at once. One of them was put back to before its slot left, and went on with what it
 * had. Whoever took the slot has the order, and takes over what the other one was told meanwhile.
 */
import type { Decision } from "../../../domain/commission/decision.ts";
import type { OrderEvent } from "../../../domain/order/order-event.ts";
import { logError } from "../../object/log.ts";
import type { MovedEvent, MovedOrder } from "../../delivery/moved-order.ts";
import type { AmendmentPlan } from "../amended-orders.ts";
import type { Effects } from "../effects.ts";
import type { OrderDesk } from "../order-desk.ts";
import type { RecordAnswer } from "../desk-answers.ts";
import type { OrderStorage } from "../order-storage.ts";
import type { UnplannedEvent } from "./unplanned-events.ts";

/** Where orders that meet are read and written. */
export interface MeetingParts {
  readonly orders: OrderStorage;
  readonly desk: OrderDesk;
  /** Writes the effects of some work before others are worked on: of several events each goes on from the one before. */
  readonly separately: (work: (effects: Effects) => void) => void;
  /** Takes the events of an order off its row. */
  readonly takeEvents: (row: number) => readonly MovedEvent[];
  /** Writes an order into the row that had its events. */
  readonly unpack: (order: MovedOrder, row: number) => void;
  readonly addEvent: (row: number, event: MovedEvent) => void;
  /** Sends an order that has left on to its ledger once more. */
  readonly sendOn: (row: number, slot: number) => void;
  /** Has an event planned and recorded later. @returns false where too many wait for that. */
  readonly planLater: (event: UnplannedEvent) => boolean;
}

export class MetOrders {
  readonly #parts: MeetingParts;

  constructor(parts: MeetingParts) {
    this.#parts = parts;
  }

  /** Takes what this ledger does not know of an order that is or was here. Runs in a delivery's transaction. */
  take(order: MovedOrder, nowMs: number): void {
    const { orders, takeEvents, unpack, addEvent, sendOn } = this.#parts;
    const stored = orders.find(order.orderId);
    if (stored === null || stored.link !== null) return;
    const { row, moved } = stored;
    let others = order.events;
    // Decided there while its events alone were here: what came here follows upon what was decided.
    if (!stored.decided && order.decision !== null) {
      others = takeEvents(row);
      unpack(order, row);
    }
    const fresh = others.filter(
      ({ source, eventId }) => source !== "clock" && orders.event(row, sourceOf(source), eventId) === null,
    );
    for (const event of fresh) {
      if (moved === 0) this.#record(order, event, nowMs);
      else addEvent(row, event);
    }
    if (moved !== 0) sendOn(row, order.slot);
  }

  #record({ orderId, slot, decision }: MovedOrder, { source, event }: MovedEvent, nowMs: number): void {
    const { desk, separately, planLater } = this.#parts;
    const received = JSON.parse(event) as OrderEvent;
    separately((effects) => {
      const plan = planOf(decision, received);
      const answer = desk.record(orderId, sourceOf(source), received, effects, nowMs, { slot, plan });
      if (answer.kind === "unplanned" && planLater({ orderId, slot, event: received })) return;
      tellRefusal(orderId, received, answer);
    });
  }
}

/** An event that one ledger was told does not fit what the other one decided. */
export function tellRefusal(orderId: string, { eventId }: OrderEvent, answer: RecordAnswer): void {
  if (answer.kind === "recorded" || answer.kind === "waiting") return;
  const reason = answer.kind === "refused" ? answer.reason : answer.kind;
  logError("met_event_refused", new Error(reason), { order: orderId, event: eventId });
}

function sourceOf(source: string): "owner" | "merchant" {
  return source === "owner" ? "owner" : "merchant";
}

/** What the other ledger's decision says that an event makes of the order. */
function planOf(decision: string | null, { eventId }: OrderEvent): AmendmentPlan | undefined {
  if (decision === null) return undefined;
  const { amendments = [], attribution } = JSON.parse(decision) as Decision;
  const amendment = amendments.find((one) => one.eventId === eventId);
  return amendment === undefined ? undefined : { amendment, credits: attribution.credits };
}
