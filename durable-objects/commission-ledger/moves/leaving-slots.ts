/**
 * Slots that leave this ledger for another. From the moment that the other one has heard of it, new orders of the slot
 * belong there; known ones follow in parts, each while nothing of it is under way. What was told of them stays in this log.
 */
import { unknownWord } from "../../../domain/kernel/not-understood.ts";
import { commissionIdOf } from "../../../domain/kernel/ids.ts";
import type { MessageTo, Numbered } from "../../delivery/messages.ts";
import type { OutboxStorage } from "../../delivery/outbox-storage.ts";
import type { Pair } from "../../delivery/pair.ts";
import type { LedgerRow, Taken } from "../../delivery/rows.ts";
import type { SlotIndexStorage } from "./slot-index-storage.ts";
import type { LeftSlot, SlotMoveStorage } from "./slot-move-storage.ts";

/** Orders of one part. Calls for them wait until they have arrived. */
const ORDERS_PER_PART = 100;

/** An order, and its slot where the caller knows it. */
export interface PlacedOrder {
  readonly orderId: string;
  readonly slot: number | undefined;
}

export interface OtherPlace {
  readonly ledger: string;
  /** True until the order has arrived there. */
  readonly isUnderWay: boolean;
}

/** What one step of a move came to. */
export type MoveStep =
  | { readonly kind: "complete" }
  /** False when nothing could be done before something else has happened. */
  | { readonly kind: "moving"; readonly isNew: boolean }
  /** Commissions of lost orders, or events whose slot nobody said, must be settled first; or another ledger has the slot. */
  | { readonly kind: "waits"; readonly reason: "orphans" | "unplaced_events" | "not_here" };

export class LeavingSlots {
  readonly #storage: SlotMoveStorage;
  readonly #index: SlotIndexStorage;
  readonly #outbox: OutboxStorage;
  #left: ReadonlyMap<number, LeftSlot> | undefined;

  constructor(storage: SlotMoveStorage, index: SlotIndexStorage, outbox: OutboxStorage) {
    this.#storage = storage;
    this.#index = index;
    this.#outbox = outbox;
  }

  get isEmpty(): boolean {
    return this.#slots().size === 0;
  }

  has(slot: number): boolean {
    return this.#slots().has(slot);
  }

  /** The ledgers that slots have left for. */
  ledgers(): string[] {
    return [...new Set([...this.#slots().values()].map(({ receiver }) => receiver))];
  }

  /** Where those of the orders are that are not here. */
  elsewhere(orders: readonly PlacedOrder[]): Map<string, OtherPlace> {
    const places = new Map<string, OtherPlace>();
    if (this.isEmpty) return places;
    const known = this.#storage.whereabouts(orders.map(({ orderId }) => orderId));
    for (const { orderId, slot } of orders) {
      const own = known.get(orderId);
      const left = this.#slots().get(own?.slot ?? slot ?? -1);
      if (left === undefined || own?.moved === 0) continue;
      if (own === undefined && left.state === "announced") continue;
      places.set(orderId, { ledger: left.receiver, isUnderWay: own?.moved === 1 });
    }
    return places;
  }

  /** @throws for an order that may be elsewhere and whose slot the caller, of an earlier version, does not say. */
  requireSlot({ orderId, slot }: PlacedOrder): void {
    if (this.isEmpty || slot !== undefined || this.#storage.whereabouts([orderId]).size > 0) return;
    throw new Error("The Durable Object of an order without a slot is not known");
  }

  /** Goes on with the move of a slot. Run it in a transaction; what it writes is to be sent. */
  step(slot: number, receiver: string, nowMs: number): MoveStep {
    const left = this.#slots().get(slot);
    if (left?.state === "complete") return { kind: "complete" };
    if (!this.#index.fill()) return { kind: "moving", isNew: true };
    if (left === undefined) {
      if (this.#storage.hasOrphans(slot)) return { kind: "waits", reason: "orphans" };
      if (this.#index.hasUnplaced()) return { kind: "waits", reason: "unplaced_events" };
      this.#put(slot, { receiver, state: "announced" });
    }
    const isNew = !this.#isWaiting(receiver) && this.#tellNext(slot, receiver, nowMs);
    return { kind: "moving", isNew };
  }

  /** @returns false when orders stay that are not at rest, and nothing else can be told. */
  #tellNext(slot: number, receiver: string, nowMs: number): boolean {
    const state = this.#slots().get(slot)?.state;
    if (state === "announced") {
      this.#outbox.append(receiver, [{ type: "slot_opens", slot, atMs: nowMs }]);
      return true;
    }
    const rows = state === "open" ? this.#storage.atRest(slot, ORDERS_PER_PART) : [];
    if (rows.length > 0) {
      this.#storage.send(rows);
      this.#outbox.append(
        receiver,
        rows.map((orderRow) => ({ type: "moved_order", orderRow, atMs: nowMs })),
      );
      return true;
    }
    if (this.#storage.hasStaying(slot)) return false;
    this.#put(slot, { receiver, state: "closing" });
    this.#outbox.append(receiver, [{ type: "slot_closes", slot, atMs: nowMs }]);
    return true;
  }

  /** A ledger has taken messages. Runs in the transaction that acknowledges them. */
  taken(pair: Pair, { last, refused }: Taken): void {
    const isRefused = new Set(refused.map(({ seq }) => seq));
    const sent = this.#storage.sentBy(pair.pair, pair.ackedSeq, last.seq);
    const gone = sent.filter(({ seq }) => !isRefused.has(seq));
    const orders = gone.flatMap(({ kind, row }) => (kind === "moved_order" && row !== null ? [row] : []));
    if (orders.length > 0) this.#arrived(orders);
    for (const { kind, slot } of gone) {
      if (slot !== null && kind !== "moved_order") {
        this.#put(slot, { receiver: pair.receiver, state: kind === "slot_opens" ? "open" : "complete" });
      }
    }
    const back = sent.filter(({ seq }) => isRefused.has(seq));
    this.#storage.comeBack(back.flatMap(({ row }) => (row === null ? [] : [row])));
    this.#storage.forgetRefused(
      pair.pair,
      back.map(({ seq }) => seq),
    );
  }

  /** Messages of moves as their receiver needs them. */
  rows(messages: readonly Numbered<MessageTo<"ledger">>[], objects: number): LedgerRow[] {
    return messages.map(({ seq, message }): LedgerRow => {
      switch (message.type) {
        case "late_evidence":
        case "slot_closes":
          return { ...message, seq };
        case "slot_opens":
          return { ...message, seq, objects, voids: this.#storage.voids() };
        case "moved_order":
          return { type: "moved_order", seq, order: this.#storage.packed(message.orderRow) };
        default:
          return unknownWord(message, "message");
      }
    });
  }

  /** This ledger was put back to before a slot left: who took it says so. Run it in a transaction. */
  relearn(receiver: string, slots: readonly { readonly slot: number; readonly isComplete: boolean }[]): void {
    for (const { slot, isComplete } of slots) {
      this.#put(slot, { receiver, state: isComplete ? "complete" : "open" });
    }
  }

  /** Orders that another ledger has, whatever this one believed. */
  haveGone(rows: readonly number[]): void {
    this.#storage.send(rows);
    this.#arrived(rows);
  }

  #arrived(rows: readonly number[]): void {
    const commissions = rows.flatMap((row) => {
      const { slot, orderId, commissions: own } = this.#storage.packed(row);
      this.#index.remove(slot, [row]);
      return own.map(({ credit, level }) => commissionIdOf({ slot, orderId, credit, level }));
    });
    this.#storage.arrived(rows);
    this.#storage.dropAdopted(commissions);
  }

  #isWaiting(receiver: string): boolean {
    return this.#outbox
      .openPairs()
      .some((pair) => pair.receiverClass === "ledger" && pair.receiver === receiver);
  }

  #put(slot: number, left: LeftSlot): void {
    this.#storage.putLeft(slot, left);
    this.#left = undefined;
  }

  /** Read anew after each change, so that a transaction that was undone leaves nothing behind. */
  #slots(): ReadonlyMap<number, LeftSlot> {
    this.#left ??= this.#storage.leftSlots();
    return this.#left;
  }
}
