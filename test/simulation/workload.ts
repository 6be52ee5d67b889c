/**
 * What merchants, promoters and operators do in a simulated world: orders told twice and with contradictions, their
 * events in any sequence, moves by hand, adjustments, payouts and batches. Everyone repeats a call until it is answered.
 */
import { costOf, withinBudget } from "../../domain/commission/campaign-budget.ts";
import type { Decision } from "../../domain/commission/decision.ts";
import type { Order } from "../../domain/order/order.ts";
import { type PromoterRef, promoterRefOf, slotOfPromoter } from "../../domain/kernel/ids.ts";
import { type AmountMinor, amountMinor, ZERO } from "../../domain/kernel/money.ts";
import type { MerchantEventKind } from "../../domain/order/order-event.ts";
import type { PayoutView } from "../../domain/payout/payout.ts";
import type { PayoutMove } from "../../domain/payout/transitions.ts";
import { TAX_REGIMES } from "../../domain/payout/taxes/regimes.ts";
import type { OperatorMove } from "../../domain/order/operator-moves.ts";
import type { ReceivedEvent } from "../../durable-objects/commission-ledger/order-desk.ts";
import type { ProposedOrder } from "../../durable-objects/commission-ledger/order-storage.ts";
import type { Chance } from "../support/chance.ts";
import { surely } from "./platform/stubs.ts";
import type { World } from "./platform/world.ts";

export const PROGRAM = "sim";
const HOUR_MS = 3_600_000;
/** Of events that come when others have gone on. */
const CALLED_OFF = "called-off-";
/** How long people act. */
export const ACTIVE_MS = 6 * HOUR_MS;

/** What a client was answered, or may have been. */
export interface Told {
  readonly proposals: Map<string, ProposedOrder[]>;
  /** By order: the proposal that was answered `accepted`. */
  readonly accepted: Map<string, ProposedOrder>;
  /** By order: every event sent, by its id. */
  readonly events: Map<string, ReceivedEvent[]>;
  /** By order: events that were answered as recorded or waiting. */
  readonly recorded: Map<string, ReceivedEvent[]>;
  readonly adjustments: { readonly promoter: PromoterRef; readonly key: string; readonly change: number }[];
  readonly batches: Set<string>;
  /** Orders of ledgers that were put back. */
  readonly lost: Set<string>;
  /** Books whose journals may have gone another way since: heads that are known outside say so. */
  readonly booksPutBack: Set<string>;
}

/** A campaign with a budget, kept by the book of a slot. */
export interface Campaign {
  readonly id: string;
  readonly slot: number;
  readonly budget: AmountMinor;
}

export class Workload {
  readonly objects: number;
  readonly losesObjects: boolean;
  readonly promoters: readonly PromoterRef[];
  readonly orderIds: readonly string[];
  readonly campaigns: readonly Campaign[];
  readonly received: Told = {
    proposals: new Map(),
    accepted: new Map(),
    events: new Map(),
    recorded: new Map(),
    adjustments: [],
    batches: new Set(),
    lost: new Set(),
    booksPutBack: new Set(),
  };
  readonly #world: World;
  readonly #chance: Chance;
  /** Each promoter's line upward, itself first. */
  readonly #lines = new Map<PromoterRef, readonly PromoterRef[]>();
  /** By order: what its merchant tells, and tells again. */
  readonly #planned = new Map<string, ProposedOrder>();
  #running = 0;

  /** @param losesObjects objects are put back in this world: then each order and event has one version alone. */
  constructor(world: World, chance: Chance, losesObjects = false) {
    this.losesObjects = losesObjects;
    this.#world = world;
    this.#chance = chance;
    this.objects = chance.between(1, 3);
    this.promoters = Array.from({ length: chance.between(2, 8) }, (_, index) =>
      promoterRefOf(index + 1, chance.between(0, 255)),
    );
    this.promoters.forEach((promoter, index) => {
      const upline =
        index === 0 || chance.hits(0.2) ? undefined : this.promoters[chance.between(0, index - 1)];
      const above = upline === undefined ? [] : (this.#lines.get(upline) ?? []);
      this.#lines.set(promoter, [promoter, ...above].slice(0, 3));
    });
    this.campaigns = Array.from({ length: chance.between(0, 2) }, (_, index) => ({
      id: `campaign-${index}`,
      slot: chance.between(0, 255),
      budget: amountMinor(chance.between(0, chance.hits(0.5) ? 40_000 : 8_000)),
    }));
    this.orderIds = Array.from({ length: chance.between(4, 24) }, (_, index) => `order-${index}`);
  }

  get isDone(): boolean {
    return this.#running === 0;
  }

  start(): void {
    for (const orderId of this.orderIds) this.#act(async () => await this.#order(orderId));
    for (const promoter of this.promoters) {
      this.#act(async () => await this.#adjust(promoter));
      this.#act(async () => await this.#payOut(promoter));
    }
    for (const operator of ["first", "second"]) this.#act(async () => await this.#openBatches(operator));
  }

  bookOf(promoter: PromoterRef): string {
    return this.bookOfSlot(slotOfPromoter(promoter));
  }

  bookOfSlot(slot: number): string {
    return `${PROGRAM}/${slot % this.objects}`;
  }

  ledgerOf(proposal: Pick<ProposedOrder, "slot">): string {
    return `${PROGRAM}/${proposal.slot % this.objects}`;
  }

  #act(work: () => Promise<void>): void {
    this.#running += 1;
    work().then(
      () => (this.#running -= 1),
      (error: unknown) => {
        this.#running -= 1;
        this.#world.fail(`a client was told ${String(error)}`);
      },
    );
  }

  #someTime(): Promise<void> {
    return this.#world.scheduler.sleep(this.#chance.between(0, ACTIVE_MS));
  }

  /** A moment: long enough to be overtaken, short enough to race. */
  #moment(): Promise<void> {
    return this.#world.scheduler.sleep(this.#chance.between(0, this.#chance.hits(0.5) ? 1_000 : HOUR_MS));
  }

  async #order(orderId: string): Promise<void> {
    const chance = this.#chance;
    await this.#someTime();
    const first = this.#proposal(orderId, chance.between(0, 255));
    const proposals = [first];
    const other = { ...first, decision: this.#decision(first.order) };
    const another = this.#proposal(orderId, first.slot);
    if (chance.hits(0.3) && !this.losesObjects) proposals.push(other);
    if (chance.hits(0.2) && !this.losesObjects) proposals.push(another);
    this.#planned.set(orderId, first);
    this.received.proposals.set(orderId, [...proposals]);
    for (const proposal of proposals) this.#act(async () => await this.#tell(proposal));
    if (chance.hits(0.3)) this.#act(async () => await this.#tell(first));
    const ledger = this.ledgerOf(first);
    const events = this.#events(first.order);
    this.received.events.set(orderId, events);
    for (const event of events) {
      this.#act(async () => {
        if (event.eventId.startsWith(CALLED_OFF)) await this.#someTime();
        await this.#record(ledger, orderId, event);
      });
    }
    for (let moves = chance.hits(0.4) ? chance.between(1, 3) : 0; moves > 0; moves -= 1) {
      this.#act(async () => await this.#moveByHand(ledger, orderId, moves));
    }
  }

  /** Reserves what the order may cost its campaign, and proposes it; a reservation that was given back is made anew. */
  async #tell(planned: ProposedOrder): Promise<void> {
    await this.#moment();
    const { orderId } = planned.order;
    let voided = 0;
    for (;;) {
      const proposal = await this.#reserved(planned, voided);
      this.received.proposals.get(orderId)?.push(proposal);
      const ledger = surely(this.#world, "COMMISSION_LEDGER", this.ledgerOf(proposal));
      const [outcome] = await ledger.accept([proposal], this.objects);
      if (outcome?.status === "voided") {
        voided = outcome.voided.reservation;
        continue;
      }
      if (outcome?.status === "accepted") this.#accepted(orderId, proposal);
      return;
    }
  }

  async #reserved(proposal: ProposedOrder, voided: number): Promise<ProposedOrder> {
    const { order, decision } = proposal;
    const campaign = this.campaigns.find(({ id }) => id === decision.campaignId);
    const wanted = costOf(decision);
    if (campaign === undefined || wanted === 0 || decision.risk.verdict === "block") return proposal;
    const { id, slot, budget } = campaign;
    const request = { campaignId: id, firstBudget: budget, orderId: order.orderId, wanted, voided };
    const book = surely(this.#world, "ACCOUNT_BOOK", this.bookOfSlot(slot));
    const [grant] = await book.reserve([{ ...request, ledger: this.ledgerOf(proposal) }]);
    if (grant === undefined) throw new Error("a reservation without an answer");
    // Some never go on: their reservation has to be given back.
    if (this.#chance.hits(0.1)) await this.#world.scheduler.sleep(this.#chance.between(0, HOUR_MS));
    return { ...proposal, decision: withinBudget(decision, { slot, ...grant }) };
  }

  /** A ledger has lost its newest orders and events: their merchants tell all that they told it. */
  tellAgain(ledger: string): void {
    for (const [orderId, planned] of this.#planned) {
      if (this.ledgerOf(planned) !== ledger) continue;
      this.received.lost.add(orderId);
      this.#act(async () => await this.#tell(planned));
      for (const event of this.received.events.get(orderId) ?? []) {
        this.#act(async () => await this.#record(ledger, orderId, event));
      }
    }
  }

  #accepted(orderId: string, proposal: ProposedOrder): void {
    if (this.losesObjects) return;
    const before = this.received.accepted.get(orderId);
    const isOther = before !== undefined && JSON.stringify(before) !== JSON.stringify(proposal);
    if (isOther) this.#world.fail(`${orderId} was accepted twice`);
    this.received.accepted.set(orderId, proposal);
  }

  async #record(ledger: string, orderId: string, event: ReceivedEvent): Promise<void> {
    await this.#moment();
    const result = await surely(this.#world, "COMMISSION_LEDGER", ledger).record(orderId, event);
    if (result.kind === "refused") {
      const rivals =
        this.received.events.get(orderId)?.filter(({ eventId }) => eventId === event.eventId) ?? [];
      if (rivals.length < 2 || result.reason !== "idempotency_conflict")
        this.#world.fail(`${event.kind} of ${orderId} was refused: ${result.reason}`);
      return;
    }
    const recorded = this.received.recorded.get(orderId) ?? [];
    recorded.push(event);
    this.received.recorded.set(orderId, recorded);
    if (this.#chance.hits(0.2)) await surely(this.#world, "COMMISSION_LEDGER", ledger).record(orderId, event);
  }

  async #moveByHand(ledger: string, orderId: string, number: number): Promise<void> {
    await this.#someTime();
    const move = this.#chance.oneOf<OperatorMove>(["release", "review", "clear", "clear", "reverse"]);
    await surely(this.#world, "COMMISSION_LEDGER", ledger).move(orderId, `move-${number}`, move, "by hand");
  }

  async #adjust(promoter: PromoterRef): Promise<void> {
    const chance = this.#chance;
    for (let number = chance.between(0, 2); number > 0; number -= 1) {
      await this.#someTime();
      const kind = chance.oneOf(["bonus", "penalty"] as const);
      const amount = amountMinor(chance.between(1, 3_000));
      const request = { key: `adjustment-${number}`, kind, amount, reason: "by hand" };
      const book = surely(this.#world, "ACCOUNT_BOOK", this.bookOf(promoter));
      await book.adjust(promoter, request);
      if (chance.hits(0.3)) await book.adjust(promoter, request);
      const change = kind === "bonus" ? Number(amount) : -Number(amount);
      this.received.adjustments.push({ promoter, key: request.key, change });
    }
  }

  async #payOut(promoter: PromoterRef): Promise<void> {
    const chance = this.#chance;
    const book = surely(this.#world, "ACCOUNT_BOOK", this.bookOf(promoter));
    const rounds = chance.between(0, 10);
    for (let number = rounds; number > 0; number -= 1) {
      await this.#world.scheduler.sleep(chance.between(0, (2 * ACTIVE_MS) / rounds));
      const { available } = await book.wallet(promoter);
      if (available === 0) continue;
      const amount = amountMinor(chance.between(1, available));
      const taxRegime = chance.oneOf(TAX_REGIMES);
      const policy = { minPayout: amountMinor(1), payoutCycleDays: chance.hits(0.2) ? 1 : 0, taxRegime };
      const keys = chance.hits(0.3) ? [`payout-${number}`, `rival-${number}`] : [`payout-${number}`];
      const asked = keys.map(async (key) => {
        const result = await book.requestPayout(promoter, {
          key,
          amount,
          policy,
          timezone: "Asia/Shanghai",
        });
        if (result.kind === "payout") await this.#resolve(result.payout);
      });
      await Promise.all(asked);
    }
  }

  /** Approves or rejects, waits for a batch, and says what became of it; some are left for ever. */
  async #resolve(payout: PayoutView): Promise<void> {
    const chance = this.#chance;
    const { promoter } = payout;
    const number = Number.parseInt(payout.id.split("_")[2] ?? "", 36);
    const book = surely(this.#world, "ACCOUNT_BOOK", this.bookOf(promoter));
    const move = async (step: PayoutMove) => {
      await this.#world.scheduler.sleep(chance.between(0, HOUR_MS / 4));
      return await book.movePayout(promoter, number, step, "received by the bank");
    };
    if (chance.hits(0.1)) return;
    if (chance.hits(0.2)) return void (await move("reject"));
    await move("approve");
    for (let waits = 0; waits < 16; waits += 1) {
      await this.#world.scheduler.sleep(HOUR_MS / 4);
      if ((await book.payout(promoter, number))?.state !== "processing") continue;
      if (chance.hits(0.2)) return;
      const outcome = chance.oneOf<PayoutMove>(["paid", "paid", "failed"]);
      await move(outcome);
      if (outcome === "paid" && chance.hits(0.3)) await move("returned");
      return;
    }
  }

  async #openBatches(operator: string): Promise<void> {
    const books = Array.from({ length: this.objects }, (_, index) => `${PROGRAM}/${index}`);
    const owner = surely(this.#world, "ACCOUNT_BOOK", `${PROGRAM}/0`);
    for (let number = 0; number < 12; number += 1) {
      // Both operators press the button in the same second.
      await this.#world.scheduler.sleep(HOUR_MS / 2 + this.#chance.between(0, 1_000));
      const { batch } = await owner.openBatch(`${operator}-${number}`, books);
      this.received.batches.add(batch.id);
    }
  }

  #proposal(orderId: string, slot: number): ProposedOrder {
    const chance = this.#chance;
    const amount = amountMinor(chance.hits(0.05) ? 0 : chance.between(1, 100_000));
    const customer = chance.hits(0.6) ? `customer-${chance.between(0, 5)}` : undefined;
    const order: Order = {
      orderId,
      amount,
      currency: "CNY",
      occurredAtMs: this.#world.scheduler.nowMs - chance.between(0, HOUR_MS),
      ...(customer === undefined ? {} : { customerId: customer }),
    };
    const journey = customer === undefined ? null : `${PROGRAM}/${customer.charCodeAt(9) % this.objects}`;
    const evidence = { touches: [], tokenFaults: [], couponCode: null, gatheredAtMs: order.occurredAtMs };
    return { order, slot, journey, decision: this.#decision(order), evidence };
  }

  /** A decision as the pure core could have made it. */
  #decision(order: Order): Decision {
    const chance = this.#chance;
    const credited = Array.from({ length: chance.between(0, 3) }, () => chance.oneOf(this.promoters));
    const promoters = [...new Set(credited)];
    const commissions = promoters.flatMap((creditedPromoter, credit) =>
      (this.#lines.get(creditedPromoter) ?? []).map((promoter, place) => ({
        promoter,
        creditedPromoter,
        credit,
        level: place + 1,
        amount: amountMinor(Math.floor((order.amount * chance.between(0, 1_500)) / 10_000)),
        cut: ZERO,
        lines: [],
      })),
    );
    const [first] = promoters;
    const policy = { mode: chance.oneOf(["first", "last"] as const), protectionMs: 0 };
    return {
      attribution: {
        model: "linear",
        basis: first === undefined ? "none" : "touch",
        credits: promoters.map((promoter, place) => ({
          promoter,
          weightBps: Math.floor(10_000 / promoters.length) + (place === 0 ? 10_000 % promoters.length : 0),
        })),
        touches: [],
        furtherTouches: {},
        tokenFaults: [],
        binding: { promoter: null, verdict: "none" },
        coupon: { code: null, promoter: null, verdict: "none" },
      },
      commissions,
      levels: [],
      capAmount: amountMinor(order.amount),
      risk: { verdict: chance.hits(0.1) ? "review" : chance.hits(0.05) ? "block" : "pass", reasons: [] },
      terms: {
        settingsVersion: 1,
        rulesVersion: 1,
        tiersVersion: 0,
        month: "2026-11",
        customerIsNew: false,
        attribution: {
          model: "linear",
          clickLookbackMs: HOUR_MS,
          impressionLookbackMs: 0,
          halfLifeMs: HOUR_MS,
          precedence: ["touch"],
          graceMs: 0,
          acceptPixelToken: false,
        },
        commission: { maxLevels: 3, capBps: 10_000, selfPurchase: true, inactiveUpline: "forfeit" },
        settlement: {
          holdPeriodMs: chance.oneOf([0, 60_000, HOUR_MS, 12 * HOUR_MS]),
          holdStartsAt: chance.oneOf(["received", "paid"]),
          autoReceiveAfterMs: chance.oneOf([null, 6 * HOUR_MS]),
        },
      },
      ...(this.campaigns.length > 0 && chance.hits(0.7)
        ? { campaignId: chance.oneOf(this.campaigns).id }
        : {}),
      ...(first === undefined || order.customerId === undefined
        ? {}
        : { binding: { promoter: first, effectiveAtMs: order.occurredAtMs, policy } }),
    };
  }

  #events(order: Order): ReceivedEvent[] {
    const chance = this.#chance;
    const events: ReceivedEvent[] = [];
    const kinds: readonly MerchantEventKind[] = [
      "received",
      "received",
      "refunded",
      "refunded",
      "refunded",
      "cancelled",
      "refund_voided",
      "disputed",
      "dispute_won",
      "dispute_lost",
    ];
    for (let number = chance.between(0, 7); number > 0; number -= 1) {
      const kind = chance.oneOf(kinds);
      const takes = kind === "refunded" || kind === "disputed" || kind === "dispute_lost";
      const amount = takes && chance.hits(0.8) ? chance.between(0, Math.ceil(order.amount / 2)) : undefined;
      const event: ReceivedEvent = {
        eventId: `event-${number}`,
        kind,
        ...(amount === undefined ? {} : { amount: amountMinor(amount) }),
        ...(kind === "refund_voided" ? { voids: `event-${chance.between(1, 7)}` } : {}),
        ...(kind.startsWith("dispute") ? { disputeId: chance.oneOf(["a", "b"]) } : {}),
        ...(chance.hits(0.5)
          ? { occurredAtMs: this.#world.scheduler.nowMs + chance.between(-HOUR_MS, HOUR_MS) }
          : {}),
      };
      events.push(event);
      // A sender that contradicts itself under one id.
      if (kind === "refunded" && chance.hits(0.1) && !this.losesObjects)
        events.push({ ...event, amount: amountMinor((amount ?? 0) + 1) });
    }
    // A return that was called off: others may have taken its room in the budget meanwhile.
    for (let number = chance.hits(0.5) ? chance.between(1, 2) : 0; number > 0; number -= 1) {
      const amount = chance.hits(0.5) ? {} : { amount: amountMinor(chance.between(0, order.amount)) };
      events.push({ eventId: `return-${number}`, kind: "refunded", ...amount });
      events.push({ eventId: `${CALLED_OFF}${number}`, kind: "refund_voided", voids: `return-${number}` });
    }
    return events;
  }
}
