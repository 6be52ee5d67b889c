/**
 * Ledgers between which slots moved, one of which was put back to an earlier moment. Whoever has taken the slots has their
 * orders. The other one gives what it has of them once more, and is silent then; afterwards the first reads back what books
 * posted, and tells anew what may be lost with the other one's log.
 */
import { knownNames } from "../../../worker/read-models/known-objects.tables.ts";
import { objectIndexOf, objectName } from "../../../domain/kernel/ids.ts";
import type { SlotMoves } from "../../moves/slot-moves.ts";
import type { TakenSlot } from "../../moves/left-slots-storage.ts";
import type { ProgramPlace } from "../../object/program-place.ts";
import type { OutboxStorage } from "../../delivery/outbox-storage.ts";
import { Effects } from "../effects.ts";
import { OrderStorage } from "../order-storage.ts";
import { ReadModelStorage } from "../read-model/read-model-storage.ts";
import type { SlotMoveStorage } from "./slot-move-storage.ts";
import { type SoldOrder, SoldStorage } from "./sold-storage.ts";
import { tellAnew } from "./told-anew.ts";

/** Another ledger, as this one calls it. */
export interface ComparedLedger {
  slotsFrom(sender: string): Promise<TakenSlot[]>;
  knownOrders(orderIds: readonly string[]): Promise<string[]>;
  soldOf(orderIds: readonly string[]): Promise<SoldOrder[]>;
  hasToldBooks(): Promise<boolean>;
  compareMoved(sender: string): Promise<boolean>;
}

export interface ComparingParts<Other> {
  readonly sql: SqlStorage;
  readonly kv: SyncKvStorage;
  readonly reports: D1Database;
  readonly place: ProgramPlace;
  readonly outbox: OutboxStorage;
  readonly moves: SlotMoves<Other>;
  readonly storage: SlotMoveStorage;
  transaction<Result>(work: () => Result): Result;
  named(ledger: string): ComparedLedger;
  /** Asks books what they have, and resolves when they have what waits for them, or after a moment. */
  settled(): Promise<void>;
  /** Reads back what all books posted, and posts what the orders of this ledger prove. */
  readBack(): Promise<void>;
}

/** Under which ledgers are kept that have taken slots, and whether they have compared what books posted. */
const WAITING = "ledgers_to_compare";
/** What waits for others is tried again after so long at first, and at last. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
/** Orders compared at once. */
const PAGE = 1_000;

export class ComparedLedgers<Other> {
  readonly #parts: ComparingParts<Other>;
  readonly #sold: SoldStorage;
  readonly #orders: OrderStorage;
  #pauseMs = FIRST_PAUSE_MS;
  #notBeforeMs = 0;
  /** One at a time. */
  #underWay: Promise<boolean> | null = null;
  #isReadingBack = false;

  constructor(parts: ComparingParts<Other>) {
    this.#parts = parts;
    this.#sold = new SoldStorage(parts.sql);
    this.#orders = new OrderStorage(parts.sql);
  }

  /** When what waits is tried again; null while nothing does. */
  nextMs(nowMs: number): number | null {
    if (Object.keys(this.#waiting()).length === 0) return null;
    return Math.min(Math.max(this.#notBeforeMs, nowMs), nowMs + LONGEST_PAUSE_MS);
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
      this.#wait(ledger);
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

  /** Gives each ledger what is left, and has it compare once nothing is under way. @throws while one does not answer. */
  async run(nowMs: number): Promise<void> {
    if (nowMs < this.#notBeforeMs && this.#notBeforeMs <= nowMs + LONGEST_PAUSE_MS) return;
    this.#notBeforeMs = nowMs + this.#pauseMs;
    this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
    for (const [ledger, isCompared] of Object.entries(this.#waiting())) await this.#goOn(ledger, isCompared);
  }

  /** A slot may wait long for an order that is not at rest: nobody else's orders wait for that. */
  async #goOn(ledger: string, wasCompared: boolean): Promise<void> {
    const { moves, named, place, kv, transaction } = this.#parts;
    const slots = moves.leaving.leavingFor(ledger);
    const steps = slots.length === 0 ? [] : await moves.move(slots, ledger);
    if (this.#isUnderWay(ledger)) return;
    const isCompared = wasCompared || (await named(ledger).compareMoved(place.name));
    if (!isCompared) return;
    transaction(() => {
      const { [ledger]: _, ...others } = this.#waiting();
      const isOver = steps.every(({ kind }) => kind === "complete");
      kv.put(WAITING, isOver ? others : { ...others, [ledger]: true });
    });
  }

  /** What this ledger's log says of the sales of orders. */
  soldOf(orderIds: readonly string[]): SoldOrder[] {
    return this.#sold.of(orderIds);
  }

  /** Whether books have answered all that this ledger told of orders that have gone. It says nothing of them any more. */
  async hasToldBooks(): Promise<boolean> {
    const { settled, storage, transaction } = this.#parts;
    await settled();
    return transaction(() => {
      storage.supersedeRefused(Date.now());
      return !storage.hasUntold();
    });
  }

  /**
   * A ledger that gave slots was put back, and has given again what it had of them.
   *
   * @returns false while books have not answered what others told of these orders: this ledger would post it again.
   */
  async compareMoved(sender: string): Promise<boolean> {
    if (this.#underWay !== null) return false;
    this.#underWay = this.#compareMoved(sender);
    try {
      return await this.#underWay;
    } finally {
      this.#underWay = null;
    }
  }

  async #compareMoved(sender: string): Promise<boolean> {
    const { moves, readBack, transaction } = this.#parts;
    if (!(await this.areSendersHeard())) return false;
    await this.#tellAnew(sender);
    this.#isReadingBack = true;
    try {
      await readBack();
    } finally {
      this.#isReadingBack = false;
    }
    // What has moved on from here since came by the same hands.
    const further = moves.leaving.receivers().filter((ledger) => ledger !== sender);
    transaction(() => {
      for (const ledger of further) this.#wait(ledger);
    });
    return true;
  }

  /** Whether books have answered all ledgers that gave orders to this one. */
  async areSendersHeard(): Promise<boolean> {
    const { moves, named } = this.#parts;
    if (this.#isReadingBack) return true;
    for (const giver of moves.slots.senders()) if (!(await named(giver).hasToldBooks())) return false;
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
    const told = Map.groupBy([...elsewhere, ...here], ({ orderId }) => orderId);
    for (const stored of orders) {
      if (!stored.decided || stored.moved !== 0) continue;
      tellAnew(effects, place.books(), stored, told.get(stored.orderId) ?? [], Date.now());
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

  #wait(ledger: string): void {
    this.#parts.kv.put(WAITING, { ...this.#waiting(), [ledger]: false });
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#notBeforeMs = 0;
  }

  #waiting(): Readonly<Record<string, boolean>> {
    return this.#parts.kv.get<Readonly<Record<string, boolean>>>(WAITING) ?? {};
  }
}
