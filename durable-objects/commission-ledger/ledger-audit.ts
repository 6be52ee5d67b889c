/** A ledger under audit: its side of a reconciliation, its refused rows, and the rebuilding of its read model. */
import type { CommissionKey, PromoterRef } from "../../domain/kernel/ids.ts";
import { Effects, type EffectStores } from "./effects.ts";
import { LedgerAuditStorage, type RefusedPlace, type RefusedRow } from "./ledger-audit-storage.ts";
import type { Message } from "../delivery/messages.ts";
import { budgetCostOf } from "./order-budget.ts";
import type { OrderDesk } from "./order-desk.ts";
import type { Pair } from "../delivery/pair.ts";
import {
  type CommissionsPage,
  type DigestPage,
  type DigestSeed,
  digestOf,
  inBuckets,
} from "../../domain/ledger/commission-digest.ts";

type ReplayResult =
  | { readonly kind: "replayed"; readonly rows: number }
  /** Rows are on their way to that book: replayed before them, they would be overtaken. */
  | { readonly kind: "refused"; readonly reason: "in_flight" };

export interface LedgerProgress {
  readonly pairs: readonly Pair[];
  /** Of whom something is on its way to a book or a read model; null when they are too many to name. */
  readonly lagging: readonly PromoterRef[] | null;
}

/** Rows that were sent to a book, after one number and up to another. */
export interface SentPart {
  readonly book: string;
  readonly afterSeq: number;
  readonly upToSeq: number;
}

export interface ProjectionProgress {
  readonly orders: number;
  readonly waiting: number;
}

/** Decisions that are held in memory at once. */
const DECISIONS_AT_ONCE = 200;
/** Where the marking of orders for a rebuilt read model has come to. */
const REBUILDING = "rebuilding_after";

export class LedgerAudit {
  readonly #ctx: DurableObjectState;
  readonly #storage: LedgerAuditStorage;
  readonly #stores: EffectStores;
  readonly #desk: OrderDesk;
  /** After which row the marking goes on; null when nothing is rebuilt. Read once. */
  #rebuildAfter: number | null | undefined;

  constructor(ctx: DurableObjectState, stores: EffectStores, desk: OrderDesk) {
    this.#ctx = ctx;
    this.#storage = new LedgerAuditStorage(ctx.storage.sql);
    this.#stores = stores;
    this.#desk = desk;
  }

  auditProgress(): LedgerProgress {
    return { pairs: this.#stores.outbox.pairs(), lagging: this.#laggingPromoters() };
  }

  commissionDigest({ book, afterSeq, upToSeq }: SentPart, seed: DigestSeed): DigestPage {
    const { commissions, next } = this.#storage.sent(book, afterSeq, upToSeq);
    return { digest: digestOf(commissions, seed), next };
  }

  commissionsIn(
    { book, afterSeq, upToSeq }: SentPart,
    seed: DigestSeed,
    buckets: ReadonlySet<number>,
  ): CommissionsPage {
    const { commissions, next } = this.#storage.sent(book, afterSeq, upToSeq);
    return { commissions: inBuckets(commissions, seed, buckets), next };
  }

  refusedRows(after: RefusedPlace, limit: number): RefusedRow[] {
    return this.#storage.refusedRows(after, limit);
  }

  refusedOf(orderId: string): RefusedRow[] {
    return this.#storage.refusedOf(orderId);
  }

  /**
   * Writes a commission's refused rows again, in their sequence, under new numbers. A question that was answered is not
   * asked again: its order takes the answer now.
   */
  replay({ orderId, credit, level }: CommissionKey): ReplayResult {
    return this.#ctx.storage.transactionSync((): ReplayResult => {
      const nowMs = Date.now();
      const orderRow = this.#stores.ledger.find(orderId)?.row;
      if (orderRow === undefined) return { kind: "replayed", rows: 0 };
      const taken = this.#storage.takeRefused(orderRow, credit, level, nowMs);
      if (taken === null) return { kind: "refused", reason: "in_flight" };
      const effects = new Effects();
      for (const { receiver, message, granted } of taken) {
        if (granted === null) effects.tell(receiver, this.#presentOf(message));
        else this.#desk.restore(orderRow, granted, effects, nowMs);
      }
      effects.commit(this.#stores);
      return { kind: "replayed", rows: taken.length };
    });
  }

  /** What an order costs its campaign may have changed since that was refused: told again is what it costs now. */
  #presentOf(message: Message): Message {
    if (message.type !== "budget" || message.kind !== "cost") return message;
    return { ...message, amount: budgetCostOf(this.#desk.decided(message.orderRow)) };
  }

  /** Begins to project every order anew; {@link rebuildOn} goes on with it. */
  rebuild(): void {
    this.#ctx.storage.kv.put(REBUILDING, 0);
    this.#rebuildAfter = 0;
  }

  get rebuildAfter(): number | null {
    this.#rebuildAfter ??= this.#ctx.storage.kv.get<number>(REBUILDING) ?? null;
    return this.#rebuildAfter;
  }

  /** Marks the next orders. */
  rebuildOn(): void {
    const after = this.rebuildAfter;
    if (after === null) return;
    const { kv } = this.#ctx.storage;
    this.#rebuildAfter = this.#ctx.storage.transactionSync(() => {
      const next = this.#storage.markForProjection(after, Date.now());
      if (next === null) kv.delete(REBUILDING);
      else kv.put(REBUILDING, next);
      return next;
    });
  }

  projectionProgress(): ProjectionProgress {
    return this.#storage.projectionCounts(this.rebuildAfter);
  }

  #laggingPromoters(): PromoterRef[] | null {
    const orders = this.#storage.laggingOrders();
    if (orders === null) return null;
    const lagging = new Set(this.#storage.waitingPromoters());
    for (let at = 0; at < orders.length; at += DECISIONS_AT_ONCE) {
      for (const { decision } of this.#desk.allDecided(orders.slice(at, at + DECISIONS_AT_ONCE))) {
        for (const { promoter } of decision.commissions) lagging.add(promoter);
      }
    }
    return [...lagging];
  }
}
