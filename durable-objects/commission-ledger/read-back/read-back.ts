/**
 * A ledger and a book have different logs: one of them was put back to an earlier moment. The ledger reads back what the
 * book has posted, takes that for how far each commission was brought, and folds its orders again. So what the ledger can
 * prove is posted, once; what the book has of orders that are lost waits until they are told again.
 */
import { objectNamed } from "../../object/object-named.ts";
import { commissionIdOf, parseCommissionId, type PromoterRef } from "../../../domain/kernel/ids.ts";
import { postedBy, type ReadBackCommission } from "../../../domain/ledger/read-back.ts";
import { plannedOrderOf } from "../../../domain/settlement/order-view.ts";
import { wantedOf } from "../../../domain/settlement/restoration.ts";
import type { LogMark } from "../../delivery/lives.ts";
import type { Message } from "../../delivery/messages.ts";
import type { Pair } from "../../delivery/pair.ts";
import { logError } from "../../object/log.ts";
import type { ProgramPlace } from "../../object/program-place.ts";
import { Effects, type EffectStores } from "../effects.ts";
import { budgetCostOf } from "../order-budget.ts";
import type { OrderDesk } from "../order-desk.ts";
import type { DecidedOrder, StoredCommission } from "../order-storage.ts";
import { OwnLogStorage } from "./own-log-storage.ts";
import { hasDecided, rowWithout, takenBack } from "./lost-decision.ts";
import { type Orphan, OrphanStorage } from "./orphan-storage.ts";
import { type ComparedCommission, ReadBackStorage } from "./read-back-storage.ts";

/** Entries of one page of sales or of budgets. */
const PAGE = 5_000;

/** Those of orders, with their slots, that are the ledger's own: ids of orders that it has, or has lost. */
export type OwnOrders = (
  orders: readonly { readonly orderId: string; readonly slot: number }[],
) => Set<string>;

/** What a ledger's transaction needs. */
type Transaction = (work: () => void) => void;

export class ReadBack {
  readonly #books: Env["ACCOUNT_BOOK"];
  readonly #stores: EffectStores;
  readonly #desk: OrderDesk;
  readonly #place: ProgramPlace;
  readonly #ownOrders: OwnOrders;
  readonly #storage: ReadBackStorage;
  readonly #orphans: OrphanStorage;
  readonly #log: OwnLogStorage;
  #underWay: Promise<void> = Promise.resolve();

  constructor(
    sql: SqlStorage,
    books: Env["ACCOUNT_BOOK"],
    stores: EffectStores,
    desk: OrderDesk,
    place: ProgramPlace,
    ownOrders: OwnOrders,
  ) {
    this.#books = books;
    this.#stores = stores;
    this.#desk = desk;
    this.#place = place;
    this.#ownOrders = ownOrders;
    this.#storage = new ReadBackStorage(sql);
    this.#orphans = new OrphanStorage(sql);
    this.#log = new OwnLogStorage(sql);
  }

  /** Has a pair go on behind what the book has, one pair at a time. */
  async rejoin(pair: Pair, last: LogMark, transaction: Transaction): Promise<void> {
    const mine = this.#underWay.then(async () => await this.#rejoin(pair, last, transaction));
    this.#underWay = mine.catch(() => {});
    await mine;
  }

  /** What is read takes many turns; what follows is one transaction. */
  async #rejoin(pair: Pair, last: LogMark, transaction: Transaction): Promise<void> {
    if (!this.#place.knowsObjects)
      throw new Error("which orders are its own is not known before it is woken");
    const common = Math.min(pair.ackedSeq, last.seq);
    transaction(() => this.#storage.clear());
    await this.#compareCommissions(pair, common, transaction);
    await this.#compareSales(pair, common, transaction);
    const spent = await this.#unlikeBudgets(pair.receiver);
    transaction(() => {
      const effects = new Effects();
      const left = this.#stores.outbox.rejoin(pair.pair, last);
      const orders = this.#takeOver(pair, common, last.seq, left);
      for (const row of orders) this.#desk.settle(this.#desk.decided(row), effects, Date.now());
      this.#tellSales(pair, left, effects);
      this.#tellBudgets(pair.receiver, spent, left, effects);
      effects.commit(this.#stores);
      this.#storage.clear();
    });
  }

  /**
   * Takes what was posted for an order before it was lost and told again.
   *
   * @returns how far its commissions were brought.
   */
  adopt({ row, orderId, slot, decision }: DecidedOrder, effects: Effects): StoredCommission[] {
    if (!this.#orphans.hasAny()) return [];
    return this.#orphans.takeOf(orderId).flatMap((orphan) => {
      const { credit, level, pair } = orphan;
      const posted = postedBy(orphan);
      if (!hasDecided(decision, orphan) || posted === null) {
        this.#orphans.put(orphan);
        return [];
      }
      const commissionId = commissionIdOf({ slot, orderId, credit, level });
      this.#storage.adopt(pair, this.#stores.outbox.pair(pair).ackedSeq, { ...orphan, commissionId });
      effects.addCommission({ orderRow: row, credit, level, ...posted });
      return [{ credit, level, ...posted }];
    });
  }

  /**
   * Gives up what the book of a pair posted by decisions that were lost, where the order was decided otherwise since:
   * what is left of it is taken back, by rows that the book takes like any others. Call it within a transaction.
   */
  giveUp({ pair, receiver, lastSeq }: Pair): void {
    const orphans = this.#orphans.takeIn(pair);
    const messages: Message[] = [];
    for (const orphan of orphans) {
      const row = rowWithout(this.#stores.ledger, orphan);
      const lost = row === null ? null : takenBack(orphan, row, Date.now());
      if (lost === null) {
        this.#orphans.put(orphan);
        continue;
      }
      messages.push(...lost);
      // With the last of these rows the log says what the book will say, and nothing before.
      if (lost.length > 0) this.#storage.adopt(pair, lastSeq + messages.length, orphan);
    }
    this.#stores.outbox.append(receiver, messages);
  }

  /** Those that wait for their order, after one. */
  orphans(afterOrderId: string, limit: number): Orphan[] {
    return this.#orphans.page(afterOrderId, limit);
  }

  async #compareCommissions(pair: Pair, common: number, transaction: Transaction): Promise<void> {
    const book = objectNamed(this.#books, pair.receiver);
    const { lastRow } = await book.auditProgress();
    let bookAfter: number | null = 0;
    let ownAfter = 0;
    transaction(() => this.#storage.addOwn(this.#log.adopted(pair.pair, 0, common)));
    // Side by side, so that each part of the own log waits for a page of the book, and others have their turn.
    while (bookAfter !== null || ownAfter < common) {
      const page: { readonly commissions: readonly ReadBackCommission[]; readonly next: number | null } =
        await book.readBackCommissions(bookAfter ?? lastRow, lastRow);
      const end = this.#log.partEnd(ownAfter, common);
      transaction(() => {
        this.#storage.addBooked(this.#own(page.commissions));
        const own = this.#log.commissions(pair.pair, ownAfter, end);
        this.#storage.addOwn(own.map((one) => ({ ...one, commissionId: commissionIdOf(one) })));
      });
      bookAfter = bookAfter === null ? null : page.next;
      ownAfter = end;
    }
  }

  async #compareSales(pair: Pair, common: number, transaction: Transaction): Promise<void> {
    for (let after = 0; after < common; after = this.#log.partEnd(after, common)) {
      const end = this.#log.partEnd(after, common);
      transaction(() => this.#storage.addSales(this.#log.sales(pair.pair, after, end)));
    }
    const book = objectNamed(this.#books, pair.receiver);
    let place = { promoter: 0 as PromoterRef, month: "" };
    for (;;) {
      const page = await book.readBackSales(this.#place.name, place, PAGE);
      transaction(() => this.#storage.addSales(page.map((sum) => ({ ...sum, sales: 0 - sum.sales }))));
      const end = page.at(-1);
      if (end === undefined || page.length < PAGE) return;
      place = end;
    }
  }

  /** Orders of which the book's budgets say another cost than their own state does. */
  async #unlikeBudgets(receiver: string): Promise<readonly number[]> {
    const book = objectNamed(this.#books, receiver);
    const unlike: number[] = [];
    for (let after = 0; ;) {
      const page = await book.readBackBudgets(this.#place.name, after, PAGE);
      const orders = this.#stores.ledger.findAll(page.map(({ orderId }) => orderId));
      for (const { orderId, campaignId, spent } of page) {
        const stored = orders.get(orderId);
        if (stored?.decided !== true || stored.moved === 2) continue;
        if (stored.decision.campaignId !== campaignId) continue;
        if (budgetCostOf(stored) !== spent) unlike.push(stored.row);
      }
      if (page.length < PAGE) return unlike;
      after = page.at(-1)?.reservation ?? after;
    }
  }

  /** @returns rows of the orders whose commissions were brought elsewhere than this ledger believed. */
  #takeOver(pair: Pair, common: number, seq: number, left: readonly Message[]): ReadonlySet<number> {
    const orders = new Set<number>();
    const add = (row: number | null) => {
      if (row !== null) orders.add(row);
    };
    this.#orphans.dropIn(pair.pair);
    const dropped = this.#storage.dropAdopted(pair.pair, common);
    for (const found of this.#storage.differing()) add(this.#takeOne(pair, seq, found));
    for (const { commissionId, promoter } of dropped) add(this.#believe(pair.pair, commissionId, promoter));
    const intents = left.filter((message) => message.type === "intent");
    const decided = this.#desk.allDecided([...new Set(intents.map(({ orderRow }) => orderRow))]);
    const byRow = new Map(decided.map((stored) => [stored.row, stored]));
    for (const { orderRow, credit, level, promoter } of intents) {
      const { slot, orderId } = byRow.get(orderRow) ?? {};
      if (slot === undefined || orderId === undefined) continue;
      add(this.#believe(pair.pair, commissionIdOf({ slot, orderId, credit, level }), promoter));
    }
    return orders;
  }

  /** What the book of a pair says of a commission is how far it was brought; answers the row of its order. Of one that was given up nothing follows. */
  #believe(pair: number, commissionId: string, promoter: PromoterRef): number | null {
    const key = parseCommissionId(commissionId);
    const stored = key === undefined ? null : this.#stores.ledger.find(key.orderId);
    const posted = postedBy(this.#storage.find(commissionId, promoter));
    if (key === undefined || stored?.decided !== true || posted === null) return null;
    const { credit, level } = key;
    if (!hasDecided(stored.decision, { credit, level, promoter })) return null;
    const commission = { orderRow: stored.row, credit, level };
    this.#stores.ledger.putCommissions([{ ...commission, ...posted }]);
    // Its fold tells all that is missing: sent again, what was refused before would be posted twice.
    this.#stores.outbox.refused.supersede(pair, commission, Date.now());
    this.#desk.witness(stored.row, posted, Date.now());
    return stored.row;
  }

  #takeOne({ pair, receiver }: Pair, seq: number, found: ComparedCommission): number | null {
    const key = parseCommissionId(found.commissionId);
    if (key === undefined) return null;
    const { orderId, credit, level } = key;
    const stored = this.#stores.ledger.find(orderId);
    const posted = postedBy(found);
    if (stored?.decided !== true || posted === null || !hasDecided(stored.decision, { ...key, ...found })) {
      if (posted === null)
        logError("commission_divided", new Error("it lies in several places"), {
          commission: found.commissionId,
          book: receiver,
        });
      this.#orphans.put({ ...found, orderId, credit, level, pair });
      return null;
    }
    this.#storage.adopt(pair, seq, {
      ...found,
      pending: found.pending - found.ownPending,
      held: found.held - found.ownHeld,
      released: found.released - found.ownReleased,
    });
    return this.#believe(pair, found.commissionId, found.promoter);
  }

  /** What the book was told of sales by a lost log is taken off, and what left the log is told again. */
  #tellSales({ pair, receiver }: Pair, left: readonly Message[], effects: Effects): void {
    this.#stores.outbox.refused.supersedeCorrections(pair, Date.now());
    for (const { promoter, month, sales } of this.#storage.missingSales()) {
      const atMs = Date.now();
      effects.tell(receiver, { type: "sales", orderRow: 0, promoter, month, change: sales, atMs });
    }
    // Corrections are made anew; they belong to no order.
    for (const message of left) {
      const isSale = message.type === "sales" && message.orderRow > 0;
      if (isSale || message.type === "used") effects.tell(receiver, message);
    }
  }

  /** What orders cost their campaigns is said again, and asked again where a question was under way. */
  #tellBudgets(
    receiver: string,
    unlike: readonly number[],
    left: readonly Message[],
    effects: Effects,
  ): void {
    const rows = new Set(unlike);
    for (const message of left) if (message.type === "budget") rows.add(message.orderRow);
    const atMs = Date.now();
    for (const stored of this.#desk.allDecided([...rows])) {
      const { row: orderRow, order, decision, restoration } = stored;
      effects.tell(receiver, { type: "budget", orderRow, kind: "cost", amount: budgetCostOf(stored), atMs });
      if (restoration === null || restoration.asked === null) continue;
      const amount = wantedOf(plannedOrderOf(order, decision), restoration);
      effects.tell(receiver, { type: "budget", orderRow, kind: "respend", amount, atMs });
    }
  }

  /** Those commissions whose orders are this ledger's. */
  #own(commissions: readonly ReadBackCommission[]): ReadBackCommission[] {
    const keys = commissions.map(({ commissionId }) => parseCommissionId(commissionId));
    const own = this.#ownOrders(keys.filter((key) => key !== undefined));
    return commissions.filter((_, index) => own.has(keys[index]?.orderId ?? ""));
  }
}
