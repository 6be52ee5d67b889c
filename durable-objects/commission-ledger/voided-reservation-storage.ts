/** Reservations that an order's owner declared void. A proposal that carries one is decided again. */
import type { Decision } from "../../domain/commission/decision.ts";
import { type VoidedProposal, voidedProposal } from "../../domain/settlement/voided-reservation.ts";
import type { OrderStorage } from "./order-storage.ts";
import type { SchemaStep } from "../object/schema-storage.ts";
import { type Books, bookNameOfSlot } from "../object/books.ts";

export const VOIDED_SCHEMA: SchemaStep = [
  `CREATE TABLE voided_reservations (
     book TEXT NOT NULL,
     reservation INTEGER NOT NULL,
     -- A book that was put back gives its numbers to other orders.
     order_id TEXT NOT NULL,
     PRIMARY KEY (book, reservation, order_id)
   ) STRICT, WITHOUT ROWID`,
];

/** What a book asks about a reservation that nobody answered. */
export interface ReservationQuestion {
  readonly reservation: number;
  readonly orderId: string;
  readonly campaignId: string;
}

export class VoidedReservationStorage {
  readonly #sql: SqlStorage;
  readonly #orders: OrderStorage;

  constructor(sql: SqlStorage, orders: OrderStorage) {
    this.#sql = sql;
    this.#orders = orders;
  }

  /** Does the work of a decision, unless the budget that it took was given back meanwhile. */
  unlessVoid<Result>(
    orderId: string,
    decision: Decision,
    books: Books,
    work: () => Result,
  ): Result | VoidedProposal {
    return this.voidedBy(orderId, decision, books) ?? work();
  }

  /**
   * Confirmed: the order was decided within this campaign's budget, where it has one place, and the book will be told. Void:
   * it was not, or the book refused what it costs; and no later proposal can bring this reservation. Run it in a transaction.
   */
  settle(book: string, { reservation, orderId, campaignId }: ReservationQuestion): "void" | "confirmed" {
    const stored = this.#orders.find(orderId);
    if (stored?.decided === true) {
      const { budget, campaignId: own } = stored.decision;
      if (own === campaignId && (budget?.reservation ?? 0) > 0 && !this.#isRefused(stored.row))
        return "confirmed";
    }
    this.#sql.exec(
      "INSERT OR IGNORE INTO voided_reservations (book, reservation, order_id) VALUES (?, ?, ?)",
      book,
      reservation,
      orderId,
    );
    return "void";
  }

  /** The book had no room for what the order costs: nothing of it will come by itself. */
  #isRefused(orderRow: number): boolean {
    const refused = this.#sql.exec(
      `SELECT 1 FROM refused_rows r JOIN outbox o ON o.pair = r.pair AND o.seq = r.seq
       WHERE r.replayed_at_ms IS NULL AND o.order_row = ? AND o.kind = 'cost'`,
      orderRow,
    );
    return refused.toArray().length > 0;
  }

  /** What to answer to a decision whose budget was given back meanwhile; null when it was not. */
  voidedBy(orderId: string, { budget }: Decision, books: Books): VoidedProposal | null {
    if (budget === undefined || budget.reservation === 0) return null;
    const voided = this.#sql.exec(
      "SELECT 1 FROM voided_reservations WHERE book = ? AND reservation = ? AND order_id = ?",
      bookNameOfSlot(books, budget.slot),
      budget.reservation,
      orderId,
    );
    return voided.toArray().length > 0 ? voidedProposal(budget) : null;
  }
}
