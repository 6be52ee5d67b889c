/**
 * A ledger and a book have different logs: one of them was put back to an earlier moment. The ledger reads back what the
 * book has posted, takes that for how far each commission was brought, and folds its orders again. So what the ledger can
 * prove is posted, once; what the book has of orders that are lost waits until they are told again.
 */
import { commissionIdOf, parseCommissionId, type PromoterRef } from "../../../domain/kernel/ids.ts";
import { type Correction, correctionsOf, postedBy } from "../../../domain/ledger/read-back.ts";
import type { LogMark } from "../../delivery/lives.ts";
import type { IntentMessage, Message } from "../../delivery/messages.ts";
import type { Pair } from "../../delivery/pair.ts";
import { logError } from "../../object/log.ts";
import type { ProgramPlace } from "../../object/program-place.ts";
import { Effects, type EffectStores } from "../effects.ts";
import { tellBudgetAnew } from "../order-budget.ts";
import type { OrderDesk } from "../order-desk.ts";
import type { DecidedOrder, StoredCommission } from "../order-storage.ts";
import { ComparedBook, type ComparedParts, type Transaction, type UnlikeBudget } from "./compared-book.ts";
import { OwnLogStorage } from "./own-log-storage.ts";
import { hasDecided, rowWithout, takenBack } from "./lost-decision.ts";
import { type Orphan, OrphanStorage } from "./orphan-storage.ts";
import { type ComparedCommission, ReadBackStorage } from "./read-back-storage.ts";

export class ReadBack {
  readonly #stores: EffectStores;
  readonly #desk: OrderDesk;
  readonly #place: ProgramPlace;
  readonly #storage: ReadBackStorage;
  readonly #orphans: OrphanStorage;
  readonly #compared: ComparedBook;
  #underWay: Promise<void> = Promise.resolve();

  constructor(
    sql: SqlStorage,
    books: Env["ACCOUNT_BOOK"],
    stores: EffectStores,
    desk: OrderDesk,
    place: ProgramPlace,
    { ownOrders, givers }: Pick<ComparedParts, "ownOrders" | "givers">,
  ) {
    this.#stores = stores;
    this.#desk = desk;
    this.#place = place;
    this.#storage = new ReadBackStorage(sql);
    this.#orphans = new OrphanStorage(sql);
    this.#compared = new ComparedBook({
      books,
      place,
      orders: stores.ledger,
      storage: this.#storage,
      log: new OwnLogStorage(sql),
      ownOrders,
      givers,
    });
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
    await this.#compared.commissions(pair, common, transaction);
    await this.#compared.sales(pair, common, transaction);
    const spent = await this.#compared.unlikeBudgets(pair.receiver);
    transaction(() => {
      const effects = new Effects();
      const left = this.#stores.outbox.rejoin(pair.pair, last);
      const orders = this.#takeOver(pair, common, last.seq, left, effects);
      for (const row of orders) this.#desk.settle(this.#desk.decided(row), effects, Date.now());
      // What was refused before has stopped them there.
      effects.reopen();
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
   * Gives up what the book of a pair posted by decisions that were lost, where the order was decided otherwise since.
   * What is left of it is taken back, by rows that the book takes like any others. Call it within a transaction.
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

  /** @returns rows of the orders whose commissions were brought elsewhere than this ledger believed. */
  #takeOver(
    pair: Pair,
    common: number,
    seq: number,
    left: readonly Message[],
    effects: Effects,
  ): ReadonlySet<number> {
    const orders = new Set<number>();
    const add = (row: number | null) => {
      if (row !== null) orders.add(row);
    };
    this.#orphans.dropIn(pair.pair);
    const dropped = this.#storage.dropAdopted(pair.pair, common);
    for (const found of this.#storage.differing()) add(this.#takeOne(pair, seq, found, effects));
    for (const { commissionId, promoter } of dropped) add(this.#believe(pair.pair, commissionId, promoter));
    const intents = left.filter((message) => message.type === "intent");
    const decided = this.#desk.allDecided([...new Set(intents.map(({ orderRow }) => orderRow))]);
    const byRow = new Map(decided.map((stored) => [stored.row, stored]));
    for (const { orderRow, credit, level, promoter } of intents) {
      const stored = byRow.get(orderRow);
      // What became of the commissions of an order that has left, its ledger of now reads back.
      if (stored === undefined || stored.moved === 2) continue;
      const { slot, orderId } = stored;
      add(this.#believe(pair.pair, commissionIdOf({ slot, orderId, credit, level }), promoter));
    }
    return orders;
  }

  /** What the book of a pair says of a commission is how far it was brought; answers the row of its order. Of one that was given up nothing follows. */
  #believe(pair: number, commissionId: string, promoter: PromoterRef): number | null {
    const key = parseCommissionId(commissionId);
    const stored = key === undefined ? null : this.#stores.ledger.find(key.orderId);
    const posted = postedBy(this.#storage.find(commissionId, promoter));
    if (key === undefined || stored?.decided !== true || stored.moved === 2 || posted === null) return null;
    const { credit, level } = key;
    if (!hasDecided(stored.decision, { credit, level, promoter })) return null;
    const commission = { orderRow: stored.row, credit, level };
    this.#stores.ledger.putCommissions([{ ...commission, ...posted }]);
    // Its fold tells all that is missing: sent again, what was refused before would be posted twice.
    this.#stores.outbox.refused.supersede(pair, commission, Date.now());
    this.#desk.witness(stored.row, posted, Date.now());
    return stored.row;
  }

  #takeOne(
    { pair, receiver }: Pair,
    seq: number,
    found: ComparedCommission,
    effects: Effects,
  ): number | null {
    const key = parseCommissionId(found.commissionId);
    if (key === undefined) return null;
    const { orderId, credit, level } = key;
    const stored = this.#stores.ledger.find(orderId);
    // It left while the book was read: whoever has it reads back as well.
    if (stored?.moved === 2) return null;
    if (stored?.decided !== true || !hasDecided(stored.decision, { ...key, ...found })) {
      this.#orphans.put({ ...found, orderId, credit, level, pair });
      return null;
    }
    this.#storage.adopt(pair, seq, {
      ...found,
      pending: found.pending - found.ownPending,
      held: found.held - found.ownHeld,
      released: found.released - found.ownReleased,
    });
    const about = { orderRow: stored.row, credit, level, promoter: found.promoter };
    for (const correction of correctionsOf(found)) this.#correct(receiver, found, about, correction, effects);
    return this.#believe(pair, found.commissionId, found.promoter);
  }

  /** Another ledger told of the commission as well: of what lies elsewhere than where it came furthest nothing is left. */
  #correct(
    receiver: string,
    { commissionId }: ComparedCommission,
    about: Pick<IntentMessage, "orderRow" | "credit" | "level" | "promoter">,
    correction: Correction,
    effects: Effects,
  ): void {
    this.#storage.empty(commissionId, about.promoter, correction.phase);
    logError("commission_divided", new Error("it lay in several places"), {
      commission: commissionId,
      book: receiver,
    });
    effects.tell(receiver, { ...about, ...correction, type: "intent", atMs: Date.now(), reopens: false });
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
    unlike: readonly UnlikeBudget[],
    left: readonly Message[],
    effects: Effects,
  ): void {
    const rows = new Set(unlike.flatMap(({ row, campaign }) => (campaign === undefined ? [row] : [])));
    for (const message of left) if (message.type === "budget") rows.add(message.orderRow);
    for (const { row: orderRow, campaign } of unlike) {
      if (campaign === undefined) continue;
      effects.tell(receiver, { type: "given_back", orderRow, campaign, atMs: Date.now() });
    }
    for (const stored of this.#desk.allDecided([...rows])) {
      if (stored.moved !== 2) tellBudgetAnew(effects, receiver, stored, Date.now());
    }
  }
}
