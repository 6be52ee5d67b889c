/** Orders by slot: each decided once, its events folded into commissions, its effects delivered exactly once. */
import { OPERATOR_MOVES, type OperatorMove } from "../../domain/order/operator-moves.ts";
import type { OrderView } from "../../domain/settlement/order-view.ts";
import { isVoided, type VoidedProposal } from "../../domain/settlement/voided-reservation.ts";
import type { CommissionKey } from "../../domain/kernel/ids.ts";
import { GATHER_MS, soonest } from "../object/alarm.ts";
import { Backoff } from "../object/backoff.ts";
import type { WakeAnswer } from "../object/waking-object.ts";
import { Effects, type EffectStores } from "./effects.ts";
import { OrderStorage, type EventSource, type ProposedOrder } from "./order-storage.ts";
import { LEDGER_TABLES } from "./ledger-schema-storage.ts";
import type { LogMark } from "../delivery/lives.ts";
import { ReadBack } from "./read-back/read-back.ts";
import type { Orphan } from "./read-back/read-back-storage.ts";
import { type Acceptance, type ReceivedEvent, OrderDesk, type RecordResult } from "./order-desk.ts";
import type { Numbered } from "../delivery/messages.ts";
import type { Pair } from "../delivery/outbox-storage.ts";
import { type Completions, Owner } from "../delivery/owner.ts";
import type { Delivery, DeliveryAnswer, LedgerRow, Taken } from "../delivery/rows.ts";
import { bookRows, journeyRows } from "./complete-rows.ts";
import { bookNames } from "../object/program-place.ts";
import { ReadModel } from "./read-model/order-projection.ts";
import { ProjectionMarks } from "./read-model/projection-marks.ts";
import { type CreditRequest, type CreditResult, LateDesk } from "./late-desk.ts";
import { LateOrderStorage } from "./late-order-storage.ts";
import { LateWork } from "./late-work.ts";
import { LedgerWitness } from "./ledger-witness.ts";
import { LedgerAudit, type LedgerProgress, type ProjectionProgress, type SentPart } from "./ledger-audit.ts";
import type { RefusedPlace, RefusedRow } from "./ledger-audit-storage.ts";
import { runClocks } from "./order-clock.ts";
import { OrderClockStorage } from "./order-clock-storage.ts";
import { LedgerAnswers } from "./ledger-answers.ts";
import { ReadModelStorage } from "./read-model/read-model-storage.ts";
import {
  RECORDED_START,
  type RecordedPage,
  type RecordedPlace,
  type RecordedSpan,
  recordedOrders,
} from "./recorded-order-storage.ts";
import { type ReservationQuestion, VoidedReservationStorage } from "./voided-reservation-storage.ts";
import type { CommissionsPage, DigestPage, DigestSeed } from "../../domain/ledger/commission-digest.ts";
import { tellFailures } from "../object/tell-failures.ts";

export class CommissionLedger extends LedgerWitness {
  static {
    tellFailures(CommissionLedger, Owner, "ledger");
  }

  readonly #storage: OrderStorage;
  readonly #clock: OrderClockStorage;
  readonly #stores: EffectStores;
  readonly #answers: LedgerAnswers;
  readonly #desk: OrderDesk;
  readonly #readBack: ReadBack;
  readonly #lateStorage: LateOrderStorage;
  readonly #late: LateDesk;
  readonly #lateWork: LateWork;
  readonly #voided: VoidedReservationStorage;
  readonly #audit: LedgerAudit;
  readonly #readModel: ReadModel;
  readonly #clocks = new Backoff("CommissionLedger.clocks", GATHER_MS);

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, LEDGER_TABLES);
    const { sql } = ctx.storage;
    this.#storage = new OrderStorage(sql);
    this.#clock = new OrderClockStorage(sql);
    const readModel = new ReadModelStorage(sql);
    this.#stores = { ledger: this.#storage, readModel, outbox: this.messages };
    this.#lateStorage = new LateOrderStorage(sql);
    this.#desk = new OrderDesk(this.#storage, this.#lateStorage, this.place, (stored, effects) =>
      this.#readBack.adopt(stored, effects),
    );
    this.#readBack = new ReadBack(sql, env.ACCOUNT_BOOK, this.#stores, this.#desk, this.place);
    this.#late = new LateDesk(this.#storage, this.#lateStorage, this.#desk);
    this.#lateWork = new LateWork(this.#lateStorage, this.#late, {
      creditRequests: async (open) =>
        await ctx.exports.LateDecisions.creditRequests(this.place.programId, open),
      write: (requests, done) => this.#writeLate(requests, done),
    });
    this.#voided = new VoidedReservationStorage(sql, this.#storage);
    this.#audit = new LedgerAudit(ctx, this.#stores, this.#desk);
    this.#readModel = new ReadModel({
      reports: env.REPORTS,
      place: this.place,
      marks: new ProjectionMarks(ctx.storage.kv, this.life),
      storage: readModel,
      desk: this.#desk,
      audit: this.#audit,
      wasPutBack: () => this.#wasPutBack(),
    });
    this.#answers = new LedgerAnswers(this.#stores, this.heads, this.#desk, (work) => this.transaction(work));
  }

  /** Decides orders: the first proposal of an id wins, later ones are duplicates or conflicts. */
  accept(proposals: readonly ProposedOrder[], objects: number): Acceptance[] {
    this.place.keepObjects(objects);
    const voidedBy = ({ order, decision }: ProposedOrder) =>
      this.#voided.voidedBy(order.orderId, decision, this.place.books());
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

  /** An order, and what was refused of it. */
  order(orderId: string): (OrderView & { readonly refused: readonly RefusedRow[] }) | null {
    const view = this.#late.received(orderId)?.view;
    return view === undefined ? null : { ...view, refused: this.#audit.refusedOf(orderId) };
  }

  /** How far this ledger and its receivers have come, by its own account. */
  auditProgress(): LedgerProgress {
    return this.#audit.auditProgress();
  }

  /** A digest of what a part of the numbered rows told a book of each commission. */
  commissionDigest(part: SentPart, seed: DigestSeed): DigestPage {
    return this.#audit.commissionDigest(part, seed);
  }

  /** What a part of the numbered rows told a book of the commissions of some buckets of a digest. */
  commissionsIn(part: SentPart, seed: DigestSeed, buckets: ReadonlySet<number>): CommissionsPage {
    return this.#audit.commissionsIn(part, seed, buckets);
  }

  /** What books posted for orders that this ledger does not know, after an order. */
  orphans(afterOrderId: string, limit: number): Orphan[] {
    return this.#readBack.orphans(afterOrderId, limit);
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

  protected override unprojected(): number {
    return this.#stores.readModel.waiting();
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

  /**
   * A book is read back; other receivers are told again what they may have missed. The read model may know of what this
   * ledger has lost, so it is written anew.
   */
  protected override async rejoin(pair: Pair, last: LogMark): Promise<void> {
    if (pair.receiverClass !== "book") await super.rejoin(pair, last);
    else await this.#readBack.rejoin(pair, last, (work) => this.transaction(work));
    this.#audit.rebuild();
  }

  override async wake(objects: number): Promise<WakeAnswer> {
    this.place.keepObjects(objects);
    await this.#readModel.ask();
    return await super.wake(objects);
  }

  protected override async work(): Promise<void> {
    await this.#clocks.attempt(() => runClocks(this.#clock, (rows) => this.#tick(rows)));
    await this.#lateWork.run();
    await super.work();
    await this.#readModel.run();
  }

  protected override nextWorkAtMs(nowMs: number): number | null {
    const dueAtMs = this.#clock.nextDueAtMs();
    return soonest(
      dueAtMs === null ? null : Math.max(dueAtMs, nowMs + this.#clocks.waitMs),
      super.nextWorkAtMs(nowMs),
      this.#lateWork.nextMs(nowMs),
      this.#readModel.nextMs(nowMs),
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

  /** Books may have been told what this ledger does not know any more, also those that it never told anything by now. */
  #wasPutBack(): void {
    this.transaction(() => this.messages.open("book", bookNames(this.place.books())));
    this.#audit.rebuild();
    this.startAsking();
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
      this.#voided.unlessVoid(request.order.orderId, request.decision, books, () =>
        this.#late.credit(request, effects, nowMs),
      ),
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
