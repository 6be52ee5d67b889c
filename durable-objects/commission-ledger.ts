/** Orders by slot: each decided once, its events folded into commissions, its effects delivered exactly once. */
import { DurableObject } from "cloudflare:workers";
import type { PromoterRef } from "../domain/kernel/ids.ts";
import type { OrderView } from "../domain/ledger/order-view.ts";
import type { KnownHead } from "../domain/ledger/verification.ts";
import { Alarm, GATHER_MS, soonest } from "./alarm.ts";
import { Backoff } from "./backoff.ts";
import { CommissionLedgerStorage, type EventSource, LEDGER_SCHEMA } from "./commission-ledger-storage.ts";
import {
  type Claim,
  type ClaimOutcome,
  type EventTold,
  MOVE_EVENTS,
  type OperatorMove,
  OrderDesk,
  type RecordResult,
} from "./order-desk.ts";
import { projectLedger } from "./order-projection.ts";
import { Effects } from "./order-settlement.ts";
import { Outbox } from "./outbox.ts";
import { OutboxStorage } from "./outbox-storage.ts";
import { ProgramPlace } from "./program-place.ts";
import { applySchema } from "./schema-storage.ts";
import { sendRows } from "./send-rows.ts";

/** Orders whose clock is handled in one transaction. */
const DUE_PER_TRANSACTION = 200;

export class CommissionLedger extends DurableObject<Env> {
  readonly #storage: CommissionLedgerStorage;
  readonly #outboxStorage: OutboxStorage;
  readonly #outbox: Outbox;
  readonly #place: ProgramPlace;
  readonly #desk: OrderDesk;
  readonly #alarm: Alarm;
  readonly #clocks = new Backoff("CommissionLedger.clocks", GATHER_MS);
  readonly #projection = new Backoff("CommissionLedger.projection", GATHER_MS);

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { storage } = ctx;
    this.#storage = new CommissionLedgerStorage(storage.sql);
    this.#outboxStorage = new OutboxStorage(storage.sql);
    this.#place = new ProgramPlace(ctx);
    this.#desk = new OrderDesk(this.#storage, this.#place);
    this.#alarm = new Alarm(storage, () => this.#nextWorkAtMs());
    this.#outbox = new Outbox(this.#outboxStorage, {
      now: () => Date.now(),
      send: (pair, rows) => sendRows(env, this.#place.name, this.#storage, pair, rows),
      answered: (work) => storage.transactionSync(work),
      taken: (pair, answer) => {
        for (const { seq, reason } of answer.refused) this.#outboxStorage.markRefused(pair.pair, seq, reason);
        for (const head of answer.heads) this.#storage.raiseHead(head);
      },
      rearm: () => this.#alarm.arm(),
    });
    void ctx.blockConcurrencyWhile(async () => {
      applySchema(storage, LEDGER_SCHEMA);
      await this.#alarm.restore();
    });
  }

  /** Decides orders: the first claim of an id wins, later ones are duplicates or conflicts. */
  claim(claims: readonly Claim[], objects: number): ClaimOutcome[] {
    this.#place.keepObjects(objects);
    const decide = (effects: Effects, nowMs: number) =>
      claims.map((claim) => this.#desk.claim(claim, effects, nowMs));
    const outcomes = this.#commit(decide);
    this.#start();
    return outcomes;
  }

  /** Records an event of an order, also of one that has not come yet (`parked`). */
  record(orderId: string, event: EventTold): RecordResult {
    return this.#record(orderId, "merchant", event);
  }

  /** An operator's move. A release needs something unreleased, undisputed and not under review. */
  move(orderId: string, eventId: string, move: OperatorMove, reason: string): RecordResult {
    return this.#record(orderId, "owner", { eventId, kind: MOVE_EVENTS[move], reason });
  }

  order(orderId: string): OrderView | null {
    const stored = this.#storage.find(orderId);
    return stored?.decided === true ? this.#desk.view(stored) : null;
  }

  /** The greatest journal head that this ledger's deliveries were acknowledged with. */
  knownHead(promoter: PromoterRef): KnownHead | null {
    return this.#storage.head(promoter);
  }

  /** Does what is due and re-arms, also when an alarm was lost. */
  async touch(): Promise<void> {
    await this.alarm();
  }

  override async alarm(): Promise<void> {
    this.#alarm.fired();
    await this.#clocks.attempt(() => this.#runClocks());
    await this.#outbox.flush();
    await this.#projection.attempt(
      async () => await projectLedger(this.env.REPORTS, this.#place.programId, this.#storage, this.#desk),
    );
    this.#alarm.arm();
  }

  #record(orderId: string, source: EventSource, told: EventTold): RecordResult {
    const result = this.#commit((effects, nowMs) => this.#desk.record(orderId, source, told, effects, nowMs));
    if (result.kind === "recorded" && !result.repeated) this.#start();
    return result;
  }

  /** One transaction: what is decided, and all its effects as numbered rows. */
  #commit<Result>(work: (effects: Effects, nowMs: number) => Result): Result {
    return this.ctx.storage.transactionSync(() => {
      const effects = new Effects();
      const result = work(effects, Date.now());
      effects.commit(this.#outboxStorage);
      return result;
    });
  }

  #runClocks(): void {
    for (;;) {
      const rows = this.#storage.dueRows(Date.now(), DUE_PER_TRANSACTION);
      if (rows.length === 0) return;
      this.#commit((effects, nowMs) => {
        for (const row of rows) this.#desk.tick(row, effects, nowMs);
      });
    }
  }

  /** Sends what waits, and leaves the alarm behind in case this object dies first. */
  #start(): void {
    this.#alarm.arm();
    this.ctx.waitUntil(this.#outbox.flush());
  }

  #nextWorkAtMs(): number | null {
    const nowMs = Date.now();
    const dueAtMs = this.#storage.nextDueAtMs();
    const retryAtMs = this.#outbox.nextRetryAtMs();
    const stale = this.#storage.unprojected(1).length > 0;
    return soonest(
      dueAtMs === null ? null : Math.max(dueAtMs, nowMs + this.#clocks.waitMs),
      retryAtMs === null ? null : Math.max(retryAtMs, nowMs + GATHER_MS),
      stale ? nowMs + GATHER_MS + this.#projection.waitMs : null,
    );
  }
}
