/** What a Journey learns of its customers, and which orders must hear of it. Runs inside the object's transactions. */
import type { Touch } from "../../domain/attribution/touch.ts";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { CustomerOrderRow } from "../delivery/rows.ts";
import type { EvidenceStorage, UnearnedOrder } from "./evidence-storage.ts";
import type { OutboxStorage } from "../delivery/outbox-storage.ts";
import { extendPath, type KnownTouch } from "./touch-path.ts";

/** Clocks of two machines may differ by this much. */
const SKEW_MS = 10_000;
/** Customers swept in one transaction. */
const SWEPT_PER_TRANSACTION = 200;

export class JourneyEvidence {
  readonly #storage: EvidenceStorage;
  readonly #outbox: OutboxStorage;

  constructor(storage: EvidenceStorage, outbox: OutboxStorage) {
    this.#storage = storage;
    this.#outbox = outbox;
  }

  /**
   * Adds touches, each once, and tells the owners of unearned orders that one of them precedes.
   *
   * @param known the customer's touches so far, where they were read already.
   */
  learn(
    customerRow: number,
    touches: readonly Touch[],
    nowMs: number,
    known: readonly KnownTouch[] = this.#storage.path(customerRow),
  ): { readonly added: number; readonly unearned: readonly string[] } {
    if (touches.length === 0) return { added: 0, unearned: [] };
    const { path, added } = extendPath(known, touches, nowMs);
    if (added.length === 0) return { added: 0, unearned: [] };
    this.#storage.putPath(customerRow, path);
    const earliestMs = Math.min(...added.map((touch) => touch.occurredAtMs));
    return { added: added.length, unearned: this.#tell(customerRow, earliestMs, nowMs) };
  }

  /** A binding was recorded: orders of its time or later may have been decided without it. */
  bound(customerRow: number, effectiveAtMs: number, nowMs: number): void {
    this.#tell(customerRow, effectiveAtMs, nowMs);
  }

  /**
   * Takes note of an order. One that nobody earned waits for evidence until its grace is over; what the Journey
   * learned while it was being decided is told at once.
   *
   * @param ledger name of the object that owns the order.
   * @param boundSince true when a binding that concerns the order was recorded after the given time.
   */
  order(
    customerRow: number,
    row: CustomerOrderRow,
    ledger: string,
    boundSince: (recordedFromMs: number) => boolean,
    nowMs: number,
  ): void {
    const { orderId, occurredAtMs, unearnedUntilMs } = row;
    this.#storage.noteOrder(
      customerRow,
      occurredAtMs,
      row.isPaid === false ? null : { orderId, occurredAtMs },
    );
    const missedFromMs = row.gatheredAtMs - SKEW_MS;
    const known = this.#storage.path(customerRow);
    const missed = known.some(
      (touch) => touch.learnedAtMs >= missedFromMs && touch.occurredAtMs <= occurredAtMs,
    );
    // Its own touches are no news to the order itself.
    this.learn(customerRow, row.touches, nowMs, known);
    if (unearnedUntilMs === null) return;
    const unearned: UnearnedOrder = { ledger, orderId, occurredAtMs, untilMs: unearnedUntilMs };
    if (missed || boundSince(missedFromMs)) this.#tellOne(unearned, Math.min(nowMs, unearnedUntilMs));
    if (unearnedUntilMs >= nowMs) this.#storage.addUnearned(customerRow, unearned);
  }

  earned(customerRow: number, orderId: string): void {
    this.#storage.removeUnearned(customerRow, orderId);
  }

  /** Forgets touches that can count for no order any more, and orders whose grace is over. True while more is left. */
  sweep(nowMs: number): boolean {
    this.#storage.removeUnearnedBefore(nowMs);
    const customers = this.#storage.customersUntil(lastSweptDay(nowMs), SWEPT_PER_TRANSACTION);
    for (const customerRow of customers) {
      this.#storage.putPath(customerRow, extendPath(this.#storage.path(customerRow), [], nowMs).path);
    }
    return customers.length === SWEPT_PER_TRANSACTION;
  }

  /** When the next sweep has something to do; null when nothing waits for one. */
  nextSweepMs(): number | null {
    const day = this.#storage.oldestDay();
    const endMs = this.#storage.nextUnearnedEndMs();
    const dayMs = day === null ? null : (day + 1) * DAY_MS + LIMITS.backMs;
    if (dayMs === null || endMs === null) return dayMs ?? (endMs === null ? null : endMs + 1);
    return Math.min(dayMs, endMs + 1);
  }

  #tell(customerRow: number, fromMs: number, nowMs: number): string[] {
    const concerned = this.#storage
      .unearned(customerRow, nowMs)
      .filter((order) => order.occurredAtMs >= fromMs);
    for (const order of concerned) this.#tellOne(order, nowMs);
    return concerned.map((order) => order.orderId);
  }

  #tellOne({ ledger, orderId }: UnearnedOrder, atMs: number): void {
    this.#outbox.append(ledger, [{ type: "late_evidence", orderId, atMs }]);
  }
}

/** The last day all of whose touches are older than the longest lookback. */
function lastSweptDay(nowMs: number): number {
  return Math.floor((nowMs - LIMITS.backMs) / DAY_MS) - 1;
}
