/** Decides orders and records their events: all of it inside one transaction of the order's owner. */
import { invariant } from "../../domain/kernel/invariant.ts";
import type { AmountMinor } from "../../domain/kernel/money.ts";
import { ORDER_EVENTS, type OrderEvent } from "../../domain/order/order-event.ts";
import { NotUnderstood } from "../../domain/kernel/not-understood.ts";
import { type OrderState, stateOf } from "../../domain/order/order-state.ts";
import { counterpartOf } from "../../domain/order/page-order.ts";
import { foldTermsOf, type OrderView, plannedOrderOf, viewOf } from "../../domain/settlement/order-view.ts";
import { wantedOf } from "../../domain/settlement/restoration.ts";
import type { Posted } from "../../domain/settlement/intent.ts";
import { witnessedBy } from "../../domain/settlement/witnessed.ts";
import { isSameEvent } from "../../domain/order/same-event.ts";
import { isSameOrder } from "../../domain/order/same-order.ts";
import type { VoidedProposal } from "../../domain/settlement/voided-reservation.ts";
import type { Acceptance, RepeatedOrder } from "./acceptance.ts";
import {
  amendedOrder,
  type AmendmentPlan,
  type PlacedEvent,
  unplannedProposal,
  withUnearnedPlan,
} from "./amended-orders.ts";
import type { ReceivedEvent, RecordAnswer, RecordRefusal } from "./desk-answers.ts";
import type { OrderStorage, DecidedOrder, StoredCommission, ProposedOrder } from "./order-storage.ts";
import { type EventSource, roomFor } from "./event-source.ts";
import { holds, mayBeReleased, type MoveCondition } from "../../domain/order/move-condition.ts";
import type { LateOrderStorage } from "./late-orders/late-order-storage.ts";
import { reopened } from "./late-orders/open-order.ts";
import type { Effects } from "./effects.ts";
import type { BudgetNews } from "./order-budget.ts";
import { clockEvent } from "./order-clock.ts";
import { settleOrder } from "./order-settlement.ts";
import { type PageOrders, REPLACED } from "./page-orders/page-orders.ts";
import type { ProgramPlace } from "../object/program-place.ts";

/** How far an order's commissions were brought before it was lost and told again. */
type Adopt = (stored: DecidedOrder, effects: Effects) => readonly StoredCommission[];

export class OrderDesk {
  readonly #storage: OrderStorage;
  readonly #late: LateOrderStorage;
  readonly #pages: PageOrders;
  readonly #place: ProgramPlace;
  readonly #adopt: Adopt;

  /** @param adopt says how far commissions were brought before an order was lost and told again. */
  constructor(
    storage: OrderStorage,
    late: LateOrderStorage,
    pages: PageOrders,
    place: ProgramPlace,
    adopt: Adopt = () => [],
  ) {
    this.#storage = storage;
    this.#late = late;
    this.#pages = pages;
    this.#place = place;
    this.#adopt = adopt;
  }

  /**
   * The first proposal of an id decides it; later ones are duplicates or conflicts and change nothing. What a page told
   * stands for no id: a signed proposal closes it and is decided as if it had come first.
   *
   * @param voidedBy the answer to a decision whose budget was given back: it is to be decided again; else null.
   */
  accept(
    proposals: readonly ProposedOrder[],
    voidedBy: (proposal: ProposedOrder) => VoidedProposal | null,
    effects: Effects,
    nowMs: number,
  ): Acceptance[] {
    const known = this.#storage.findAll(this.#pages.idsAbout(proposals));
    let lastRow = this.#storage.lastRow();
    return proposals.map((proposal) => {
      const link = known.get(proposal.order.orderId)?.link ?? null;
      if (link !== null) return { status: "linked", linkedTo: link.to };
      const voided = voidedBy(proposal);
      if (voided !== null) return voided;
      const { orderId } = proposal.order;
      const before = known.get(orderId);
      if (before?.decided === true) return this.#repeated(before, proposal, nowMs);
      const other = known.get(counterpartOf(orderId));
      const { page } = proposal;
      if (page !== undefined) {
        if (other?.decided === true) return { status: "duplicate", view: this.view(other) };
        if (!this.#pages.admit(page, nowMs)) return { status: "limited" };
      }
      // Before the events are taken: what comes until the plan does is recorded with the others.
      const earlier = before ?? other;
      const unplanned =
        earlier === undefined ? null : unplannedProposal(this.#storage.events(earlier.row), proposal);
      if (unplanned !== null) return unplanned;
      const waiting = before?.row ?? this.#pages.takeEvents(proposal, other, nowMs);
      const row = waiting ?? lastRow + 1;
      lastRow = Math.max(lastRow, row);
      const { stored, events } = this.#acceptNew(proposal, row, waiting !== null, effects, nowMs);
      known.set(orderId, stored);
      if (other?.decided === true) this.#close(other, effects, nowMs);
      return { status: "accepted", row, events, firstReceivedAtMs: nowMs };
    });
  }

  /** Takes back all that a page's order earned: it is never released, cleared or shown again. */
  #close(stored: DecidedOrder, effects: Effects, nowMs: number): void {
    this.#storage.addEvent(stored.row, "clock", { ...REPLACED, occurredAtMs: nowMs }, nowMs);
    this.settle(stored, effects, nowMs);
  }

  /** @param hasEvents true when the order has a row already, because its events came first. */
  #acceptNew(
    proposal: ProposedOrder,
    row: number,
    hasEvents: boolean,
    effects: Effects,
    nowMs: number,
  ): { readonly stored: DecidedOrder; readonly events: readonly OrderEvent[] } {
    const { order, slot, journey } = proposal;
    const before = hasEvents ? this.#storage.events(row) : [];
    const decision = withUnearnedPlan(order, proposal.decision, before);
    const stored: DecidedOrder = {
      row,
      orderId: order.orderId,
      firstReceivedAtMs: nowMs,
      version: 1,
      moved: 0,
      binding: "none",
      tallied: null,
      restoration: null,
      link: null,
      decided: true,
      slot,
      journey,
      order,
      decision,
    };
    if (journey !== null) this.tellJourney(stored, "order", effects, nowMs);
    const commissions = this.#adopt(stored, effects);
    const { phase } = stateOf(foldTermsOf(order, decision, stored), before);
    const witnessed = witnessedBy(phase, commissions, nowMs);
    const known = { events: [...before, ...witnessed], commissions, isNew: true } as const;
    const settled = settleOrder(effects, this.#place.books(), stored, known, nowMs);
    if (hasEvents) {
      this.#storage.writeDecision(row, { ...proposal, decision }, nowMs);
      this.#storage.settle(settled, nowMs);
    } else {
      this.#storage.add(proposal, settled);
    }
    for (const event of witnessed) this.#storage.addEvent(row, "clock", event, nowMs);
    return { stored: settled.stored, events: known.events };
  }

  /**
   * Records an event, also of an order that has not come yet; an owner's event needs a decided order.
   *
   * @throws NotUnderstood for a kind that a later version of the Worker sends.
   */
  record(
    orderId: string,
    source: EventSource,
    received: ReceivedEvent,
    effects: Effects,
    nowMs: number,
    { slot = null, plan, when }: PlacedEvent = {},
  ): RecordAnswer {
    if (!ORDER_EVENTS.includes(received.kind)) throw new NotUnderstood(`event ${received.kind}`);
    const known = this.#pages.shownUnder(orderId);
    if (known !== null && known.link !== null) return { kind: "linked", linkedTo: known.link.to };
    if (source === "owner" && known?.decided !== true) return { kind: "refused", reason: "unknown_order" };
    const row = known?.row ?? this.#storage.reserve(orderId, slot, nowMs);
    const before =
      this.#storage.event(row, source, received.eventId) ??
      (source === "owner" ? this.#pages.earlierMove(orderId, received.eventId) : null);
    if (before !== null) {
      if (!isSameEvent(before, received)) return { kind: "refused", reason: "idempotency_conflict" };
      return known?.decided === true
        ? { kind: "recorded", repeated: true, view: this.view(known) }
        : { kind: "waiting", repeated: true };
    }
    const isFull = this.#storage.eventsFrom(row, source) >= roomFor(source);
    if (isFull) return { kind: "refused", reason: "too_many_events" };
    const refusal = this.#refusalOf(known?.decided === true ? known : null, row, received, when);
    if (refusal !== null) return { kind: "refused", reason: refusal };
    const decided = known?.decided === true ? this.#amended(known, received, plan) : null;
    if (decided === undefined && known?.decided === true)
      return { kind: "unplanned", order: known.order, decision: known.decision };
    this.#storage.addEvent(row, source, { ...received, occurredAtMs: received.occurredAtMs ?? nowMs }, nowMs);
    if (decided == null) return { kind: "waiting", repeated: false };
    return { kind: "recorded", repeated: false, view: this.view(this.settle(decided, effects, nowMs)) };
  }

  /** The order as an event leaves it; undefined when the event amends it and has no plan for the decision that stands. */
  #amended(stored: DecidedOrder, received: ReceivedEvent, plan?: AmendmentPlan): DecidedOrder | undefined {
    if (received.kind !== "amended") return stored;
    const amended = amendedOrder(stored, this.#storage.events(stored.row), received, plan);
    if (amended !== undefined) this.#late.replaceDecision(amended);
    return amended;
  }

  /** Adds the events of an order that were lost and that a book's journal proves. */
  witness(row: number, posted: Posted, nowMs: number): void {
    const { phase } = this.#stateOf(this.decided(row));
    for (const one of witnessedBy(phase, [posted], nowMs)) this.#storage.addEvent(row, "clock", one, nowMs);
  }

  /** Takes what was posted for an order that was lost: it was told again, and nobody earned it until now. */
  takeOver(stored: DecidedOrder, effects: Effects, nowMs: number): void {
    for (const posted of this.#adopt(stored, effects)) {
      this.#storage.putCommissions([{ orderRow: stored.row, ...posted }]);
      this.witness(stored.row, posted, nowMs);
    }
  }

  /** The owner's clock: a receipt that was waited for long enough, or a hold that has ended. */
  tick(row: number, effects: Effects, nowMs: number): void {
    const stored = this.decided(row);
    const { due } = this.#stateOf(stored);
    if (due !== null && due.atMs <= nowMs)
      this.#storage.addEvent(row, "clock", clockEvent(due, nowMs), nowMs);
    this.settle(stored, effects, nowMs);
  }

  /** Tells the customer's Journey of an order, or that somebody has earned it after all. */
  tellJourney(stored: DecidedOrder, type: "order" | "earned", effects: Effects, nowMs: number): void {
    if (stored.journey !== null) effects.tell(stored.journey, { type, orderRow: stored.row, atMs: nowMs });
  }

  /** A campaign's budget granted, in minor units, what an order asked of it; without a question nothing happens. */
  restore(row: number, granted: AmountMinor, effects: Effects, nowMs: number): void {
    const stored = this.decided(row);
    const { restoration, order, decision } = stored;
    if (restoration === null || restoration.asked === null) return;
    const wanted = wantedOf(plannedOrderOf(order, decision), restoration);
    const before = this.#storage.events(row).filter(({ kind }) => kind === "restored");
    const eventId = `budget:${before.length + 1}`;
    const event = { eventId, kind: "restored", amount: granted, wanted, occurredAtMs: nowMs } as const;
    this.#storage.addEvent(row, "clock", event, nowMs);
    this.settle(stored, effects, nowMs, { granted });
  }

  settle(stored: DecidedOrder, effects: Effects, nowMs: number, budget: BudgetNews = {}): DecidedOrder {
    const known = {
      events: this.#storage.events(stored.row),
      commissions: this.#storage.commissions(stored.row),
    };
    const settled = settleOrder(effects, this.#place.books(), stored, known, nowMs, budget);
    this.#storage.settle(settled, nowMs);
    return settled.stored;
  }

  #stateOf({ row, order, decision, ...stored }: DecidedOrder): OrderState {
    return stateOf(foldTermsOf(order, decision, stored), this.#storage.events(row));
  }

  decided(row: number): DecidedOrder {
    const [stored] = this.allDecided([row]);
    invariant(stored !== undefined, "one was asked for");
    return stored;
  }

  /** In the sequence asked. @throws InvariantViolation when one of them is not decided. */
  allDecided(rows: readonly number[]): DecidedOrder[] {
    const stored = this.#storage.byRows(rows);
    return rows.map((row) => {
      const order = stored.get(row);
      invariant(order?.decided === true, "only decided orders are worked on");
      return order;
    });
  }

  view(stored: DecidedOrder): OrderView {
    return viewOf({ ...stored, events: this.#storage.events(stored.row) });
  }

  views(orders: readonly DecidedOrder[]): OrderView[] {
    const events = this.#storage.eventsOf(orders.map(({ row }) => row));
    return orders.map((stored) => viewOf({ ...stored, events: events.get(stored.row) ?? [] }));
  }

  #repeated(known: DecidedOrder, { order, evidence }: ProposedOrder, nowMs: number): RepeatedOrder {
    const view = this.view(known);
    if (!isSameOrder(known.order, order)) return { status: "conflict", view };
    const open = reopened(known, this.#late.evidence(known.row), { order, evidence }, nowMs, view.events);
    return { status: "duplicate", view, ...(open === undefined ? {} : { open }) };
  }

  /** Merchants' events are never refused for coming late; only a release by hand needs something to release. */
  #refusalOf(
    stored: DecidedOrder | null,
    row: number,
    received: ReceivedEvent,
    when?: MoveCondition,
  ): RecordRefusal | null {
    if (stored === null || (received.kind !== "released" && when === undefined)) return null;
    const state = this.#stateOf(stored);
    if (when !== undefined && !holds(when, state, this.#storage.events(row))) return "invalid_transition";
    const isStopped = !mayBeReleased(state) || stored.decision.risk.verdict === "block";
    return received.kind === "released" && isStopped ? "invalid_transition" : null;
  }
}
