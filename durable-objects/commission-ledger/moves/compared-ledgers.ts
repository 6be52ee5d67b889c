/**
 * Ledgers between which slots moved, one of which was put back to an earlier moment. Whoever has taken the slots has their
 * orders. The other one gives what it has of them once more, and is silent then. Afterwards the first reads back what books
 * posted, and tells anew what may be lost with the other one's log.
 */
import { knownNames } from "../../../worker/read-models/known-objects.tables.ts";
import { logError } from "../../object/log.ts";
import { bookNames } from "../../object/books.ts";
import type { SlotMoves } from "../../moves/slot-moves.ts";
import type { TakenSlot } from "../../moves/left-slots-storage.ts";
import type { ProgramPlace } from "../../object/program-place.ts";
import type { OutboxStorage } from "../../delivery/outbox-storage.ts";
import { Effects } from "../effects.ts";
import { OrderStorage } from "../order-storage.ts";
import { ReadModelStorage } from "../read-model/read-model-storage.ts";
import { eachOf } from "./each-of.ts";
import { LeftToCompare } from "./left-to-compare.ts";
import type { SlotMoveStorage } from "./slot-move-storage.ts";
import { type SoldOrder, SoldStorage } from "./sold-storage.ts";
import { tellAnew } from "./tell-anew.ts";

/** Another ledger, as this one calls it. */
export interface ComparedLedger {
  slotsFrom(sender: string): Promise<TakenSlot[]>;
  knownOrders(orderIds: readonly string[]): Promise<string[]>;
  soldOf(orderIds: readonly string[]): Promise<SoldOrder[]>;
  isAnswered(book: string): Promise<boolean>;
  compareMoved(giver: string): Promise<void>;
  gave(slots: readonly number[], ledger: string): Promise<void>;
}

export interface ComparingParts<Other> {
  readonly sql: SqlStorage;
  readonly kv: SyncKvStorage;
  readonly reports: D1Database;
  readonly place: ProgramPlace;
  readonly outbox: OutboxStorage;
  readonly moves: SlotMoves<Other>;
  readonly storage: SlotMoveStorage;
  readonly transaction: <Result>(work: () => Result) => Result;
  readonly named: (ledger: string) => ComparedLedger;
  /** Asks a book what it has, and resolves when it has what waits for it, or after a moment. */
  readonly settled: (book: string) => Promise<void>;
  /** Reads back what a book posted, and posts what the orders of this ledger prove. */
  readonly readBack: (book: string) => Promise<void>;
}

/** Orders compared at once. */
const PAGE = 1_000;

export class ComparedLedgers<Other> {
  readonly #parts: ComparingParts<Other>;
  readonly #left: LeftToCompare;
  readonly #sold: SoldStorage;
  readonly #orders: OrderStorage;

  constructor(parts: ComparingParts<Other>) {
    this.#parts = parts;
    this.#left = new LeftToCompare(parts.kv);
    this.#sold = new SoldStorage(parts.sql);
    this.#orders = new OrderStorage(parts.sql);
  }

  /** Whether what others told of orders here is yet to be read back. */
  get isComparing(): boolean {
    return this.#left.isComparing;
  }

  /** When what waits is tried again; null while nothing does. */
  nextMs(nowMs: number): number | null {
    return this.#left.nextMs(nowMs);
  }

  /** A ledger has taken slots of this one, and one of the two was put back: this one gives what it has of them again. */
  async relearn(ledger: string): Promise<void> {
    const { moves, storage, transaction, place, named } = this.#parts;
    const other = named(ledger);
    const slots = await other.slotsFrom(place.name);
    transaction(() => {
      // Also those that are complete there: what came here meanwhile follows, and closes them again.
      const open = slots.map(({ slot }) => ({ slot, isComplete: false }));
      moves.leaving.relearn(ledger, open);
      for (const { slot } of slots) storage.dropOrphans(slot);
      this.#left.addLedger(ledger);
    });
    const taken = new Set(slots.map(({ slot }) => slot));
    for (let after: number | undefined = 0; after !== undefined && taken.size > 0;) {
      const page = storage.ordersHere(after, PAGE);
      const asked = page.filter(({ slot }) => slot !== null && taken.has(slot));
      const there = new Set(await other.knownOrders(asked.map(({ id }) => id)));
      const both = asked.filter(({ id }) => there.has(id)).map(({ row }) => row);
      transaction(() => moves.leaving.sendAgain(ledger, both, Date.now()));
      after = page.length < PAGE ? undefined : page.at(-1)?.row;
    }
  }

  /** Goes on with what waits for others. @throws while one of them does not answer. */
  async run(nowMs: number): Promise<void> {
    if (!this.#left.isDue(nowMs)) return;
    await eachOf(this.#left.ledgers(), async ({ ledger, knows }) => await this.#give(ledger, knows));
    await eachOf(this.#left.givers(), async (giver) => await this.#tellOf(giver));
    if (this.#left.givers().length > 0) return;
    await eachOf(await this.#booksToCompare(), async (book) => await this.#readBack(book));
  }

  /** A slot may wait long for an order that is not at rest: nobody else's orders wait for that. */
  async #give(ledger: string, knows: boolean): Promise<void> {
    const { moves, named, place, transaction } = this.#parts;
    this.#left.begin("ledger", ledger);
    const slots = moves.leaving.leavingFor(ledger);
    const steps = slots.length === 0 ? [] : await moves.move(slots, ledger);
    if (this.#isUnderWay(ledger)) return;
    const isOver = steps.every(({ kind }) => kind === "complete");
    // Also once more at the end: a lost order of a slot that was on its way was nobody's when that one compared.
    if (!knows || isOver) await named(ledger).compareMoved(place.name);
    transaction(() => this.#left.ledgerDone(ledger, isOver));
  }

  async #tellOf(giver: string): Promise<void> {
    const { transaction, moves } = this.#parts;
    this.#left.begin("giver", giver);
    await this.#tellAnew(giver);
    transaction(() => {
      this.#left.giverDone(giver);
      // What has moved on from here since came by the same hands.
      for (const ledger of moves.leaving.receivers()) this.#left.addLedger(ledger);
    });
  }

  async #readBack(book: string): Promise<void> {
    const { readBack, transaction } = this.#parts;
    this.#left.begin("book", book);
    await readBack(book);
    transaction(() => this.#left.bookDone(book));
  }

  /** Those that the program was made with, and those of its growth. */
  async #booksToCompare(): Promise<readonly string[]> {
    const { reports, place, transaction } = this.#parts;
    const books = this.#left.books();
    if (books !== null) return books;
    const known = await knownNames(reports, place.programId, "book");
    const all = [...new Set([...bookNames(place.books()), ...known])];
    transaction(() => this.#left.areBooks(all));
    return all;
  }

  /** Says to whoever gave slots that they are here: a giver may have gone back together with all that would tell it. */
  async remindGivers(): Promise<void> {
    const { moves, named, place } = this.#parts;
    for (const giver of moves.slots.senders()) {
      const slots = moves.slots.takenFrom(giver).map(({ slot }) => slot);
      await named(giver)
        .gave(slots, place.name)
        .catch((error: unknown) => logError("giver_not_reminded", error, { giver }));
    }
  }

  /** What this ledger's log says of the sales of orders. */
  soldOf(orderIds: readonly string[]): SoldOrder[] {
    return this.#sold.of(orderIds);
  }

  /** Whether a book has answered all that this ledger told of orders that have gone. It says nothing of them any more. */
  async isAnswered(book: string): Promise<boolean> {
    const { settled, storage, transaction } = this.#parts;
    await settled(book);
    return transaction(() => {
      storage.supersedeRefused(Date.now());
      return !storage.hasUntold(book);
    });
  }

  /** A ledger that gave slots was put back, and has given again what it had of them. */
  compareMoved(giver: string): void {
    this.#left.addGiver(giver);
  }

  /** A book is to be read back, soon. */
  compareBook(book: string): void {
    this.#left.addBook(book);
  }

  /** Whether a book has answered all ledgers that gave orders to this one: what is under way would be posted again. */
  async areGiversHeard(book: string): Promise<boolean> {
    const { moves, named } = this.#parts;
    for (const giver of moves.slots.senders()) if (!(await named(giver).isAnswered(book))) return false;
    return true;
  }

  #isUnderWay(ledger: string): boolean {
    const open = this.#parts.outbox.openPairs();
    return open.some(({ receiverClass, receiver }) => receiverClass === "ledger" && receiver === ledger);
  }

  async #tellAnew(sender: string): Promise<void> {
    const { transaction } = this.#parts;
    for (let after: number | undefined = 0; after !== undefined;) {
      const rows = this.#sold.arrivedFrom(sender, after, PAGE);
      const orders = [...this.#orders.byRows(rows).values()];
      const elsewhere = await this.#soldElsewhere(orders.map(({ orderId }) => orderId));
      transaction(() => this.#tellPage(rows, elsewhere));
      after = rows.length < PAGE ? undefined : rows.at(-1);
    }
  }

  #tellPage(rows: readonly number[], elsewhere: readonly SoldOrder[]): void {
    const { sql, outbox, place } = this.#parts;
    const effects = new Effects();
    const orders = [...this.#orders.byRows(rows).values()];
    const here = this.#sold.of(orders.map(({ orderId }) => orderId));
    const sold = Map.groupBy([...elsewhere, ...here], ({ orderId }) => orderId);
    for (const stored of orders) {
      if (!stored.decided || stored.moved !== 0) continue;
      tellAnew(effects, place.books(), stored, sold.get(stored.orderId) ?? [], Date.now());
    }
    effects.commit({ ledger: this.#orders, readModel: new ReadModelStorage(sql), outbox });
  }

  async #soldElsewhere(ids: readonly string[]): Promise<SoldOrder[]> {
    if (ids.length === 0) return [];
    const sold: SoldOrder[] = [];
    for (const ledger of await this.#others()) sold.push(...(await this.#parts.named(ledger).soldOf(ids)));
    return sold;
  }

  /** All ledgers that may have had orders which are here. */
  async #others(): Promise<Set<string>> {
    const { moves, place, reports } = this.#parts;
    const known = await knownNames(reports, place.programId, "ledger");
    const others = new Set([...moves.givers(), ...known]);
    others.delete(place.name);
    return others;
  }
}
