/**
 * Events of orders that two ledgers had, which amend what another ledger decided. Whoever has the order has them planned,
 * behind the delivery that brought them, and records them then. Nobody tells them again.
 */
import type { Amendment } from "../../../domain/commission/amendment.ts";
import type { Decision } from "../../../domain/commission/decision.ts";
import type { Order } from "../../../domain/order/order.ts";
import type { OrderEvent } from "../../../domain/order/order-event.ts";
import { GATHER_MS } from "../../object/alarm.ts";
import { Backoff, OnceMore } from "../../object/backoff.ts";
import type { AmendmentPlan } from "../amended-orders.ts";
import type { RecordAnswer } from "../desk-answers.ts";
import { eachOf } from "./each-of.ts";

/** Under which they are kept until they are recorded. */
const UNPLANNED = "met_events_to_plan";
/** Kept at once. More of them are told again by their merchants, as the log says. */
const MOST = 1_000;

export interface UnplannedEvent {
  readonly orderId: string;
  readonly slot: number;
  readonly event: OrderEvent;
}

export interface Planning {
  readonly kv: SyncKvStorage;
  readonly plan: (order: Order, decision: Decision, event: OrderEvent) => Promise<Amendment>;
  /** Records an event where its order is. */
  readonly record: (event: UnplannedEvent, plan: AmendmentPlan | undefined) => Promise<RecordAnswer>;
  /** Hears how one was answered that was not to be planned, or not any more. */
  readonly recorded: (event: UnplannedEvent, answer: RecordAnswer) => void;
}

export class UnplannedEvents {
  readonly #planning: Planning;
  readonly #attempts = new Backoff("CommissionLedger.planning", GATHER_MS);

  constructor(planning: Planning) {
    this.#planning = planning;
  }

  /** @returns false where too many wait. */
  add(event: UnplannedEvent): boolean {
    const waiting = this.#waiting();
    if (waiting.length >= MOST) return false;
    if (!waiting.some((one) => isSame(one, event))) this.#planning.kv.put(UNPLANNED, [...waiting, event]);
    return true;
  }

  nextMs(nowMs: number): number | null {
    return this.#waiting().length === 0 ? null : nowMs + GATHER_MS + this.#attempts.waitMs;
  }

  /** Records all that wait. A failure is logged and left for the alarm. */
  async run(): Promise<void> {
    await this.#attempts.attempt(
      async () => await eachOf(this.#waiting(), async (event) => await this.#record(event)),
    );
  }

  async #record(event: UnplannedEvent): Promise<void> {
    const { kv, plan, record, recorded } = this.#planning;
    let answer = await record(event, undefined);
    if (answer.kind === "unplanned") {
      const { order, decision } = answer;
      const amendment = await plan(order, decision, event.event);
      answer = await record(event, { amendment, credits: decision.attribution.credits });
    }
    if (answer.kind === "unplanned") throw new OnceMore("an order was credited while its event was planned");
    recorded(event, answer);
    kv.put(
      UNPLANNED,
      this.#waiting().filter((one) => !isSame(one, event)),
    );
  }

  #waiting(): readonly UnplannedEvent[] {
    return this.#planning.kv.get<readonly UnplannedEvent[]>(UNPLANNED) ?? [];
  }
}

function isSame(one: UnplannedEvent, other: UnplannedEvent): boolean {
  return one.orderId === other.orderId && one.event.eventId === other.event.eventId;
}
