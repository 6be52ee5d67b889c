/**
 * Slots that leave an object for another one of its class. From the moment that the other one has heard of it, what is new
 * in the slot belongs there. What is known follows in parts, each while nothing of it is under way.
 */
import type { Message, ReceiverClass } from "../delivery/messages.ts";
import type { OutboxStorage } from "../delivery/outbox-storage.ts";
import type { Pair } from "../delivery/pair.ts";
import type { Taken } from "../delivery/rows.ts";
import type { LeftSlot, LeftSlotsStorage, MoveKinds, TakenSlot } from "./left-slots-storage.ts";

/** Things of one part, of all slots that move together. Calls for them wait until they have arrived. */
const THINGS_PER_PART = 100;

/** An order or a customer, and its slot where the caller knows it. */
export interface Placed {
  readonly id: string;
  readonly slot: number | undefined;
}

export interface OtherPlace {
  readonly object: string;
  /** True until the thing has arrived there. */
  readonly isUnderWay: boolean;
}

/** Where a thing stands: 0 here, 1 on its way to another object, 2 there. */
export interface Whereabouts {
  readonly slot: number | null;
  readonly moved: 0 | 1 | 2;
}

/**
 * Why a slot cannot move: something must be settled first, or another object has the slot. `refused_rows` stays of a slot that
 * has begun to move: what is left of it waits for an operator.
 */
export type MoveObstacle = "orphans" | "unplaced_events" | "not_here" | "refused_rows";

/** What one step of a move came to. */
export type MoveStep =
  | { readonly kind: "complete" }
  /** False when nothing could be done before something else has happened. */
  | { readonly kind: "moving"; readonly isNew: boolean }
  /** The slot goes, or has gone, to another object than the one that was named. */
  | { readonly kind: "elsewhere"; readonly object: string }
  | { readonly kind: "waits"; readonly reason: MoveObstacle };

/** What moves with its slot, in the tables of its owner. Everything runs in a transaction. */
export interface MovedThings {
  /** Those of the asked things that are known. */
  whereabouts(ids: readonly string[]): ReadonlyMap<string, Whereabouts>;
  /** Has the things of each slot found by the slot. @returns false while there are more. */
  fill(): boolean;
  /** What must be settled before a slot can begin to move. */
  obstacle(slot: number): MoveObstacle | null;
  /** Things have arrived. */
  arrived(rows: readonly number[]): void;
  readonly storage: MovingRows;
}

/** Which rows of things are here, and which on their way. */
export interface MovingRows {
  /** Those of a slot that are here, and of which nothing waits for an answer. */
  atRest(slot: number, limit: number): number[];
  hasStaying(slot: number): boolean;
  /** Whether each of a slot that is here waits for an operator. Left out where nothing does. */
  waitForOperator?(slot: number): boolean;
  /** They are on their way. */
  send(rows: readonly number[]): void;
  /** They come back: their receiver could not take them. */
  comeBack(rows: readonly number[]): void;
}

/** How the messages of a class's moves are written. */
export interface MoveMessages {
  readonly receiverClass: ReceiverClass;
  readonly kinds: MoveKinds;
  opens(slot: number, atMs: number): Message;
  moved(row: number, atMs: number): Message;
  closes(slot: number, atMs: number): Message;
}

/** What is left of a part while slots move together. */
interface Room {
  things: number;
}

export class LeavingSlots {
  readonly #slotsStorage: LeftSlotsStorage;
  readonly #things: MovedThings;
  readonly #messages: MoveMessages;
  readonly #outbox: OutboxStorage;
  #left: ReadonlyMap<number, LeftSlot> | undefined;

  constructor(slots: LeftSlotsStorage, things: MovedThings, messages: MoveMessages, outbox: OutboxStorage) {
    this.#slotsStorage = slots;
    this.#things = things;
    this.#messages = messages;
    this.#outbox = outbox;
  }

  get isEmpty(): boolean {
    return this.#slots().size === 0;
  }

  has(slot: number): boolean {
    return this.#slots().has(slot);
  }

  receiverOf(slot: number): string | null {
    return this.#slots().get(slot)?.receiver ?? null;
  }

  /** The objects that slots have left for. */
  receivers(): string[] {
    return [...new Set([...this.#slots().values()].map(({ receiver }) => receiver))];
  }

  /** Where those of the things are that are not here. */
  elsewhere(things: readonly Placed[]): Map<string, OtherPlace> {
    const places = new Map<string, OtherPlace>();
    if (this.isEmpty) return places;
    const known = this.#things.whereabouts(things.map(({ id }) => id));
    for (const { id, slot } of things) {
      const own = known.get(id);
      const left = this.#slots().get(own?.slot ?? slot ?? -1);
      if (left === undefined || own?.moved === 0) continue;
      if (own === undefined && left.state === "announced") continue;
      places.set(id, { object: left.receiver, isUnderWay: own?.moved === 1 });
    }
    return places;
  }

  /** @throws for a thing that may be elsewhere and whose slot the caller, of an earlier version, does not say. */
  requireSlot({ id, slot }: Placed): void {
    if (this.isEmpty || slot !== undefined || this.#things.whereabouts([id]).size > 0) return;
    throw new Error("The Durable Object of an order without a slot is not known");
  }

  /** Goes on with the moves of slots to one receiver. Run it in a transaction; what it writes is to be sent. */
  step(slots: readonly number[], receiver: string, nowMs: number): MoveStep[] {
    const isBusy = this.#isWaiting(receiver);
    const room: Room = { things: THINGS_PER_PART };
    return slots.map((slot) => this.#stepOf(slot, receiver, isBusy ? null : room, nowMs));
  }

  /** @param room null while the receiver has yet to take what it was told. */
  #stepOf(slot: number, receiver: string, room: Room | null, nowMs: number): MoveStep {
    const left = this.#slots().get(slot);
    if (left !== undefined && left.receiver !== receiver) return { kind: "elsewhere", object: left.receiver };
    if (left?.state === "complete") return { kind: "complete" };
    if (!this.#things.fill()) return { kind: "moving", isNew: true };
    if (left === undefined) {
      const reason = this.#things.obstacle(slot);
      if (reason !== null) return { kind: "waits", reason };
      this.#put(slot, { receiver, state: "announced" });
    }
    const isNew = room !== null && this.#tellNext(slot, receiver, room, nowMs);
    const waits = !isNew && room !== null && room.things > 0 && this.#waitsForOperator(slot);
    return waits ? { kind: "waits", reason: "refused_rows" } : { kind: "moving", isNew };
  }

  /** @returns false when nothing can be told: no room is left, or things stay that are not at rest. */
  #tellNext(slot: number, receiver: string, room: Room, nowMs: number): boolean {
    const state = this.#slots().get(slot)?.state;
    if (state === "announced") {
      this.#outbox.append(receiver, [this.#messages.opens(slot, nowMs)]);
      return true;
    }
    if (room.things === 0) return false;
    const rows = state === "open" ? this.#things.storage.atRest(slot, room.things) : [];
    if (rows.length > 0) {
      room.things -= rows.length;
      this.#things.storage.send(rows);
      this.#outbox.append(
        receiver,
        rows.map((row) => this.#messages.moved(row, nowMs)),
      );
      return true;
    }
    if (this.#things.storage.hasStaying(slot)) return false;
    this.#put(slot, { receiver, state: "closing" });
    this.#outbox.append(receiver, [this.#messages.closes(slot, nowMs)]);
    return true;
  }

  #waitsForOperator(slot: number): boolean {
    return this.#slots().get(slot)?.state === "open" && this.#things.storage.waitForOperator?.(slot) === true;
  }

  /** Another object has taken messages. Runs in the transaction that acknowledges them. */
  taken(pair: Pair, { last, refused }: Taken): void {
    const { kinds } = this.#messages;
    const isRefused = new Set(refused.map(({ seq }) => seq));
    const sent = this.#slotsStorage.sentBy(pair.pair, pair.ackedSeq, last.seq, kinds);
    const gone = sent.filter(({ seq }) => !isRefused.has(seq));
    const things = gone.flatMap(({ kind, row }) => (kind === kinds.moved && row !== null ? [row] : []));
    if (things.length > 0) this.#things.arrived(things);
    for (const { kind, slot } of gone) {
      if (slot !== null && kind !== kinds.moved) {
        this.#put(slot, { receiver: pair.receiver, state: kind === kinds.opens ? "open" : "complete" });
      }
    }
    const back = sent.filter(({ seq }) => isRefused.has(seq));
    this.#things.storage.comeBack(back.flatMap(({ row }) => (row === null ? [] : [row])));
    this.#slotsStorage.forgetRefused(
      pair.pair,
      back.map(({ seq }) => seq),
    );
  }

  /** This object was put back to before slots left: who took them says so. Run it in a transaction. */
  relearn(receiver: string, slots: readonly TakenSlot[]): void {
    for (const { slot, isComplete } of slots) {
      this.#put(slot, { receiver, state: isComplete ? "complete" : "open" });
    }
  }

  /** Whether all of a slot has gone. What comes of it still, from whoever was put back, goes after it. */
  hasGone(slot: number): boolean {
    const state = this.#slots().get(slot)?.state;
    return state === "closing" || state === "complete";
  }

  /** Slots that are on their way to an object, or that it says to have taken while things of them are here. */
  leavingFor(receiver: string): number[] {
    return [...this.#slots()].flatMap(([slot, left]) =>
      left.receiver === receiver && left.state !== "complete" ? [slot] : [],
    );
  }

  /** Sends things that another object has as well: it takes of them what it does not know. */
  sendAgain(receiver: string, rows: readonly number[], nowMs: number): void {
    this.#things.storage.send(rows);
    this.#outbox.append(
      receiver,
      rows.map((row) => this.#messages.moved(row, nowMs)),
    );
  }

  /** Things that another object has, whatever this one believed. */
  haveGone(rows: readonly number[]): void {
    this.#things.storage.send(rows);
    this.#things.arrived(rows);
  }

  #isWaiting(receiver: string): boolean {
    return this.#outbox
      .openPairs()
      .some((pair) => pair.receiverClass === this.#messages.receiverClass && pair.receiver === receiver);
  }

  #put(slot: number, left: LeftSlot): void {
    this.#slotsStorage.putLeft(slot, left);
    this.#left = undefined;
  }

  /** Read anew after each change, so that a transaction that was undone leaves nothing behind. */
  #slots(): ReadonlyMap<number, LeftSlot> {
    this.#left ??= this.#slotsStorage.left();
    return this.#left;
  }
}
