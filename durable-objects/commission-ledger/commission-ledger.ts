/** Orders by slot: each decided once, its events folded into commissions, its effects delivered exactly once. */
import { DurableObject } from "cloudflare:workers";
import type { Decision } from "../../domain/commission/decision.ts";
import type { OrderView } from "../../domain/settlement/order-view.ts";
import type { KnownHead } from "../../domain/ledger/verification.ts";
import { isVoided, type VoidedProposal } from "../../domain/settlement/voided-reservation.ts";
import type { CommissionKey, PromoterRef } from "../../domain/kernel/ids.ts";
import { Alarm, type AlarmStatus, GATHER_MS, soonest } from "../object/alarm.ts";
import { Backoff } from "../object/backoff.ts";
import { Effects, type EffectStores } from "./effects.ts";
import { OrderStorage, type EventSource, type ProposedOrder } from "./order-storage.ts";
import { LEDGER_SCHEMA } from "./ledger-schema-storage.ts";
import {
  type Acceptance,
  type ReceivedEvent,
  MOVE_EVENTS,
  type OperatorMove,
  OrderDesk,
  type RecordResult,
} from "./order-desk.ts";
import { projectLedger } from "./order-projection.ts";
import type { Delivery, DeliveryAnswer, LateEvidenceRow } from "../delivery/messages.ts";
import { takeDelivery } from "../delivery/inbox.ts";
import { InboxStorage } from "../delivery/inbox-storage.ts";
import { type CreditRequest, type CreditResult, LateDesk } from "./late-desk.ts";
import { LateOrderStorage } from "./late-order-storage.ts";
import { LateWork } from "./late-work.ts";
import { LedgerAudit, type LedgerProgress, type ProjectionProgress } from "./ledger-audit.ts";
import type { RefusedPlace, RefusedRow } from "./ledger-audit-storage.ts";
import { runClocks } from "./order-clock.ts";
import { OrderClockStorage } from "./order-clock-storage.ts";
import { KnownHeadStorage } from "./known-head-storage.ts";
import { LedgerAnswers } from "./ledger-answers.ts";
import { Outbox } from "../delivery/outbox.ts";
import { OutboxStorage } from "../delivery/outbox-storage.ts";
import { ProgramPlace } from "../object/program-place.ts";
import { ReadModelStorage } from "./read-model-storage.ts";
import {
  RECORDED_START,
  type RecordedPage,
  type RecordedPlace,
  type RecordedSpan,
  recordedOrders,
} from "./recorded-order-storage.ts";
import { applySchema } from "../object/schema-storage.ts";
import { type ReservationQuestion, VoidedReservationStorage } from "./voided-reservation-storage.ts";
import { sendRows } from "./send-rows.ts";
import type { SumsPage } from "../../domain/ledger/reconciliation.ts";

export class CommissionLedger extends DurableObject<Env> {
  readonly #storage: OrderStorage;
  readonly #clock: OrderClockStorage;
  readonly #readModel: ReadModelStorage;
  readonly #heads: KnownHeadStorage;
  readonly #stores: EffectStores;
  readonly #outbox: Outbox;
  readonly #place: ProgramPlace;
  readonly #desk: OrderDesk;
  readonly #lateStorage: LateOrderStorage;
  readonly #late: LateDesk;
  readonly #lateWork: LateWork;
  readonly #inbox: InboxStorage;
  readonly #voided: VoidedReservationStorage;
  readonly #audit: LedgerAudit;
  readonly #alarm: Alarm;
  readonly #clocks = new Backoff("CommissionLedger.clocks", GATHER_MS);
  readonly #projection = new Backoff("CommissionLedger.projection", GATHER_MS);

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { storage } = ctx;
    this.#storage = new OrderStorage(storage.sql);
    this.#clock = new OrderClockStorage(storage.sql);
    this.#readModel = new ReadModelStorage(storage.sql);
    this.#heads = new KnownHeadStorage(storage.sql);
    const outboxStorage = new OutboxStorage(storage.sql);
    this.#stores = { ledger: this.#storage, readModel: this.#readModel, outbox: outboxStorage };
    this.#place = new ProgramPlace(ctx);
    this.#lateStorage = new LateOrderStorage(storage.sql);
    this.#desk = new OrderDesk(this.#storage, this.#lateStorage, this.#place);
    this.#late = new LateDesk(this.#storage, this.#lateStorage, this.#desk);
    this.#lateWork = new LateWork(this.#lateStorage, this.#late, {
      decide: async (open) => await ctx.exports.LateDecisions.decide(this.#place.programId, open),
      write: (requests, done) => {
        this.#commit((effects, nowMs) => {
          const results = this.#credit(requests, effects, nowMs);
          if (results.some(isVoided)) throw new Error("a budget was given back: to be decided anew");
          done();
        });
        this.#start();
      },
    });
    this.#inbox = new InboxStorage(storage.sql);
    this.#voided = new VoidedReservationStorage(storage.sql, this.#storage);
    this.#audit = new LedgerAudit(ctx, this.#stores, this.#desk);
    this.#alarm = new Alarm(storage, () => this.#nextWorkAtMs());
    const answers = new LedgerAnswers(this.#stores, this.#heads, this.#desk, this.#place, (work) =>
      storage.transactionSync(work),
    );
    this.#outbox = new Outbox(outboxStorage, {
      now: () => Date.now(),
      send: (pair, rows) => sendRows(env, this.#place.name, this.#storage, this.#lateStorage, pair, rows),
      answered: (work) => storage.transactionSync(work),
      taken: (pair, answer, rows) => {
        if (answers.taken(pair, answer, rows, Date.now())) this.#goOn();
      },
      rearm: () => this.#alarm.arm(),
    });
    void ctx.blockConcurrencyWhile(async () => {
      applySchema(storage, LEDGER_SCHEMA);
      this.#place.keepName();
      await this.#alarm.restore();
    });
  }

  /** Decides orders: the first proposal of an id wins, later ones are duplicates or conflicts. */
  accept(proposals: readonly ProposedOrder[], objects: number): Acceptance[] {
    this.#place.keepObjects(objects);
    const voidedBy = (decision: Decision) => this.#voided.voidedBy(decision, this.#place.books());
    const outcomes = this.#commit((effects, nowMs) => this.#desk.accept(proposals, voidedBy, effects, nowMs));
    this.#start();
    return outcomes;
  }

  /** Records an event of an order, also of one that has not come yet (`waiting`). */
  record(orderId: string, event: ReceivedEvent): RecordResult {
    return this.#record(orderId, "merchant", event);
  }

  /** An operator's move. A release needs something unreleased, undisputed and not under review. */
  move(orderId: string, eventId: string, move: OperatorMove, reason: string): RecordResult {
    return this.#record(orderId, "owner", { eventId, kind: MOVE_EVENTS[move], reason });
  }

  /** Puts decisions in the place of those that credited nobody: each order is credited once. */
  credit(requests: readonly CreditRequest[]): (CreditResult | VoidedProposal)[] {
    const results = this.#commit((effects, nowMs) => this.#credit(requests, effects, nowMs));
    this.#start();
    return results;
  }

  /** Takes numbered rows of a Journey, each once and in turn: evidence has come for orders that nobody earned. */
  deliver(delivery: Delivery<LateEvidenceRow>): DeliveryAnswer {
    const { storage } = this.ctx;
    const receiver = {
      atomically: <Result>(work: () => Result) => storage.transactionSync(work),
      begin: () => ({
        apply: (row: LateEvidenceRow): null => {
          this.#late.note(row.orderId, row.arrivedAtMs);
          return null;
        },
      }),
    };
    const answer = storage.transactionSync(() => takeDelivery(this.#inbox, delivery, receiver));
    this.#alarm.arm();
    this.ctx.waitUntil(this.#lateWork.run());
    return answer;
  }

  /** What became of reservations that a campaign's book heard nothing of. */
  settleReservations(book: string, questions: readonly ReservationQuestion[]): ("void" | "confirmed")[] {
    return this.ctx.storage.transactionSync(() =>
      questions.map((question) => this.#voided.settle(book, question)),
    );
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
    this.#start();
    return result;
  }

  /** How far the read model is; begins to write it anew when asked to. */
  projections(rebuild: boolean): ProjectionProgress {
    if (rebuild) this.#audit.rebuild();
    this.#alarm.arm();
    return this.#audit.projectionProgress();
  }

  alarmStatus(): Promise<AlarmStatus> {
    return this.#alarm.status(Date.now());
  }

  /** Does what is due and re-arms, also when an alarm was lost. Says how the alarm stood. */
  async wake(): Promise<AlarmStatus> {
    const status = await this.alarmStatus();
    await this.alarm();
    return status;
  }

  override async alarm(): Promise<void> {
    this.#alarm.fired();
    await this.#clocks.attempt(() => runClocks(this.#clock, (rows) => this.#tick(rows)));
    await this.#lateWork.run();
    await this.#outbox.flush();
    await this.#projection.attempt(async () => {
      this.#audit.rebuildOn();
      await projectLedger(this.env.REPORTS, this.#place.programId, this.#readModel, this.#desk);
    });
    this.#alarm.arm();
  }

  #record(orderId: string, source: EventSource, received: ReceivedEvent): RecordResult {
    const result = this.#commit((effects, nowMs) =>
      this.#desk.record(orderId, source, received, effects, nowMs),
    );
    if (result.kind === "recorded" && !result.repeated) this.#start();
    return result;
  }

  /** One transaction: what is decided, and all its effects as numbered rows. */
  #commit<Result>(work: (effects: Effects, nowMs: number) => Result): Result {
    return this.ctx.storage.transactionSync(() => {
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
    const books = this.#place.books();
    return requests.map((request) =>
      this.#voided.unlessVoid(request.decision, books, () => this.#late.credit(request, effects, nowMs)),
    );
  }

  /** Has what follows from an answer sent once the transaction that acknowledges it is over. */
  #goOn(): void {
    this.#alarm.arm();
    this.ctx.waitUntil(Promise.resolve().then(async () => await this.#outbox.flush()));
  }

  /** Sends what waits, and leaves the alarm behind in case this object dies first. */
  #start(): void {
    this.#alarm.arm();
    this.ctx.waitUntil(this.#outbox.flush());
  }

  #nextWorkAtMs(): number | null {
    const nowMs = Date.now();
    const dueAtMs = this.#clock.nextDueAtMs();
    const retryAtMs = this.#outbox.nextRetryAtMs();
    const stale = this.#audit.rebuildAfter !== null || this.#readModel.unprojected(1).length > 0;
    return soonest(
      dueAtMs === null ? null : Math.max(dueAtMs, nowMs + this.#clocks.waitMs),
      retryAtMs === null ? null : Math.max(retryAtMs, nowMs + GATHER_MS),
      this.#lateWork.nextMs(nowMs),
      stale ? nowMs + GATHER_MS + this.#projection.waitMs : null,
    );
  }
}
