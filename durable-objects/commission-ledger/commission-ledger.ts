/** Orders by slot: each decided once, its events folded into commissions, its effects delivered exactly once. */
import { ownerMove, type OperatorMove } from "../../domain/order/operator-moves.ts";
import { GATHER_MS, soonest } from "../object/alarm.ts";
import { Backoff } from "../object/backoff.ts";
import type { WakeAnswer } from "../object/waking-object.ts";
import { Effects, type EffectStores } from "./effects.ts";
import type { EventSource } from "./event-source.ts";
import { OrderStorage, type ProposedOrder } from "./order-storage.ts";
import { LEDGER_TABLES } from "./ledger-schema-storage.ts";
import type { LogMark } from "../delivery/lives.ts";
import { ReadBack } from "./read-back/read-back.ts";
import type { Acceptance } from "./acceptance.ts";
import type { ReceivedEvent, RecordAnswer } from "./desk-answers.ts";
import { OrderDesk } from "./order-desk.ts";
import type { MoveCondition } from "../../domain/order/move-condition.ts";
import type { Numbered } from "../delivery/messages.ts";
import type { AmendmentPlan, PlacedEvent } from "./amended-orders.ts";
import type { Pair } from "../delivery/pair.ts";
import { type Completions, Owner } from "../delivery/owner.ts";
import type { Delivery, DeliveryAnswer, LedgerRow, Taken } from "../delivery/rows.ts";
import { completedRows } from "./complete-rows.ts";
import { bookNames } from "../object/books.ts";
import { creditedBooks } from "./order-sales.ts";
import { ReadModel } from "./read-model/order-projection.ts";
import { ProjectionMarks } from "./read-model/projection-marks.ts";
import { type CreditRequest, type CreditAnswer, requireSettled, LateDesk } from "./late-orders/late-desk.ts";
import { LateOrderStorage } from "./late-orders/late-order-storage.ts";
import { LateWork } from "./late-orders/late-work.ts";
import type { LinkDesk } from "./links/link-desk.ts";
import { isLate, LinkingLedger } from "./links/linking-ledger.ts";
import { LedgerAudit } from "./ledger-audit.ts";
import { runClocks } from "./order-clock.ts";
import { OrderClockStorage } from "./order-clock-storage.ts";
import { LedgerAnswers } from "./ledger-answers.ts";
import { PageOrders } from "./page-orders/page-orders.ts";
import { ReadModelStorage } from "./read-model/read-model-storage.ts";
import { type ReservationQuestion, VoidedReservationStorage } from "./voided-reservation-storage.ts";
import { type Settlement, voidEverywhere } from "./moves/void-everywhere.ts";
import { tellFailures } from "../object/tell-failures.ts";

export class CommissionLedger extends LinkingLedger {
  static {
    tellFailures(CommissionLedger, Owner, "ledger");
  }

  readonly #storage: OrderStorage;
  readonly #clock: OrderClockStorage;
  readonly #stores: EffectStores;
  readonly #answers: LedgerAnswers;
  readonly #desk: OrderDesk;
  protected override readonly readBack: ReadBack;
  readonly #lateStorage: LateOrderStorage;
  protected override readonly late: LateDesk;
  protected override readonly links: LinkDesk;
  readonly #lateWork: LateWork;
  readonly #voided: VoidedReservationStorage;
  protected override readonly audit: LedgerAudit;
  readonly #readModel: ReadModel;
  readonly #clocks = new Backoff("CommissionLedger.clocks", GATHER_MS);

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, LEDGER_TABLES);
    const { sql } = ctx.storage;
    this.#storage = new OrderStorage(sql);
    this.#clock = new OrderClockStorage(sql);
    const pages = new PageOrders(this.#storage, sql);
    this.#stores = { ledger: this.#storage, readModel: new ReadModelStorage(sql), outbox: this.messages };
    this.#lateStorage = new LateOrderStorage(sql);
    this.#desk = new OrderDesk(this.#storage, this.#lateStorage, pages, this.place, (stored, effects) =>
      this.readBack.adopt(stored, effects),
    );
    this.readBack = new ReadBack(sql, env.ACCOUNT_BOOK, this.#stores, this.#desk, this.place, {
      ownOrders: (orders) => this.ownOrders(orders),
      givers: () => this.givers(),
    });
    this.late = new LateDesk(this.#storage, this.#lateStorage, pages, this.#desk);
    this.links = this.linksOf({
      orders: this.#storage,
      late: this.#lateStorage,
      desk: this.#desk,
      separately: (work) => this.#commit(work),
    });
    this.#lateWork = new LateWork(this.#lateStorage, this.late, {
      creditRequests: async (open) =>
        await ctx.exports.LateDecisions.creditRequests(this.place.programId, open),
      write: (requests, done) => this.#writeLate(requests, done),
    });
    this.#voided = new VoidedReservationStorage(sql, this.#storage);
    this.audit = new LedgerAudit(ctx, this.#stores, this.#desk);
    this.#readModel = new ReadModel({
      reports: env.REPORTS,
      place: this.place,
      marks: new ProjectionMarks(ctx.storage.kv, this.life),
      storage: this.#stores.readModel,
      desk: this.#desk,
      audit: this.audit,
      wasPutBack: () => this.#wasPutBack(),
    });
    this.#answers = new LedgerAnswers(this.#stores, this.heads, this.#desk, (work) => this.transaction(work));
  }

  /**
   * Decides orders: the first proposal of an id wins, later ones are duplicates or conflicts.
   *
   * @param isHeard answers when the credited promoters' books know the sales: the next order may go by them.
   */
  async accept(proposals: readonly ProposedOrder[], objects: number, isHeard = false): Promise<Acceptance[]> {
    this.place.keepObjects(objects);
    const answers = await this.forwarding.each(
      proposals,
      ({ order: { orderId }, slot }) => ({ id: orderId, slot }),
      (own) => this.#accept(own),
      async (ledger, others) => await ledger.accept(others, objects, isHeard),
    );
    if (isHeard) await this.heard("book", creditedBooks(proposals, this.place.books()));
    return answers;
  }

  #accept(proposals: readonly ProposedOrder[]): Acceptance[] {
    const voidedBy = ({ order, decision }: ProposedOrder) =>
      this.#voided.voidedBy(order.orderId, decision, this.place.books());
    return this.decide((effects, nowMs) => this.#desk.accept(proposals, voidedBy, effects, nowMs));
  }

  override async record(
    orderId: string,
    event: ReceivedEvent,
    slot?: number,
    plan?: AmendmentPlan,
  ): Promise<RecordAnswer> {
    this.leaving.requireSlot({ id: orderId, slot });
    return await this.forwarding.at<RecordAnswer>(
      { id: orderId, slot },
      () => this.#record(orderId, "merchant", event, { slot, plan }),
      async (ledger) => await ledger.record(orderId, event, slot, plan),
    );
  }

  /** An operator's move. A release needs something unreleased, undisputed and not under review. */
  async move(
    orderId: string,
    eventId: string,
    move: OperatorMove,
    reason: string,
    slot?: number,
    when?: MoveCondition,
    endsAtMs?: number,
  ): Promise<RecordAnswer> {
    return await this.forwarding.at<RecordAnswer>(
      { id: orderId, slot },
      () => this.#record(orderId, "owner", ownerMove({ eventId, move, reason, endsAtMs }), { when }),
      async (ledger) => await ledger.move(orderId, eventId, move, reason, slot, when, endsAtMs),
    );
  }

  /** Puts decisions in the place of those that credited nobody, once. */
  async credit(requests: readonly CreditRequest[]): Promise<CreditAnswer[]> {
    return await this.forwarding.each<CreditRequest, CreditAnswer>(
      requests,
      ({ order: { orderId }, slot }) => ({ id: orderId, slot }),
      (own) => this.decide((effects, nowMs) => this.#credit(own, effects, nowMs)),
      async (ledger, others) => await ledger.credit(others),
    );
  }

  /**
   * Takes numbered rows, each once and in turn: evidence for orders that nobody earned, findings of Journeys and books. Of another
   * ledger it takes orders of a slot that comes here, and what was told of ids that lead here.
   */
  deliver(delivery: Delivery<LedgerRow>): DeliveryAnswer {
    const apply = (row: LedgerRow): null => {
      if (isLate(row)) this.takeLate(row, (work) => this.#commit(work));
      else this.takeMove(row, delivery.from.name);
      return null;
    };
    const answer = this.take(delivery, { begin: () => ({ apply }) });
    this.goOnSending();
    this.ctx.waitUntil(this.#lateWork.run());
    return answer;
  }

  /**
   * What became of reservations that a campaign's book heard nothing of. An order that is not here may be where slots have
   * gone: it is void when it is void everywhere.
   */
  async settleReservations(book: string, questions: readonly ReservationQuestion[]): Promise<Settlement[]> {
    const own = this.transaction(() => questions.map((question) => this.#voided.settle(book, question)));
    return await voidEverywhere(own, this.leaving.receivers(), async (ledger) => {
      return await this.forwarding.named(ledger).settleReservations(book, questions);
    });
  }

  protected override completions(): Completions {
    const ofOrders = completedRows(this.#storage, this.#lateStorage, this.place.home);
    return { ...ofOrders, ledger: (messages) => this.moveRows(messages) };
  }

  protected override taken(pair: Pair, answer: Taken, messages: readonly Numbered[]): void {
    if (pair.receiverClass === "ledger") return this.leaving.taken(pair, answer);
    this.compareRefused(pair, answer);
    this.walletTimes.add(pair, answer, messages, Date.now());
    if (this.#answers.taken(pair, answer, messages, Date.now())) this.goOnSending();
  }

  /**
   * A book is read back; other receivers are told again what they may have missed. The read model may know of what this
   * ledger has lost, so it is written anew.
   */
  protected override async rejoin(pair: Pair, last: LogMark): Promise<void> {
    if (pair.receiverClass === "ledger") await this.relearn(pair.receiver);
    if (pair.receiverClass === "book") await this.requireGiversHeard(pair.receiver);
    if (pair.receiverClass !== "book") await super.rejoin(pair, last);
    else await this.readBack.rejoin(pair, last, (work) => this.transaction(work));
    this.audit.rebuild();
  }

  override async wake(objects: number, knownWakes?: number): Promise<WakeAnswer> {
    this.place.keepObjects(objects);
    await this.#readModel.ask();
    return await super.wake(objects, knownWakes);
  }

  protected override async work(): Promise<void> {
    await this.#clocks.attempt(() => runClocks(this.#clock, (rows) => this.#tick(rows)));
    await this.#lateWork.run();
    await super.work();
    await this.#readModel.run();
    await this.walletTimes.write();
  }

  protected override nextWorkAtMs(nowMs: number): number | null {
    const dueAtMs = this.#clock.nextDueAtMs();
    return soonest(
      dueAtMs === null ? null : Math.max(dueAtMs, nowMs + this.#clocks.waitMs),
      super.nextWorkAtMs(nowMs),
      this.#lateWork.nextMs(nowMs),
      this.#readModel.nextMs(nowMs),
      this.walletTimes.nextMs(nowMs),
    );
  }

  #record(orderId: string, source: EventSource, received: ReceivedEvent, placed?: PlacedEvent): RecordAnswer {
    const result = this.#commit((effects, nowMs) =>
      this.#desk.record(orderId, source, received, effects, nowMs, placed),
    );
    if (result.kind === "recorded" && !result.repeated) this.startSending();
    return result;
  }

  protected override decide<Result>(work: (effects: Effects, nowMs: number) => Result): Result {
    const result = this.#commit(work);
    this.startSending();
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

  /** Others may have been told what this ledger does not know any more, also those that it never told anything by now. */
  #wasPutBack(): void {
    this.transaction(() => this.messages.open("book", bookNames(this.place.books())));
    this.ctx.waitUntil(this.askLedgers());
    this.audit.rebuild();
    this.startAsking();
  }

  #tick(rows: readonly number[]): void {
    this.#commit((effects, nowMs) => {
      for (const row of rows) this.#desk.tick(row, effects, nowMs);
    });
  }

  /** Each alone: one whose budget was given back since its decision is left as it was, to be decided again. */
  #credit(requests: readonly CreditRequest[], effects: Effects, nowMs: number): CreditAnswer[] {
    const books = this.place.books();
    return requests.map((request) =>
      this.#voided.unlessVoid(request.order.orderId, request.decision, books, () =>
        this.late.credit(request, effects, nowMs),
      ),
    );
  }

  /** Writes what was decided anew. @throws OnceMore when a budget was given back meanwhile. */
  #writeLate(requests: readonly CreditRequest[], done: () => void): void {
    this.#commit((effects, nowMs) => {
      requireSettled(this.#credit(requests, effects, nowMs));
      done();
    });
    this.startSending();
  }
}
