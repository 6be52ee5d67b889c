/** What a ledger says of its orders and of itself: to whoever reads, reconciles, replays, or simulates rules. */
import type { CommissionsPage, DigestPage, DigestSeed } from "../../domain/ledger/commission-digest.ts";
import type { CommissionKey } from "../../domain/kernel/ids.ts";
import type { OrderView } from "../../domain/settlement/order-view.ts";
import { type ErasedOrders, ErasureStorage, type OrdersErasure } from "./erasure-storage.ts";
import type { LateDesk, OrderRemainder } from "./late-orders/late-desk.ts";
import {
  type WaitingEvent,
  WaitingEventStorage,
  type WaitingPlace,
} from "./late-orders/waiting-event-storage.ts";
import type { LedgerAudit, LedgerProgress, ProjectionProgress, SentPart } from "./ledger-audit.ts";
import type { RefusedPlace, RefusedRow } from "./ledger-audit-storage.ts";
import { ReadModelStorage } from "./read-model/read-model-storage.ts";
import { MovingLedger } from "./moves/moving-ledger.ts";
import type { ReadBack } from "./read-back/read-back.ts";
import type { Orphan } from "./read-back/orphan-storage.ts";
import {
  RECORDED_START,
  type RecordedPage,
  type RecordedPlace,
  type RecordedSpan,
  recordedOrders,
} from "./recorded-order-storage.ts";
import { WalletTimes } from "./read-model/wallet-times.ts";

type OrderWithRefusals = OrderView & { readonly refused: readonly RefusedRow[] };

export abstract class AuditedLedger extends MovingLedger {
  protected abstract readonly audit: LedgerAudit;
  protected abstract readonly readBack: ReadBack;
  protected abstract readonly late: LateDesk;
  protected readonly walletTimes = new WalletTimes(this.env.REPORTS);

  /** An order with all that was told of it; null when it is not known. */
  async received(orderId: string, slot?: number): Promise<ReturnType<LateDesk["received"]>> {
    return await this.forwarding.at<ReturnType<LateDesk["received"]>>(
      { id: orderId, slot },
      () => this.late.received(orderId),
      async (ledger) => await ledger.received(orderId, slot),
    );
  }

  /** An order, and what was refused of it. */
  async order(orderId: string, slot?: number): Promise<OrderWithRefusals | null> {
    return await this.forwarding.at<OrderWithRefusals | null>(
      { id: orderId, slot },
      () => {
        const view = this.late.received(orderId)?.view;
        return view === undefined ? null : { ...view, refused: this.audit.refusedOf(view.order.orderId) };
      },
      async (ledger) => await ledger.order(orderId, slot),
    );
  }

  /** Which orders are decided, and of which nothing is left. */
  async remaindersOf(orderIds: readonly string[]): Promise<OrderRemainder[]> {
    return await this.forwarding.each<string, OrderRemainder>(
      orderIds,
      (id) => ({ id, slot: undefined }),
      (own) => own.map((orderId) => this.late.remainderOf(orderId)),
      async (ledger, others) => await ledger.remaindersOf(others),
    );
  }

  /** Decided orders page by page, as they were received, for a simulation; null begins. */
  recorded(after: RecordedPlace | null, limit: number, span: RecordedSpan): RecordedPage {
    return recordedOrders(this.ctx.storage.sql, after ?? RECORDED_START, limit, span);
  }

  /** How far this ledger and its receivers have come, by its own account. */
  auditProgress(): LedgerProgress {
    return this.audit.auditProgress();
  }

  /** A digest of what a part of the numbered rows told a book of each commission. */
  commissionDigest(part: SentPart, seed: DigestSeed): DigestPage {
    return this.audit.commissionDigest(part, seed);
  }

  /** What a part of the numbered rows told a book of the commissions of some buckets of a digest. */
  commissionsIn(part: SentPart, seed: DigestSeed, buckets: ReadonlySet<number>): CommissionsPage {
    return this.audit.commissionsIn(part, seed, buckets);
  }

  /** What books posted for orders that this ledger does not know, after an order. */
  orphans(afterOrderId: string, limit: number): Orphan[] {
    return this.readBack.orphans(afterOrderId, limit);
  }

  /**
   * Compares all commissions with what a book posted, posts what this ledger can prove, and gives up what only a lost
   * decision had posted.
   */
  override async repair(book: string): Promise<void> {
    await super.repair(book);
    this.transaction(() => {
      const pair = this.messages.pairWith("book", book);
      this.readBack.giveUp(this.messages.pair(pair));
    });
    await this.sendTo("book", book);
  }

  /**
   * Takes a customer out of a part of the orders, also of those that have moved on from here. A repeat finds nothing, and
   * says whether all that follows has reached others.
   */
  async eraseCustomer(erasure: OrdersErasure): Promise<ErasedOrders> {
    const { sql } = this.ctx.storage;
    const storage = new ErasureStorage(sql);
    const { erased, nextRow, underWay } = this.transaction(() => {
      const part = storage.erase(erasure, Date.now());
      new ReadModelStorage(sql).mark(part.lagging);
      return part;
    });
    this.arm();
    if (nextRow !== null) return { erased, nextRow, isSettled: !underWay };
    // A flight that is in the air was completed with the name.
    for (const { receiverClass, receiver } of storage.unacknowledged(erasure.pseudonym))
      await this.sendTo(receiverClass, receiver);
    const isReceived = storage.unacknowledged(erasure.pseudonym).length === 0;
    return {
      erased,
      nextRow,
      isSettled: !underWay && isReceived && !storage.isUnprojected(erasure.pseudonym),
    };
  }

  /** Orders of a customer, of a part of the ledger. */
  ordersOf(
    customerId: string,
    afterRow: number,
  ): { readonly orders: readonly OrderView[]; readonly nextRow: number | null } {
    const { rows, nextRow } = new ErasureStorage(this.ctx.storage.sql).naming(customerId, afterRow);
    return { orders: this.late.views(rows), nextRow };
  }

  /** Rows that a receiver refused, after a place, in sequence. */
  refusedRows(after: RefusedPlace, limit: number): RefusedRow[] {
    return this.audit.refusedRows(after, limit);
  }

  /** Events of orders that have not come, after a place. */
  waitingEvents(after: WaitingPlace, limit: number): WaitingEvent[] {
    return new WaitingEventStorage(this.ctx.storage.sql).after(after, limit);
  }

  protected override unprojected(): number {
    return new ReadModelStorage(this.ctx.storage.sql).waiting();
  }

  /** Whether the read model lags behind an order that occurred within a span of time, or is being written anew. */
  lagsWithin(fromMs: number, toMs: number): boolean {
    if (this.audit.rebuildAfter !== null) return true;
    return new ReadModelStorage(this.ctx.storage.sql).lagsWithin(fromMs, toMs);
  }

  protected override waitingEventCount(): number {
    return new WaitingEventStorage(this.ctx.storage.sql).count();
  }

  /** How far the read model is; begins to write it anew when asked to. */
  projections(rebuild: boolean): ProjectionProgress {
    if (rebuild) this.audit.rebuild();
    this.arm();
    return this.audit.projectionProgress();
  }

  /** Sends a commission's refused rows again, in sequence, under new numbers. */
  async replayRefused(commission: CommissionKey): Promise<ReturnType<LedgerAudit["replay"]>> {
    return await this.forwarding.at<ReturnType<LedgerAudit["replay"]>>(
      { id: commission.orderId, slot: commission.slot },
      () => {
        const result = this.audit.replay(commission);
        this.startSending();
        return result;
      },
      async (ledger) => await ledger.replayRefused(commission),
    );
  }
}
