/**
 * The moves of an owner's slots: what leads a slot to another object of the class, part by part. Also what an owner that was
 * put back learns of slots that had left it. Every step may be repeated.
 */
import { objectIndexOf, objectName } from "../../domain/kernel/ids.ts";
import { knownNames } from "../../worker/read-models/known-objects.tables.ts";
import type { OutboxStorage } from "../delivery/outbox-storage.ts";
import type { ReceiverClass } from "../delivery/messages.ts";
import type { ProgramPlace } from "../object/program-place.ts";
import { Forwarding } from "./forwarding.ts";
import { LeavingSlots, type MovedThings, type MoveMessages, type MoveStep } from "./leaving-slots.ts";
import { LeftSlotsStorage, type TakenSlot } from "./left-slots-storage.ts";

/** Parts of a move in one call. */
const PARTS_PER_CALL = 20;

/** What moves need of the owner whose slots move. */
export interface MovingOwner<Other> {
  readonly sql: SqlStorage;
  readonly place: ProgramPlace;
  readonly outbox: OutboxStorage;
  readonly things: MovedThings;
  readonly messages: MoveMessages;
  named(object: string): Other;
  transaction<Result>(work: () => Result): Result;
  arm(): void;
  /**
   * Whether things are as this object knows them: if it was put back, it may have told others more of them. Left out where they
   * take the same twice without harm.
   */
  isSure?(): Promise<boolean>;
  /** Sends what waits for another object, and resolves when it has landed. */
  sendTo(receiverClass: ReceiverClass, object: string): Promise<void>;
}

/** A thing that is here. */
export interface ThingHere {
  readonly row: number;
  readonly id: string;
  readonly slot: number | null;
}

/** Things compared at once with another object. */
const PAGE = 1_000;

function isNew(step: MoveStep): boolean {
  return step.kind === "moving" && step.isNew;
}

export class SlotMoves<Other> {
  readonly slots: LeftSlotsStorage;
  readonly leaving: LeavingSlots;
  readonly forwarding: Forwarding<Other>;
  readonly #owner: MovingOwner<Other>;

  constructor(owner: MovingOwner<Other>) {
    this.#owner = owner;
    this.slots = new LeftSlotsStorage(owner.sql);
    this.leaving = new LeavingSlots(this.slots, owner.things, owner.messages, owner.outbox);
    const { receiverClass } = owner.messages;
    this.forwarding = new Forwarding(
      this.leaving,
      (object) => owner.named(object),
      async (object) => {
        await owner.sendTo(receiverClass, object);
      },
    );
  }

  /**
   * Goes on with the moves of slots to another object, by some parts. A repeat does what is left.
   *
   * @returns what each came to, in the sequence of the slots.
   */
  async move(slots: readonly number[], object: string): Promise<MoveStep[]> {
    if ((await this.#owner.isSure?.()) === false) return slots.map(() => ({ kind: "moving", isNew: false }));
    let steps = this.#step(slots, object);
    for (let part = 1; part < PARTS_PER_CALL && steps.some(({ kind }) => kind === "moving"); part += 1) {
      await this.#owner.sendTo(this.#owner.messages.receiverClass, object);
      steps = this.#step(slots, object);
      if (!steps.some(isNew)) break;
    }
    return steps;
  }

  #step(slots: readonly number[], object: string): MoveStep[] {
    const steps = this.#owner.transaction((): MoveStep[] => {
      const here = slots.filter((slot) => this.leaving.has(slot) || this.owns(slot));
      const stepped = this.leaving.step(here, object, Date.now());
      return slots.map((slot) => stepped[here.indexOf(slot)] ?? { kind: "waits", reason: "not_here" });
    });
    this.#owner.arm();
    return steps;
  }

  /** Whether a slot is this object's: dealt to it when the program was made, less what has left, with what has come. */
  owns(slot: number): boolean {
    if (this.leaving.has(slot)) return false;
    const { place } = this.#owner;
    const { objects } = place.books();
    const isDealt = place.index < objects && objectIndexOf(slot, objects) === place.index;
    return this.slots.holds(slot) ?? isDealt;
  }

  /** Objects that had slots which are here: those that gave them, and those that they were dealt to. */
  givers(): Set<string> {
    const { home, objects } = this.#owner.place.books();
    const dealt = this.slots.taken().map((slot) => objectName(home, objectIndexOf(slot, objects)));
    const givers = new Set([...this.slots.senders(), ...dealt]);
    givers.delete(this.#owner.place.name);
    return givers;
  }

  /** This object was put back: another one of its class may have taken slots of it since. Its pairs are to be asked. */
  async openOthers(reports: D1Database): Promise<void> {
    const { place, outbox, messages } = this.#owner;
    const names = await knownNames(reports, place.programId, messages.receiverClass);
    const others = names.filter((name) => name !== place.name);
    this.#owner.transaction(() => outbox.open(messages.receiverClass, others));
  }

  /**
   * What another object has taken of this one, which may have been put back to before that.
   *
   * @param known those of the asked things that the other object has or has had.
   * @param here a page of the things that this object believes to have.
   */
  async relearn(
    object: string,
    slots: readonly TakenSlot[],
    known: (ids: readonly string[]) => Promise<readonly string[]>,
    here: (afterRow: number, limit: number) => readonly ThingHere[],
  ): Promise<void> {
    if (slots.length === 0) return;
    this.#owner.transaction(() => this.leaving.relearn(object, slots));
    const taken = new Set(slots.map(({ slot }) => slot));
    for (let after: number | undefined = 0; after !== undefined;) {
      const page = here(after, PAGE);
      const asked = page.filter(({ slot }) => slot !== null && taken.has(slot));
      const there = new Set(await known(asked.map(({ id }) => id)));
      const gone = asked.filter(({ id }) => there.has(id)).map(({ row }) => row);
      this.#owner.transaction(() => this.leaving.haveGone(gone));
      after = page.length < PAGE ? undefined : page.at(-1)?.row;
    }
  }
}
