/** Orders by slot: each decided once, its events folded into commissions, its effects delivered exactly once. */
import type { Decision } from "../../domain/commission/decision.ts";
import { OPERATOR_MOVES, type OperatorMove } from "../../domain/order/operator-moves.ts";
import type { OrderView } from "../../domain/settlement/order-view.ts";
import type { KnownHead } from "../../domain/ledger/verification.ts";
import { isVoided, type VoidedProposal } from "../../domain/settlement/voided-reservation.ts";
import type { CommissionKey, PromoterRef } from "../../domain/kernel/ids.ts";
import { GATHER_MS, soonest } from "../object/alarm.ts";
import { Backoff } from "../object/backoff.ts";
import { Effects, type EffectStores } from "./effects.ts";
import { OrderStorage, type EventSource, type ProposedOrder } from "./order-storage.ts";
import { LEDGER_SCHEMA } from "./ledger-schema-storage.ts";
import { type Acceptance, type ReceivedEvent, OrderDesk, type RecordResult } from "./order-desk.ts";
import type { Numbered } from "../delivery/messages.ts";
import type { Pair } from "../delivery/outbox-storage.ts";
import { type Completions, Owner } from "../delivery/owner.ts";
import type { Delivery, DeliveryAnswer, LedgerRow, Taken } from "../delivery/rows.ts";
import { bookRows, journeyRows } from "./complete-rows.ts";
import { projectLedger } from "./order-projection.ts";
import { type CreditRequest, type CreditResult, LateDesk } from "./late-desk.ts";
import { LateOrderStorage } from "./late-order-storage.ts";
import { LateWork } from "./late-work.ts";
import { LedgerAudit, type LedgerProgress, type ProjectionProgress } from "./ledger-audit.ts";
import type { RefusedPlace, RefusedRow } from "./ledger-audit-storage.ts";
import { runClocks } from "./order-clock.ts";
import { OrderClockStorage } from "./order-clock-storage.ts";
import { KnownHeadStorage } from "./known-head-storage.ts";
import { LedgerAnswers } from "./ledger-answers.ts";
import { ReadModelStorage } from "./read-model-storage.ts";
import {
  RECORDED_START,
  type RecordedPage,
  type RecordedPlace,
  type RecordedSpan,
  recordedOrders,
} from "./recorded-order-storage.ts";
import { type ReservationQuestion, VoidedReservationStorage } from "./voided-reservation-storage.ts";
import type { SumsPage } from "../../domain/ledger/reconciliation.ts";

export class CommissionLedger extends Owner {
  readonly #storage: OrderStorage;
  readonly #clock: OrderClockStorage;
  readonly #readModel: ReadModelStorage;
  readonly #heads: KnownHeadStorage;
  readonly #stores: EffectStores;
  readonly #answers: LedgerAnswers;
  readonly #desk: OrderDesk;
  readonly #lateStorage: LateOrderStorage;
  readonly #late: LateDesk;
  readonly #lateWork: LateWork;
  readonly #voided: VoidedReservationStorage;
  readonly #audit: LedgerAudit;
  readonly #clocks = new Backoff("CommissionLedger.clocks", GATHER_MS);
  readonly #projection = new Backoff("CommissionLedger.projection", GATHER_MS);

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, "ledger", LEDGER_SCHEMA);
    const { sql } = ctx.storage;
    this.#storage = new OrderStorage(sql);
    this.#clock = new OrderClockStorage(sql);
    this.#readModel = new ReadModelStorage(sql);
    this.#heads = new KnownHeadStorage(sql);
    this.#stores = { ledger: this.#storage, readModel: this.#readModel, outbox: this.messages };
    this.#lateStorage = new LateOrderStorage(sql);
    this.#desk = new OrderDesk(this.#storage, this.#lateStorage, this.place);
    this.#late = new LateDesk(this.#storage, this.#lateStorage, this.#desk);
    this.#lateWork = new LateWork(this.#lateStorage, this.#late, {
      creditRequests: async (open) =>
        await ctx.exports.LateDecisions.creditRequests(this.place.programId, open),
      write: (requests, done) => this.#writeLate(requests, done),
    });
    this.#voided = new VoidedReservationStorage(sql, this.#storage);
    this.#audit = new LedgerAudit(ctx, this.#stores, this.#desk);
    this.#answers = new LedgerAnswers(this.#stores, this.#heads, this.#desk, (work) =>
      this.transaction(work),
    );
  }

  /** Decides orders: the first proposal of an id wins, later ones are duplicates or conflicts. */
  accept(proposals: readonly ProposedOrder[], objects: number): Acceptance[] {
    this.place.keepObjects(objects);
    const voidedBy = (decision: Decision) => this.#voided.voidedBy(decision, this.place.books());
    const outcomes = this.#commit((effects, nowMs) => this.#desk.accept(proposals, voidedBy, effects, nowMs));
    this.startSending();
    return outcomes;
  }

  /** Records an event of an order, also of one that has not come yet (`waiting`). */
  record(orderId: string, event: ReceivedEvent): RecordResult {
    return this.#record(orderId, "merchant", event);
  }

  /** An operator's move. A release needs something unreleased, undisputed and not under review. */
  move(orderId: string, eventId: string, move: OperatorMove, reason: string): RecordResult {
    return this.#record(orderId, "owner", { eventId, kind: OPERATOR_MOVES[move], reason });
  }

  /** Puts decisions in the place of those that credited nobody: each order is credited once. */
  credit(requests: readonly CreditRequest[]): (CreditResult | VoidedProposal)[] {
    const results = this.#commit((effects, nowMs) => this.#credit(requests, effects, nowMs));
    this.startSending();
    return results;
  }

  /** Takes numbered rows of a Journey, each once and in turn: evidence has come for orders that nobody earned. */
  deliver(delivery: Delivery<LedgerRow>): DeliveryAnswer {
    const apply = ({ orderId, atMs }: LedgerRow): null => {
      this.#late.note(orderId, atMs);
      return null;
    };
    const answer = this.take(delivery, { begin: () => ({ apply }) });
    this.arm();
    this.ctx.waitUntil(this.#lateWork.run());
    return answer;
  }

  /** What became of reservations that a campaign's book heard nothing of. */
  settleReservations(book: string, questions: readonly ReservationQuestion[]): ("void" | "confirmed")[] {
    return this.transaction(() => questions.map((question) => this.#voided.settle(book, question)));
  }

  /** Decided orders page by page, as they were received, for a simulation; null begins. */
  recorded(after: RecordedPlace | null, limit: number, span: RecordedSpan): RecordedPage {
    return recordedOrders(this.ctx.storage.sql, after ?? RECORDED_START, limit, span);
  }

  /** An order with all that was told of it; null when it is not known. */
  received(orderId: string): ReturnType<LateDesk["received"]> {
    return this.#late.received(orderId);
  }

  order(orderId: string): OrderView | null {
    return this.#late.received(orderId)?.view ?? null;
  }

  /** The greatest journal head that this ledger's deliveries were acknowledged with. */
  knownHead(promoter: PromoterRef): KnownHead | null {
    return this.#heads.head(promoter);
  }

  /** How far this ledger and its receivers have come, by its own account. */
  auditProgress(): LedgerProgress {
    return this.#audit.auditProgress();
  }

  /** What was sent to a book, by promoter, of a part of the numbered rows. */
  intentSums(book: string, afterSeq: number, upToSeq: number): SumsPage {
    return this.#audit.intentSums(book, afterSeq, upToSeq);
  }

  /** Rows that a receiver refused, after a place, in sequence. */
  refusedRows(after: RefusedPlace, limit: number): RefusedRow[] {
    return this.#audit.refusedRows(after, limit);
  }

  /** Sends a commission's refused rows again, in sequence, under new numbers. */
  replayRefused(commission: CommissionKey): ReturnType<LedgerAudit["replay"]> {
    const result = this.#audit.replay(commission);
    this.startSending();
    return result;
  }

  /** How far the read model is; begins to write it anew when asked to. */
  projections(rebuild: boolean): ProjectionProgress {
    if (rebuild) this.#audit.rebuild();
    this.arm();
    return this.#audit.projectionProgress();
  }

  protected override completions(): Completions {
    return {
      book: (messages) => bookRows(this.#storage, messages),
      journey: (messages) => journeyRows(this.#storage, this.#lateStorage, messages),
    };
  }

  protected override taken(pair: Pair, answer: Taken, messages: readonly Numbered[]): void {
    if (this.#answers.taken(pair, answer, messages, Date.now())) this.goOnSending();
  }

  protected override async work(): Promise<void> {
    await this.#clocks.attempt(() => runClocks(this.#clock, (rows) => this.#tick(rows)));
    await this.#lateWork.run();
    await super.work();
    await this.#projection.attempt(async () => {
      this.#audit.rebuildOn();
      await projectLedger(this.env.REPORTS, this.place.programId, this.#readModel, this.#desk);
    });
  }

  protected override nextWorkAtMs(nowMs: number): number | null {
    const dueAtMs = this.#clock.nextDueAtMs();
    const stale = this.#audit.rebuildAfter !== null || this.#readModel.unprojected(1).length > 0;
    return soonest(
      dueAtMs === null ? null : Math.max(dueAtMs, nowMs + this.#clocks.waitMs),
      super.nextWorkAtMs(nowMs),
      this.#lateWork.nextMs(nowMs),
      stale ? nowMs + GATHER_MS + this.#projection.waitMs : null,
    );
  }

  #record(orderId: string, source: EventSource, received: ReceivedEvent): RecordResult {
    const result = this.#commit((effects, nowMs) =>
      this.#desk.record(orderId, source, received, effects, nowMs),
    );
    if (result.kind === "recorded" && !result.repeated) this.startSending();
    return result;
  }

  /** One transaction: what is decided, and all its effects as numbered rows. */
  #commit<Result>(work: (effects: Effects, nowMs: number) => Result): Result {
    return this.transaction(() => {
      const effects = new Effects();
      const result = work(effects, Date.now());
      effects.commit(this.#stores);
      return result;
    });
  }

  #tick(rows: readonly number[]): void {
    this.#commit((effects, nowMs) => {
      for (const row of rows) this.#desk.tick(row, effects, nowMs);
    });
  }

  /** Each alone: one whose budget was given back since its decision is left as it was, to be decided again. */
  #credit(
    requests: readonly CreditRequest[],
    effects: Effects,
    nowMs: number,
  ): (CreditResult | VoidedProposal)[] {
    const books = this.place.books();
    return requests.map((request) =>
      this.#voided.unlessVoid(request.decision, books, () => this.#late.credit(request, effects, nowMs)),
    );
  }

  /** Writes what was decided anew. @throws when a budget was given back meanwhile: to be decided anew once more. */
  #writeLate(requests: readonly CreditRequest[], done: () => void): void {
    this.#commit((effects, nowMs) => {
      const results = this.#credit(requests, effects, nowMs);
      if (results.some(isVoided)) throw new Error("a budget was given back: to be decided anew");
      done();
    });
    this.startSending();
  }
}
