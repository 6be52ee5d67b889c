/**
 * Ledgers between which slots moved, one of which was put back to an earlier moment. Whoever has taken the slots has their
 * orders. The other one gives what it has of them once more, and is silent then; afterwards the first reads back what books
 * posted, and tells anew what may be lost with the other one's log.
 */
import { knownNames } from "../../../worker/read-models/known-objects.tables.ts";
import { objectIndexOf, objectName } from "../../../domain/kernel/ids.ts";
import { isPauseOver, pauseEndMs } from "../../../domain/kernel/pause.ts";
import { bookNames } from "../../object/books.ts";
import type { SlotMoves } from "../../moves/slot-moves.ts";
import type { TakenSlot } from "../../moves/left-slots-storage.ts";
import type { ProgramPlace } from "../../object/program-place.ts";
import type { OutboxStorage } from "../../delivery/outbox-storage.ts";
import { Effects } from "../effects.ts";
import { OrderStorage } from "../order-storage.ts";
import { ReadModelStorage } from "../read-model/read-model-storage.ts";
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

/** Under which ledgers are kept that have taken slots, and whether they know that they are to compare. */
const GIVING = "ledgers_to_give";
/** Under which is kept what is left to compare here. */
const COMPARING = "moved_to_compare";
/** Under which is kept when what waits for others is tried again. */
const PAUSE = "pause_of_comparing";
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/** What a ledger that has taken slots still has to do. */
interface Comparing {
  /** Whoever gave them was put back: orders that came from there are told anew. */
  readonly givers: readonly string[];
  /** Books that are still to be read back; null: all that the program has. */
  readonly books: readonly string[] | null;
}

const NOTHING: Comparing = { givers: [], books: [] };

interface Pause {
  readonly lengthMs: number;
  readonly untilMs: number;
}

const NO_PAUSE: Pause = { lengthMs: FIRST_PAUSE_MS, untilMs: 0 };

/** Orders compared at once. */
const PAGE = 1_000;

export class ComparedLedgers<Other> {
  readonly #parts: ComparingParts<Other>;
  readonly #sold: SoldStorage;
  readonly #orders: OrderStorage;

  constructor(parts: ComparingParts<Other>) {
    this.#parts = parts;
    this.#sold = new SoldStorage(parts.sql);
    this.#orders = new OrderStorage(parts.sql);
  }

  /** When what waits is tried again; null while nothing does. */
  nextMs(nowMs: number): number | null {
    const { givers, books } = this.#comparing();
    const isIdle = givers.length === 0 && books?.length === 0 && Object.keys(this.#giving()).length === 0;
    return isIdle ? null : Math.max(nowMs, pauseEndMs(this.#pause().untilMs, nowMs, LONGEST_PAUSE_MS));
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
      this.#begin(ledger);
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
    const { kv } = this.#parts;
    const { lengthMs, untilMs } = this.#pause();
    const next = this.nextMs(nowMs);
    if (next === null || !isPauseOver(untilMs, nowMs, LONGEST_PAUSE_MS)) return;
    kv.put<Pause>(PAUSE, { lengthMs: Math.min(2 * lengthMs, LONGEST_PAUSE_MS), untilMs: nowMs + lengthMs });
    const giving = Object.entries(this.#giving());
    await eachOf(giving, async ([ledger, knows]) => await this.#give(ledger, knows));
    await eachOf(this.#comparing().givers, async (giver) => await this.#tellOf(giver));
    await eachOf(await this.#booksToCompare(), async (book) => await this.#readBack(book));
  }

  /** A slot may wait long for an order that is not at rest: nobody else's orders wait for that. */
  async #give(ledger: string, knows: boolean): Promise<void> {
    const { moves, named, place, kv, transaction } = this.#parts;
    const slots = moves.leaving.leavingFor(ledger);
    const steps = slots.length === 0 ? [] : await moves.move(slots, ledger);
    if (this.#isUnderWay(ledger)) return;
    if (!knows) await named(ledger).compareMoved(place.name);
    transaction(() => {
      const { [ledger]: _, ...others } = this.#giving();
      const isOver = steps.every(({ kind }) => kind === "complete");
      kv.put(GIVING, isOver ? others : { ...others, [ledger]: true });
    });
  }

  async #tellOf(giver: string): Promise<void> {
    const { transaction, moves } = this.#parts;
    await this.#tellAnew(giver);
    transaction(() => {
      const { givers, books } = this.#comparing();
      this.#keep({ givers: givers.filter((one) => one !== giver), books });
      // What has moved on from here since came by the same hands.
      for (const ledger of moves.leaving.receivers()) this.#begin(ledger);
    });
  }

  async #readBack(book: string): Promise<void> {
    const { readBack, transaction } = this.#parts;
    await readBack(book);
    transaction(() => {
      const { givers, books } = this.#comparing();
      this.#keep({ givers, books: books?.filter((one) => one !== book) ?? null });
    });
  }

  /** Those that the program was made with, and those of its growth. */
  async #booksToCompare(): Promise<readonly string[]> {
    const { reports, place, transaction } = this.#parts;
    const { givers, books } = this.#comparing();
    if (books !== null) return books;
    const known = await knownNames(reports, place.programId, "book");
    const all = [...new Set([...bookNames(place.books()), ...known])];
    transaction(() => this.#keep({ givers, books: all }));
    return all;
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
    const givers = new Set([...this.#comparing().givers, giver]);
    this.#keep({ givers: [...givers], books: null });
    this.#parts.kv.put<Pause>(PAUSE, NO_PAUSE);
  }

  /** A book is to be read back, soon. */
  compareBook(book: string): void {
    const { givers, books } = this.#comparing();
    this.#keep({ givers, books: books === null ? null : [...new Set([...books, book])] });
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
    const { home, objects } = place.books();
    const dealt = moves.slots.taken().map((slot) => objectName(home, objectIndexOf(slot, objects)));
    const known = await knownNames(reports, place.programId, "ledger");
    const others = new Set([...moves.slots.senders(), ...dealt, ...known]);
    others.delete(place.name);
    return others;
  }

  #begin(ledger: string): void {
    this.#parts.kv.put(GIVING, { ...this.#giving(), [ledger]: false });
    this.#parts.kv.put<Pause>(PAUSE, NO_PAUSE);
  }

  #giving(): Readonly<Record<string, boolean>> {
    return this.#parts.kv.get<Readonly<Record<string, boolean>>>(GIVING) ?? {};
  }

  #comparing(): Comparing {
    return this.#parts.kv.get<Comparing>(COMPARING) ?? NOTHING;
  }

  #keep(comparing: Comparing): void {
    this.#parts.kv.put<Comparing>(COMPARING, comparing);
  }

  #pause(): Pause {
    return this.#parts.kv.get<Pause>(PAUSE) ?? NO_PAUSE;
  }
}

/** One that fails keeps no other from its turn. @throws the first error, once each has had its turn. */
async function eachOf<One>(all: readonly One[], work: (one: One) => Promise<void>): Promise<void> {
  const errors: unknown[] = [];
  for (const one of all) await work(one).catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}
