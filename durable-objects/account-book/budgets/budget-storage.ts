/** Tables of an AccountBook for the budgets of campaigns: what is reserved and spent never exceeds a budget. */
import type { AmountMinor } from "../../../domain/kernel/money.ts";
import type { GrantedRow } from "../../delivery/rows.ts";
import type { SchemaStep } from "../../object/schema-storage.ts";

export const BUDGET_SCHEMA: SchemaStep = [
  `CREATE TABLE budgets (
     campaign INTEGER PRIMARY KEY,
     campaign_id TEXT NOT NULL UNIQUE,
     -- Null: without bound.
     budget INTEGER CHECK (budget >= 0),
     reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
     spent INTEGER NOT NULL DEFAULT 0 CHECK (spent >= 0),
     CHECK (budget IS NULL OR reserved + spent <= budget)
   ) STRICT`,
  // AUTOINCREMENT: the number of a reservation that was given back is never used again.
  `CREATE TABLE reservations (
     reservation INTEGER PRIMARY KEY AUTOINCREMENT,
     campaign INTEGER NOT NULL REFERENCES budgets (campaign),
     order_id TEXT NOT NULL,
     ledger TEXT NOT NULL,
     -- Set aside; what the order costs now, once it was confirmed.
     amount INTEGER NOT NULL CHECK (amount >= 0),
     -- When the order's owner is asked what became of it; null once it was confirmed.
     ask_at_ms INTEGER,
     UNIQUE (campaign, order_id)
   ) STRICT`,
  "CREATE INDEX reservations_open ON reservations (ask_at_ms) WHERE ask_at_ms IS NOT NULL",
  // A grant is kept, so that a sender which lost the answer hears the same again.
  `CREATE TABLE grants (
     sender TEXT NOT NULL,
     seq INTEGER NOT NULL,
     granted INTEGER NOT NULL CHECK (granted >= 0),
     PRIMARY KEY (sender, seq)
   ) STRICT, WITHOUT ROWID`,
];

// Types, not interfaces: rows of a query must be assignable to a record.
export type StoredBudget = {
  campaign: number;
  budget: AmountMinor | null;
  reserved: AmountMinor;
  spent: AmountMinor;
};

export type Reservation = {
  reservation: number;
  campaign: number;
  campaignId: string;
  orderId: string;
  ledger: string;
  amount: AmountMinor;
  /** Null once it was confirmed. */
  askAtMs: number | null;
};

/** What an order costs its campaign in all. */
export type OrderCost = { reservation: number; orderId: string; campaignId: string; spent: AmountMinor };

const COLUMNS = `r.reservation, r.campaign, b.campaign_id AS campaignId, r.order_id AS orderId, r.ledger, r.amount,
  r.ask_at_ms AS askAtMs`;
const FROM = "FROM reservations r JOIN budgets b ON b.campaign = r.campaign";

export class BudgetStorage {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  find(campaignId: string): StoredBudget | null {
    const [row] = this.#sql
      .exec<StoredBudget>(
        "SELECT campaign, budget, reserved, spent FROM budgets WHERE campaign_id = ?",
        campaignId,
      )
      .toArray();
    return row ?? null;
  }

  open(campaignId: string, budget: number | null): void {
    this.#sql.exec("INSERT INTO budgets (campaign_id, budget) VALUES (?, ?)", campaignId, budget);
  }

  put(stored: StoredBudget): void {
    this.#sql.exec(
      "UPDATE budgets SET budget = ?, reserved = ?, spent = ? WHERE campaign = ?",
      stored.budget,
      stored.reserved,
      stored.spent,
      stored.campaign,
    );
  }

  ofOrder(campaign: number, orderId: string): Reservation | null {
    const [row] = this.#sql
      .exec<Reservation>(
        `SELECT ${COLUMNS} ${FROM} WHERE r.campaign = ? AND r.order_id = ?`,
        campaign,
        orderId,
      )
      .toArray();
    return row ?? null;
  }

  byNumber(reservation: number): Reservation | null {
    const [row] = this.#sql
      .exec<Reservation>(`SELECT ${COLUMNS} ${FROM} WHERE r.reservation = ?`, reservation)
      .toArray();
    return row ?? null;
  }

  reserve(campaign: number, orderId: string, ledger: string, amount: number, askAtMs: number | null): number {
    return this.#sql
      .exec<{ reservation: number }>(
        `INSERT INTO reservations (campaign, order_id, ledger, amount, ask_at_ms) VALUES (?, ?, ?, ?, ?)
         RETURNING reservation`,
        campaign,
        orderId,
        ledger,
        amount,
        askAtMs,
      )
      .one().reservation;
  }

  change(reservation: number, amount: number, askAtMs: number): void {
    this.#sql.exec(
      "UPDATE reservations SET amount = ?, ask_at_ms = ? WHERE reservation = ?",
      amount,
      askAtMs,
      reservation,
    );
  }

  /** An order is confirmed, or costs something else, as its ledger says. */
  spend(reservation: number, amount: number, ledger: string): void {
    this.#sql.exec(
      "UPDATE reservations SET amount = ?, ask_at_ms = NULL, ledger = ? WHERE reservation = ?",
      amount,
      ledger,
      reservation,
    );
  }

  spentBy(ledger: string, after: number, limit: number): OrderCost[] {
    return this.#sql
      .exec<OrderCost>(
        `SELECT r.reservation, r.order_id AS orderId, b.campaign_id AS campaignId, r.amount AS spent
         ${FROM} WHERE r.ledger = ? AND r.ask_at_ms IS NULL AND r.reservation > ? ORDER BY r.reservation LIMIT ?`,
        ledger,
        after,
        limit,
      )
      .toArray();
  }

  drop(reservation: number): void {
    this.#sql.exec("DELETE FROM reservations WHERE reservation = ?", reservation);
  }

  keepGrant(sender: string, { seq, granted }: GrantedRow): void {
    this.#sql.exec("INSERT INTO grants (sender, seq, granted) VALUES (?, ?, ?)", sender, seq, granted);
  }

  grantsBetween(sender: string, first: number, last: number): GrantedRow[] {
    return this.#sql
      .exec<GrantedRow & Record<string, SqlStorageValue>>(
        "SELECT seq, granted FROM grants WHERE sender = ? AND seq BETWEEN ? AND ? ORDER BY seq",
        sender,
        first,
        last,
      )
      .toArray();
  }

  /**
   * Reservations without an answer whose owner is to be asked by now.
   *
   * @param noneAfterMs a question is never put off so far: a clock that was ahead noted it.
   */
  unanswered(nowMs: number, noneAfterMs: number, limit: number): Reservation[] {
    return this.#sql
      .exec<Reservation>(
        `SELECT ${COLUMNS} ${FROM} WHERE r.ask_at_ms <= ? OR r.ask_at_ms > ? ORDER BY r.ask_at_ms LIMIT ?`,
        nowMs,
        noneAfterMs,
        limit,
      )
      .toArray();
  }

  nextAskAtMs(): number | null {
    return this.#sql
      .exec<{ at: number | null }>(
        "SELECT min(ask_at_ms) AS at FROM reservations WHERE ask_at_ms IS NOT NULL",
      )
      .one().at;
  }
}
