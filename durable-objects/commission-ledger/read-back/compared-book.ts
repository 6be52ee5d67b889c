/**
 * What a book says of a ledger beside what the ledger's own log says. Commissions and sales part by part, each in its turn,
 * and budgets.
 */
import { commissionIdOf, parseCommissionId, type PromoterRef } from "../../../domain/kernel/ids.ts";
import type { ReadBackCommission } from "../../../domain/ledger/read-back.ts";
import type { Pair } from "../../delivery/pair.ts";
import { objectNamed } from "../../object/object-named.ts";
import type { ProgramPlace } from "../../object/program-place.ts";
import { budgetCostOf } from "../order-budget.ts";
import type { OrderStorage } from "../order-storage.ts";
import type { OwnLogStorage } from "./own-log-storage.ts";
import type { ReadBackStorage } from "./read-back-storage.ts";

/** Entries of one page of sales or of budgets. */
const PAGE = 5_000;

/** Those of orders, with their slots, that are the ledger's own: ids of orders that it has, or has lost. */
export type OwnOrders = (
  orders: readonly { readonly orderId: string; readonly slot: number }[],
) => Set<string>;

/** An order, and the campaign that it costs something by a decision that was lost; of its own where none is named. */
export interface UnlikeBudget {
  readonly row: number;
  readonly campaign?: string;
}

/** What a ledger's transaction needs. */
export type Transaction = (work: () => void) => void;

export interface ComparedParts {
  readonly books: Env["ACCOUNT_BOOK"];
  readonly place: ProgramPlace;
  readonly orders: OrderStorage;
  readonly storage: ReadBackStorage;
  readonly log: OwnLogStorage;
  readonly ownOrders: OwnOrders;
  /** Ledgers that orders came from. */
  readonly givers: () => Iterable<string>;
}

export class ComparedBook {
  readonly #parts: ComparedParts;

  constructor(parts: ComparedParts) {
    this.#parts = parts;
  }

  /** Has both sides of each commission stand beside each other. */
  async commissions(pair: Pair, common: number, transaction: Transaction): Promise<void> {
    const book = objectNamed(this.#parts.books, pair.receiver);
    const { lastRow } = await book.auditProgress();
    let bookAfter: number | null = 0;
    let ownAfter = 0;
    transaction(() => this.#parts.storage.addOwn(this.#parts.log.adopted(pair.pair, 0, common)));
    // Side by side, so that each part of the own log waits for a page of the book, and others have their turn.
    while (bookAfter !== null || ownAfter < common) {
      const page: { readonly commissions: readonly ReadBackCommission[]; readonly next: number | null } =
        await book.readBackCommissions(bookAfter ?? lastRow, lastRow);
      const end = this.#parts.log.partEnd(ownAfter, common);
      transaction(() => {
        this.#parts.storage.addBooked(this.#own(page.commissions));
        const own = this.#parts.log.commissions(pair.pair, ownAfter, end);
        this.#parts.storage.addOwn(own.map((one) => ({ ...one, commissionId: commissionIdOf(one) })));
      });
      bookAfter = bookAfter === null ? null : page.next;
      ownAfter = end;
    }
  }

  /** Has the sales that the book lacks, or has too many of, stand by promoter and month. */
  async sales(pair: Pair, common: number, transaction: Transaction): Promise<void> {
    for (let after = 0; after < common; after = this.#parts.log.partEnd(after, common)) {
      const end = this.#parts.log.partEnd(after, common);
      transaction(() => this.#parts.storage.addSales(this.#parts.log.sales(pair.pair, after, end)));
    }
    const book = objectNamed(this.#parts.books, pair.receiver);
    let place = { promoter: 0 as PromoterRef, month: "" };
    for (;;) {
      const page = await book.readBackSales(this.#parts.place.name, place, PAGE);
      transaction(() => this.#parts.storage.addSales(page.map((sum) => ({ ...sum, sales: 0 - sum.sales }))));
      const end = page.at(-1);
      if (end === undefined || page.length < PAGE) return;
      place = end;
    }
  }

  /** Orders of which the book's budgets say another cost than their own state does, whoever told of them last. */
  async unlikeBudgets(receiver: string): Promise<readonly UnlikeBudget[]> {
    const { place, givers } = this.#parts;
    const unlike: UnlikeBudget[] = [];
    for (const teller of [place.name, ...givers()]) unlike.push(...(await this.#unlike(receiver, teller)));
    return unlike;
  }

  async #unlike(receiver: string, teller: string): Promise<readonly UnlikeBudget[]> {
    const book = objectNamed(this.#parts.books, receiver);
    const unlike: UnlikeBudget[] = [];
    for (let after = 0; ;) {
      const page = await book.readBackBudgets(teller, after, PAGE);
      const orders = this.#parts.orders.findAll(page.map(({ orderId }) => orderId));
      for (const { orderId, campaignId, spent } of page) {
        const stored = orders.get(orderId);
        if (stored?.decided !== true || stored.moved === 2) continue;
        const { row, decision } = stored;
        const isOwn = decision.budget !== undefined && decision.campaignId === campaignId;
        if (isOwn && budgetCostOf(stored) !== spent) unlike.push({ row });
        if (!isOwn && spent > 0) unlike.push({ row, campaign: campaignId });
      }
      if (page.length < PAGE) return unlike;
      after = page.at(-1)?.reservation ?? after;
    }
  }

  /** Those commissions whose orders are this ledger's. */
  #own(commissions: readonly ReadBackCommission[]): ReadBackCommission[] {
    const keys = commissions.map(({ commissionId }) => parseCommissionId(commissionId));
    const own = this.#parts.ownOrders(keys.filter((key) => key !== undefined));
    return commissions.filter((_, index) => own.has(keys[index]?.orderId ?? ""));
  }
}
