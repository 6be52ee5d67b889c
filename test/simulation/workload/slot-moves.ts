/**
 * Slots of orders and of customers move to objects that the program did not have before, while everybody acts. Part by
 * part, each step repeated until it is answered. Afterwards some callers know where a slot is, others ask where it was.
 */
import { dealtMap } from "../../../domain/kernel/slot-map.ts";
import type { ObjectClass } from "../../../domain/kernel/object-class.ts";
import type { MoveStep } from "../../../durable-objects/moves/leaving-slots.ts";
import { keepKnownObject } from "../../../worker/read-models/known-objects.tables.ts";
import type { Chance } from "../../support/chance.ts";
import { surely } from "../platform/stubs.ts";
import type { World } from "../platform/world.ts";
import type { Acts } from "./acts.ts";
import { type Cast, customerSlot, HOUR_MS, PROGRAM, SLOT_KEY } from "./cast.ts";
import type { Received } from "./received.ts";

/** The customers that somebody in a simulated world names. */
const CUSTOMERS = ["customer", "member", "buyer"].flatMap((kind) =>
  [0, 1, 2, 3, 4, 5].map((index) => `${kind}-${index}`),
);

/** What is dealt to slots, and how one that has it goes on with a move. */
interface Moving {
  readonly what: string;
  readonly className: ObjectClass;
  readonly begun: Set<number>;
  /** Where callers who know of every move find a slot. */
  readonly places: Map<number, string>;
  step(slots: readonly number[], from: string, to: string): Promise<MoveStep[]>;
}

export class SlotMoves {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #cast: Cast;
  readonly #acts: Acts;
  readonly #received: Received;
  readonly #orders: Moving;
  readonly #customers: Moving;

  constructor(world: World, chance: Chance, cast: Cast, acts: Acts, received: Received) {
    this.#world = world;
    this.#chance = chance;
    this.#cast = cast;
    this.#acts = acts;
    this.#received = received;
    const { objects } = cast;
    this.#orders = {
      what: "orders",
      className: "ledger",
      begun: new Set(),
      places: cast.movedSlots,
      step: async (slots, from, to) =>
        await surely(world, "COMMISSION_LEDGER", from).moveSlots(slots, to, objects),
    };
    this.#customers = {
      what: "customers",
      className: "journey",
      begun: new Set(),
      places: cast.movedCustomers,
      step: async (slots, from, to) =>
        await surely(world, "JOURNEY", from).moveSlots(slots, to, objects, SLOT_KEY),
    };
  }

  start(): void {
    for (let index = 0; index < this.#chance.between(2, 8); index += 1) {
      this.#acts.start(async () => {
        await this.#acts.someTime();
        await this.#moveOne(this.#orders, this.#anySlot());
      });
    }
    for (const customerId of CUSTOMERS) {
      if (!this.#chance.hits(0.5)) continue;
      this.#acts.start(async () => {
        await this.#acts.someTime();
        await this.#moveOne(this.#customers, customerSlot(customerId));
      });
    }
  }

  /** Something has just happened to an order of this slot. */
  happened(slot: number): void {
    if (!this.#cast.movesSlots || !this.#chance.hits(0.2)) return;
    this.#acts.start(async () => await this.#moveOne(this.#orders, slot));
  }

  /** Something happens to a customer. */
  concerns(customerId: string): void {
    if (!this.#cast.movesSlots || !this.#chance.hits(0.5)) return;
    this.#acts.start(async () => await this.#moveOne(this.#customers, customerSlot(customerId)));
  }

  /** Of a slot that has orders, or of any other. */
  #anySlot(): number {
    const planned = [...this.#received.proposals.values()].flatMap(([first]) => first?.slot ?? []);
    return planned.length > 0 ? this.#chance.oneOf(planned) : this.#chance.between(0, 255);
  }

  /** A slot moves alone, or together with one more that is in the same object. */
  async #moveOne(moving: Moving, slot: number): Promise<void> {
    if (moving.begun.has(slot)) return;
    const from = this.#dealtTo(slot);
    const other = this.#anySlot();
    const isTogether = other !== slot && !moving.begun.has(other) && this.#dealtTo(other) === from;
    const slots = isTogether && this.#chance.hits(0.5) ? [slot, other] : [slot];
    for (const each of slots) moving.begun.add(each);
    const to = `${PROGRAM}/${this.#cast.objects + this.#chance.between(0, 1)}`;
    await this.#move(moving, slots, from, to);
    if (!this.#chance.hits(0.4)) return;
    await this.#acts.moment();
    await this.#move(moving, slots, to, `${PROGRAM}/${this.#cast.objects + 2}`);
  }

  #dealtTo(slot: number): string {
    return `${PROGRAM}/${dealtMap(this.#cast.objects)[slot] ?? 0}`;
  }

  async #move(moving: Moving, slots: readonly number[], from: string, to: string): Promise<void> {
    // A growth begins no move before D1 knows of the object that takes the slots.
    const known = { programId: PROGRAM, className: moving.className, object: to };
    await keepKnownObject(this.#world.calmEnv().REPORTS, known, this.#world.machineMs());
    if (moving === this.#orders) this.#cast.orderMoves.begun += 1;
    await this.#untilComplete(moving, slots, from, to);
    if (moving === this.#orders) this.#cast.orderMoves.over += 1;
  }

  async #untilComplete(moving: Moving, slots: readonly number[], from: string, to: string): Promise<void> {
    for (;;) {
      const steps = await moving.step(slots, from, to);
      for (const [index, step] of steps.entries()) {
        const slot = slots[index];
        if (slot === undefined)
          this.#world.fail(`${from} answered for a slot of ${moving.what} that was not asked`);
        else if (step.kind === "waits" && step.reason === "not_here")
          this.#world.fail(`slot ${slot} of ${moving.what} is not at ${from}`);
        // From here on callers find it in the map; those that have an older one still ask where it was.
        else if (step.kind === "complete") moving.places.set(slot, to);
      }
      if (steps.every(({ kind }) => kind === "complete")) return;
      await this.#world.scheduler.sleep(
        this.#chance.between(10, this.#chance.hits(0.5) ? 500 : HOUR_MS / 10),
      );
    }
  }
}
