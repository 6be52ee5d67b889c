/** What merchants tell of their orders: twice, with contradictions, events in any sequence, until it is answered. */
import { costOf, withinBudget } from "../../../domain/commission/campaign-budget.ts";
import type { OperatorMove } from "../../../domain/order/operator-moves.ts";
import type { OrderEvent } from "../../../domain/order/order-event.ts";
import type { AmendmentPlan } from "../../../durable-objects/commission-ledger/amended-orders.ts";
import type { ReceivedEvent, RecordResult } from "../../../durable-objects/commission-ledger/desk-answers.ts";
import type { ProposedOrder } from "../../../durable-objects/commission-ledger/order-storage.ts";
import type { Chance } from "../../support/chance.ts";
import { surely } from "../platform/stubs.ts";
import type { World } from "../platform/world.ts";
import type { Acts } from "./acts.ts";
import { drawnPlan, plannedFor } from "./amendments.ts";
import { type Cast, HOUR_MS } from "./cast.ts";
import { CALLED_OFF, drawEvents } from "./events.ts";
import { drawDecision, drawProposal } from "./proposals.ts";
import { Pages } from "./pages.ts";
import type { Received } from "./received.ts";

export class Merchants {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #cast: Cast;
  readonly #acts: Acts;
  readonly #received: Received;
  readonly #pages: Pages;
  /** By order: what its merchant tells, and tells again. */
  readonly #planned = new Map<string, ProposedOrder>();
  readonly #happened: (slot: number) => void;

  /** @param happened is told the slot of an order that a ledger has just answered for. */
  constructor(
    world: World,
    chance: Chance,
    cast: Cast,
    acts: Acts,
    received: Received,
    happened: (slot: number) => void,
  ) {
    this.#world = world;
    this.#chance = chance;
    this.#cast = cast;
    this.#acts = acts;
    this.#received = received;
    this.#pages = new Pages(world, chance.branch(), cast, acts);
    this.#happened = happened;
  }

  /** An order with all that is told of it, at some time. */
  async order(orderId: string): Promise<void> {
    const chance = this.#chance;
    await this.#acts.someTime();
    const { nowMs } = this.#world.scheduler;
    const first = drawProposal(chance, this.#cast, { orderId, slot: chance.between(0, 255), nowMs });
    const proposals = [first];
    const other = { ...first, decision: drawDecision(chance, this.#cast, first.order) };
    const another = drawProposal(chance, this.#cast, { orderId, slot: first.slot, nowMs });
    if (chance.hits(0.3) && !this.#cast.losesObjects) proposals.push(other);
    if (chance.hits(0.2) && !this.#cast.losesObjects) proposals.push(another);
    this.#planned.set(orderId, first);
    this.#received.proposals.set(orderId, [...proposals]);
    this.#pages.guess(first);
    for (const proposal of proposals) this.#acts.start(async () => await this.#tell(proposal));
    if (chance.hits(0.3)) this.#acts.start(async () => await this.#tell(first));
    const events = drawEvents(chance, first.order, {
      nowMs,
      contradicts: !this.#cast.losesObjects,
      // What an order keeps that grows under a budget the plain model cannot tell.
      amends: this.#cast.campaigns.length === 0,
    });
    this.#received.events.set(orderId, events);
    for (const event of events) {
      this.#acts.start(async () => {
        if (event.eventId.startsWith(CALLED_OFF)) await this.#acts.someTime();
        await this.#record(first, event);
      });
    }
    for (let moves = chance.hits(0.4) ? chance.between(1, 3) : 0; moves > 0; moves -= 1) {
      this.#acts.start(async () => await this.#moveByHand(first, moves));
    }
  }

  /** A ledger has lost its newest orders and events: their merchants tell all that they told it. */
  tellAgain(ledger: string): void {
    for (const [orderId, planned] of this.#planned) {
      if (this.#cast.firstLedgerOf(planned) !== ledger) continue;
      this.#received.lost.add(orderId);
      this.#acts.start(async () => await this.#tell(planned));
      for (const event of this.#received.events.get(orderId) ?? []) {
        this.#acts.start(async () => await this.#record(planned, event));
      }
    }
  }

  /** Reserves what the order may cost its campaign, and proposes it; a reservation that was given back is made anew. */
  async #tell(planned: ProposedOrder): Promise<void> {
    await this.#acts.moment();
    const { orderId } = planned.order;
    let voided = 0;
    let amending: OrderEvent | null = null;
    for (;;) {
      const proposal = await this.#reserved(planned, voided);
      this.#received.proposals.get(orderId)?.push(proposal);
      const ledger = this.#ledgerOf(proposal);
      const told = amending === null ? proposal : plannedFor(proposal, amending);
      const [outcome] = await ledger.accept([told], this.#cast.objects);
      if (outcome?.status === "unplanned") {
        amending = outcome.amending;
        continue;
      }
      if (outcome?.status === "voided") {
        voided = outcome.voided.reservation;
        continue;
      }
      this.#happened(proposal.slot);
      if (outcome?.status === "accepted") this.#accepted(orderId, proposal);
      return;
    }
  }

  async #reserved(proposal: ProposedOrder, voided: number): Promise<ProposedOrder> {
    const { order, decision } = proposal;
    const campaign = this.#cast.campaigns.find(({ id }) => id === decision.campaignId);
    const wanted = costOf(decision);
    if (campaign === undefined || wanted === 0 || decision.risk.verdict === "block") return proposal;
    const { id, slot, budget } = campaign;
    const request = { campaignId: id, firstBudget: budget, orderId: order.orderId, wanted, voided };
    const book = surely(this.#world, "ACCOUNT_BOOK", this.#cast.bookOfSlot(slot));
    const [grant] = await book.reserve([{ ...request, ledger: this.#cast.ledgerOf(proposal) }]);
    if (grant === undefined) throw new Error("a reservation without an answer");
    // Some never go on: their reservation has to be given back.
    if (this.#chance.hits(0.1)) await this.#world.scheduler.sleep(this.#chance.between(0, HOUR_MS));
    return { ...proposal, decision: withinBudget(decision, { slot, ...grant }) };
  }

  #accepted(orderId: string, proposal: ProposedOrder): void {
    if (this.#cast.losesObjects) return;
    const before = this.#received.accepted.get(orderId);
    const isOther = before !== undefined && JSON.stringify(before) !== JSON.stringify(proposal);
    if (isOther) this.#world.fail(`${orderId} was accepted twice`);
    this.#received.accepted.set(orderId, proposal);
  }

  /** The ledger that a caller asks: some have heard of moves, others have not. */
  #ledgerOf(proposal: ProposedOrder) {
    const isLate = this.#cast.movesSlots && this.#chance.hits(0.5);
    const name = isLate ? this.#cast.firstLedgerOf(proposal) : this.#cast.ledgerOf(proposal);
    return surely(this.#world, "COMMISSION_LEDGER", name);
  }

  async #record(planned: ProposedOrder, event: ReceivedEvent): Promise<void> {
    await this.#acts.moment();
    const { orderId } = planned.order;
    const result = await this.#told(planned, event);
    if (result.kind === "refused") {
      const rivals =
        this.#received.events.get(orderId)?.filter(({ eventId }) => eventId === event.eventId) ?? [];
      if (rivals.length < 2 || result.reason !== "idempotency_conflict")
        this.#world.fail(`${event.kind} of ${orderId} was refused: ${result.reason}`);
      return;
    }
    this.#happened(planned.slot);
    const recorded = this.#received.recorded.get(orderId) ?? [];
    recorded.push(event);
    this.#received.recorded.set(orderId, recorded);
    if (this.#chance.hits(0.2)) await this.#told(planned, event);
  }

  /** What the ledger made of an event; with a plan for one that amends, as soon as it wants one. */
  async #told({ order, slot, ...planned }: ProposedOrder, event: ReceivedEvent): Promise<RecordResult> {
    let plan: AmendmentPlan | undefined;
    for (;;) {
      const ledger = this.#ledgerOf({ ...planned, order, slot });
      const result = await ledger.record(order.orderId, event, slot, plan);
      if (result.kind === "linked") throw new Error("no order of this world goes by another name");
      if (result.kind !== "unplanned") return result;
      const amendment = drawnPlan(result.order, result.decision, event);
      plan = { amendment, credits: result.decision.attribution.credits };
    }
  }

  async #moveByHand(planned: ProposedOrder, number: number): Promise<void> {
    await this.#acts.someTime();
    const move = this.#chance.oneOf<OperatorMove>(["release", "review", "clear", "clear", "reverse"]);
    const { order, slot } = planned;
    await this.#ledgerOf(planned).move(order.orderId, `move-${number}`, move, "by hand", slot);
  }
}
