/** Orders by slot: each decided once, its events folded into commissions, its effects delivered exactly once. */
import { DurableObject } from "cloudflare:workers";
import type { Decision } from "../domain/commission/decision.ts";
import type { Order } from "../domain/commission/order.ts";
import type { PromoterRef } from "../domain/kernel/ids.ts";
import { LIMITS } from "../domain/kernel/limits.ts";
import type { OrderEvent, OwnerEventKind } from "../domain/ledger/order-event.ts";
import { standingOf } from "../domain/ledger/order-standing.ts";
import { basisOf, type OrderView, viewOf } from "../domain/ledger/order-view.ts";
import { isSameEvent } from "../domain/ledger/same-event.ts";
import { isSameOrder } from "../domain/ledger/same-order.ts";
import type { KnownHead } from "../domain/ledger/verification.ts";
import { Alarm, GATHER_MS, soonest } from "./alarm.ts";
import { Backoff } from "./backoff.ts";
import {
  CommissionLedgerStorage,
  type DecidedOrder,
  type EventSource,
  LEDGER_SCHEMA,
} from "./commission-ledger-storage.ts";
import { projectLedger } from "./order-projection.ts";
import { Effects, settleOrder } from "./order-settlement.ts";
import { Outbox } from "./outbox.ts";
import { OutboxStorage } from "./outbox-storage.ts";
import { ProgramPlace } from "./program-place.ts";
import { applySchema } from "./schema-storage.ts";
import { sendRows } from "./send-rows.ts";

export interface Claim {
  readonly order: Order;
  /** Slot of the order, part of its commissions' ids. */
  readonly slot: number;
  /** Name of the Journey object of the customer, when there is one. */
  readonly journey: string | null;
  readonly decision: Decision;
}

export interface ClaimOutcome {
  readonly status: "accepted" | "duplicate" | "conflict";
  readonly view: OrderView;
}

/** An event as told; without a time it happened when it was first recorded. */
export type EventTold = Omit<OrderEvent, "occurredAtMs"> & { readonly occurredAtMs?: number };

export type RecordResult =
  | { readonly kind: "recorded"; readonly repeated: boolean; readonly view: OrderView }
  | { readonly kind: "parked"; readonly repeated: boolean }
  | {
      readonly kind: "refused";
      readonly reason: "idempotency_conflict" | "too_many_events" | "invalid_transition" | "unknown_order";
    };

/** An operator's move; each is an event of the order. */
export type OperatorMove = "release" | "review" | "clear" | "reverse";

const MOVE_EVENTS: Readonly<Record<OperatorMove, OwnerEventKind>> = {
  release: "released",
  review: "review_opened",
  clear: "review_cleared",
  reverse: "reversed",
};

/** Orders whose clock is handled in one transaction. */
const DUE_PER_TRANSACTION = 200;

export class CommissionLedger extends DurableObject<Env> {
  readonly #storage: CommissionLedgerStorage;
  readonly #outboxStorage: OutboxStorage;
  readonly #outbox: Outbox;
  readonly #place: ProgramPlace;
  readonly #alarm: Alarm;
  readonly #clocks = new Backoff("CommissionLedger.clocks", GATHER_MS);
  readonly #projection = new Backoff("CommissionLedger.projection", GATHER_MS);

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { storage } = ctx;
    this.#storage = new CommissionLedgerStorage(storage.sql);
    this.#outboxStorage = new OutboxStorage(storage.sql);
    this.#place = new ProgramPlace(ctx);
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
    const nowMs = Date.now();
    const outcomes = this.ctx.storage.transactionSync(() => {
      const effects = new Effects();
      const results = claims.map((claim) => this.#claimOne(claim, objects, effects, nowMs));
      effects.commit(this.#outboxStorage);
      return results;
    });
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
    return stored?.decided === true ? this.#view(stored) : null;
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
    const viewOf = (row: number) => this.#viewByRow(row);
    await this.#projection.attempt(
      async () => await projectLedger(this.env.REPORTS, this.#place.programId, this.#storage, viewOf),
    );
    this.#alarm.arm();
  }

  #claimOne(claim: Claim, objects: number, effects: Effects, nowMs: number): ClaimOutcome {
    const { order, slot, journey, decision } = claim;
    const known = this.#storage.find(order.orderId);
    if (known?.decided === true) {
      return { status: isSameOrder(known.order, order) ? "duplicate" : "conflict", view: this.#view(known) };
    }
    this.#place.keepObjects(objects);
    const row = this.#storage.decide(order, slot, journey, decision, nowMs);
    const firstReceivedAtMs = known?.firstReceivedAtMs ?? nowMs;
    const stored: DecidedOrder = {
      row,
      orderId: order.orderId,
      firstReceivedAtMs,
      version: 1,
      binding: "none",
      decided: true,
      slot,
      journey,
      order,
      decision,
    };
    settleOrder(this.#storage, effects, this.#place.books(), stored, nowMs);
    return { status: "accepted", view: this.#view(stored) };
  }

  #record(orderId: string, source: EventSource, told: EventTold): RecordResult {
    const nowMs = Date.now();
    const result = this.ctx.storage.transactionSync((): RecordResult => {
      const known = this.#storage.find(orderId);
      if (source === "owner" && known?.decided !== true) return { kind: "refused", reason: "unknown_order" };
      const row = known?.row ?? this.#storage.reserve(orderId, nowMs);
      const before = this.#storage.event(row, source, told.eventId);
      if (before !== null) {
        if (!isSameEvent(before, told)) return { kind: "refused", reason: "idempotency_conflict" };
        return known?.decided === true
          ? { kind: "recorded", repeated: true, view: this.#view(known) }
          : { kind: "parked", repeated: true };
      }
      if (this.#storage.events(row).length >= LIMITS.eventsPerOrder) {
        return { kind: "refused", reason: "too_many_events" };
      }
      if (known?.decided === true && !this.#mayHappen(known, told.kind)) {
        return { kind: "refused", reason: "invalid_transition" };
      }
      this.#storage.addEvent(row, source, { ...told, occurredAtMs: told.occurredAtMs ?? nowMs }, nowMs);
      if (known?.decided !== true) return { kind: "parked", repeated: false };
      this.#settle(known, nowMs);
      return { kind: "recorded", repeated: false, view: this.#view(this.#decided(row)) };
    });
    if (result.kind === "recorded" && !result.repeated) this.#start();
    return result;
  }

  /** Merchants' events are never refused for coming late; only a release by hand needs something to release. */
  #mayHappen(stored: DecidedOrder, kind: OrderEvent["kind"]): boolean {
    if (kind !== "released") return true;
    const standing = standingOf(basisOf(stored.order, stored.decision), this.#storage.events(stored.row));
    const blocked = stored.decision.risk.verdict === "block" || standing.reversed === stored.order.amount;
    return standing.phase !== "released" && standing.openDisputes === 0 && !standing.underReview && !blocked;
  }

  /** The owner's clock: receipts that were waited for long enough, and holds that have ended. */
  #runClocks(): void {
    const nowMs = Date.now();
    for (;;) {
      const rows = this.#storage.dueRows(nowMs, DUE_PER_TRANSACTION);
      if (rows.length === 0) return;
      this.ctx.storage.transactionSync(() => {
        const effects = new Effects();
        for (const row of rows) this.#tick(this.#decided(row), effects, nowMs);
        effects.commit(this.#outboxStorage);
      });
    }
  }

  #tick(stored: DecidedOrder, effects: Effects, nowMs: number): void {
    const { due } = standingOf(basisOf(stored.order, stored.decision), this.#storage.events(stored.row));
    if (due !== null && due.atMs <= nowMs) {
      const event: OrderEvent =
        due.kind === "release"
          ? { eventId: "clock:released", kind: "released", occurredAtMs: nowMs }
          : { eventId: "clock:received", kind: "received", occurredAtMs: due.atMs };
      this.#storage.addEvent(stored.row, "owner", event, nowMs);
    }
    settleOrder(this.#storage, effects, this.#place.books(), stored, nowMs);
  }

  #settle(stored: DecidedOrder, nowMs: number): void {
    const effects = new Effects();
    settleOrder(this.#storage, effects, this.#place.books(), stored, nowMs);
    effects.commit(this.#outboxStorage);
  }

  #decided(row: number): DecidedOrder {
    const stored = this.#storage.byRow(row);
    if (!stored.decided) throw new Error(`order row ${row} is not decided`);
    return stored;
  }

  #view(stored: DecidedOrder): OrderView {
    return viewOf({ ...stored, events: this.#storage.events(stored.row) });
  }

  #viewByRow(row: number): { readonly view: OrderView; readonly version: number } {
    const stored = this.#decided(row);
    return { view: this.#view(stored), version: stored.version };
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
