/**
 * Budgets of campaigns: reserved before an order is accepted, spent when it was, given back when it was not or is
 * refunded. At no moment do reservations and spending together exceed a budget.
 */
import { pauseEndMs } from "../../../domain/kernel/pause.ts";
import { type AmountMinor, amountMinor, least, minus, plus, ZERO } from "../../../domain/kernel/money.ts";
import type { BudgetStorage, OrderCost, Reservation, StoredBudget } from "./budget-storage.ts";
import {
  type BookRow,
  type BudgetRow,
  type Delivery,
  type GrantedRow,
  senderKey,
} from "../../delivery/rows.ts";

export interface ReserveRequest {
  readonly campaignId: string;
  /** What the campaign was opened with; counts only while this book does not know it. */
  readonly firstBudget: AmountMinor | null;
  readonly orderId: string;
  /** Name of the order's owner. */
  readonly ledger: string;
  readonly wanted: AmountMinor;
  /** The number of a reservation that the order's owner has declared void: its word is final. */
  readonly voided?: number;
}

export interface Grant {
  /** 0: nothing is reserved, because there was no room. */
  readonly reservation: number;
  readonly granted: AmountMinor;
}

export interface BudgetView {
  readonly budget: AmountMinor | null;
  readonly reserved: AmountMinor;
  readonly spent: AmountMinor;
}

/** How long an acceptance may take before the order's owner is asked. What it answers decides, never the time. */
const ASK_AFTER_MS = 10_000;
/** Until the next question, when the owner says that a confirmation is under way. */
const ASK_AGAIN_MS = 60_000;

export class BudgetDesk {
  readonly #storage: BudgetStorage;
  readonly #changed: (stored: StoredBudget) => void;

  /** @param changed hears of each budget that was written, within the transaction. */
  constructor(storage: BudgetStorage, changed: (stored: StoredBudget) => void = () => {}) {
    this.#storage = storage;
    this.#changed = changed;
  }

  view(campaignId: string, firstBudget: AmountMinor | null): BudgetView {
    const { budget, reserved, spent } = this.#ensure(campaignId, firstBudget);
    return { budget, reserved, spent };
  }

  /** Null lifts the bound. Refused below what is reserved and spent. */
  setBudget(
    campaignId: string,
    firstBudget: AmountMinor | null,
    budget: AmountMinor | null,
  ): BudgetView | "below_spent" {
    const stored = this.#ensure(campaignId, firstBudget);
    if (budget !== null && budget < stored.reserved + stored.spent) return "below_spent";
    this.#write({ ...stored, budget });
    return this.view(campaignId, firstBudget);
  }

  /**
   * Sets aside what an order may cost, as far as there is room. An order has one reservation in a campaign. Asked
   * again, by a repeat or another request, it is the same one, raised where more is wanted. When its owner is asked stays
   * as it was: else who repeats often enough is never told. One that was declared void gives way to a new one at once. What
   * the owner told under it stays spent: an owner that was put back may have accepted what it had declared void.
   */
  reserve(request: ReserveRequest, nowMs: number): Grant {
    const stored = this.#ensure(request.campaignId, request.firstBudget);
    const known = this.#storage.ofOrder(stored.campaign, request.orderId);
    if (known === null) return this.#reserveAnew(stored, request, nowMs);
    const { reservation, amount, askAtMs } = known;
    if (reservation === request.voided && askAtMs !== null) {
      this.#giveBack(stored, known);
      return this.#reserveAnew(this.#ensure(request.campaignId, request.firstBudget), request, nowMs);
    }
    // Told again to a ledger that has lost it, or repeated: what it costs is said once more when it is accepted.
    if (askAtMs === null) {
      return {
        reservation: reservation === request.voided ? this.#renumber(stored, known) : reservation,
        granted: least(request.wanted, plus(amount, least(request.wanted, roomOf(stored)))),
      };
    }
    const more = least(amountMinor(Math.max(0, request.wanted - amount)), roomOf(stored));
    const raised = plus(amount, more);
    if (more > 0) this.#write({ ...stored, reserved: plus(stored.reserved, more) });
    this.#storage.change(reservation, raised, askAtMs);
    return { reservation, granted: least(request.wanted, raised) };
  }

  /**
   * What the order's owner tells: what it costs now, or that what refunds took is asked for again. That is granted as far as
   * there is room, and the owner hears how much. An order has one place in a campaign, known by its id: what it costs may
   * be said again without harm. What a ledger says again of an order that has left it counts until another one spoke.
   *
   * @returns why the row was refused; null when it was applied.
   */
  apply(sender: string, row: BudgetRow, ledger: string): "over_budget" | null {
    const stored = this.#ensure(row.campaignId, null);
    const known = this.#storage.ofOrder(stored.campaign, row.orderId);
    const isOpen = known !== null && known.askAtMs !== null;
    if (row.isGone === true && known !== null && known.ledger !== ledger) {
      if (row.kind === "respend") this.#storage.keepGrant(sender, { seq: row.seq, granted: ZERO });
      return null;
    }
    const reserved = isOpen ? known.amount : ZERO;
    const spent = known === null || isOpen ? ZERO : known.amount;
    const room = roomOf({
      ...stored,
      reserved: minus(stored.reserved, reserved),
      spent: minus(stored.spent, spent),
    });
    const granted = row.kind === "respend" ? least(row.amount, roomOf(stored)) : ZERO;
    const cost = row.kind === "respend" ? plus(spent, granted) : row.amount;
    if (cost > room) return "over_budget";
    this.#put(stored, { reserved, spent }, cost);
    if (known === null) this.#storage.reserve(stored.campaign, row.orderId, ledger, cost, null);
    else this.#storage.spend(known.reservation, cost, ledger);
    if (row.kind === "respend") this.#storage.keepGrant(sender, { seq: row.seq, granted });
    return null;
  }

  /** A number that nobody has declared void, for what is spent. */
  #renumber({ campaign }: StoredBudget, { reservation, orderId, ledger, amount }: Reservation): number {
    this.#storage.drop(reservation);
    return this.#storage.reserve(campaign, orderId, ledger, amount, null);
  }

  /** The order's owner has no order with this reservation: neither set aside nor spent is anything by it. */
  #giveBack(stored: StoredBudget, { reservation, amount, askAtMs }: Reservation): void {
    const isOpen = askAtMs !== null;
    const before = { reserved: isOpen ? amount : ZERO, spent: isOpen ? ZERO : amount };
    this.#put(stored, before, ZERO);
    this.#storage.drop(reservation);
  }

  /** What orders of a ledger cost in all, as they were told, after a reservation. */
  spentBy(ledger: string, after: number, limit: number): OrderCost[] {
    return this.#storage.spentBy(ledger, after, limit);
  }

  /** What was granted of the questions in a delivery that has been taken: the same for a repeat of it. */
  grantsIn({ from, rows }: Delivery<BookRow>): readonly GrantedRow[] {
    const asked = rows.filter((row) => row.type === "budget" && row.kind === "respend");
    const [first, last] = [asked[0], asked.at(-1)];
    if (first === undefined || last === undefined) return [];
    return this.#storage.grantsBetween(senderKey(from), first.seq, last.seq);
  }

  unanswered(nowMs: number, limit: number): Reservation[] {
    return this.#storage.unanswered(nowMs, nowMs + ASK_AGAIN_MS, limit);
  }

  nextAskAtMs(nowMs: number): number | null {
    const atMs = this.#storage.nextAskAtMs();
    return atMs === null ? null : pauseEndMs(atMs, nowMs, ASK_AGAIN_MS);
  }

  /** Owners of these are asked next: who reserved knows that the orders did not take what was set aside. */
  askNext(reservations: readonly number[], nowMs: number): void {
    for (const reservation of reservations) {
      const known = this.#storage.byNumber(reservation);
      if (known === null || known.askAtMs === null) continue;
      this.#storage.change(reservation, known.amount, nowMs);
    }
  }

  /** The owner could not be asked: it is asked again. */
  unheard(reservation: number, nowMs: number): void {
    const known = this.#storage.byNumber(reservation);
    if (known === null || known.askAtMs === null) return;
    this.#storage.change(reservation, known.amount, nowMs + ASK_AFTER_MS);
  }

  /** The owner's answer about a reservation: void gives it back. */
  answered(asked: Reservation, answer: "void" | "confirmed", nowMs: number): void {
    const known = this.#storage.byNumber(asked.reservation);
    if (known === null || known.askAtMs === null) return;
    if (answer === "confirmed") {
      return this.#storage.change(known.reservation, known.amount, nowMs + ASK_AGAIN_MS);
    }
    this.#giveBack(this.#ensure(known.campaignId, null), known);
  }

  #reserveAnew(stored: StoredBudget, request: ReserveRequest, nowMs: number): Grant {
    const granted = least(request.wanted, roomOf(stored));
    if (granted === 0) return { reservation: 0, granted };
    this.#write({ ...stored, reserved: plus(stored.reserved, granted) });
    const { orderId, ledger } = request;
    const askAtMs = nowMs + ASK_AFTER_MS;
    return {
      reservation: this.#storage.reserve(stored.campaign, orderId, ledger, granted, askAtMs),
      granted,
    };
  }

  /**
   * An order's part of a budget becomes what it costs now.
   *
   * @throws where the budget has no room for it: the table allows none beyond.
   */
  #put(
    stored: StoredBudget,
    before: { readonly reserved: AmountMinor; readonly spent: AmountMinor },
    cost: AmountMinor,
  ): void {
    const reserved = minus(stored.reserved, before.reserved);
    this.#write({ ...stored, reserved, spent: plus(minus(stored.spent, before.spent), cost) });
  }

  #write(stored: StoredBudget): void {
    this.#storage.put(stored);
    this.#changed(stored);
  }

  #ensure(campaignId: string, firstBudget: AmountMinor | null): StoredBudget {
    const known = this.#storage.find(campaignId);
    if (known !== null) return known;
    this.#storage.open(campaignId, firstBudget);
    return this.#ensure(campaignId, firstBudget);
  }
}

function roomOf({ budget, reserved, spent }: StoredBudget): AmountMinor {
  if (budget === null) return amountMinor(Number.MAX_SAFE_INTEGER);
  return budget > reserved + spent ? amountMinor(budget - reserved - spent) : ZERO;
}
