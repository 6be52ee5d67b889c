/**
 * Slots of orders move to ledgers that the program did not have before, while everybody acts: part by part, each step
 * repeated until it is answered. Afterwards some callers know where a slot is, and others ask where it was.
 */
import { dealtMap } from "../../../domain/kernel/slot-map.ts";
import type { Chance } from "../../support/chance.ts";
import { surely } from "../platform/stubs.ts";
import type { World } from "../platform/world.ts";
import type { Acts } from "./acts.ts";
import { type Cast, HOUR_MS, PROGRAM } from "./cast.ts";
import type { Received } from "./received.ts";

export class SlotMoves {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #cast: Cast;
  readonly #acts: Acts;
  readonly #received: Received;
  readonly #begun = new Set<number>();

  constructor(world: World, chance: Chance, cast: Cast, acts: Acts, received: Received) {
    this.#world = world;
    this.#chance = chance;
    this.#cast = cast;
    this.#acts = acts;
    this.#received = received;
  }

  start(): void {
    for (let index = 0; index < this.#chance.between(2, 8); index += 1) {
      this.#acts.start(async () => {
        await this.#acts.someTime();
        await this.#moveOne(this.#anySlot());
      });
    }
  }

  /** Something has just happened to an order of this slot. */
  happened(slot: number): void {
    if (!this.#cast.movesSlots || !this.#chance.hits(0.2)) return;
    this.#acts.start(async () => await this.#moveOne(slot));
  }

  /** Of a slot that has orders, or of any other. */
  #anySlot(): number {
    const planned = [...this.#received.proposals.values()].flatMap(([first]) => first?.slot ?? []);
    return planned.length > 0 ? this.#chance.oneOf(planned) : this.#chance.between(0, 255);
  }

  async #moveOne(slot: number): Promise<void> {
    if (this.#begun.has(slot)) return;
    this.#begun.add(slot);
    const from = `${PROGRAM}/${dealtMap(this.#cast.objects)[slot] ?? 0}`;
    const to = `${PROGRAM}/${this.#cast.objects + this.#chance.between(0, 1)}`;
    await this.#move(slot, from, to);
    // From here on callers find it in the map; those that have an older one still ask where it was.
    this.#cast.movedSlots.set(slot, to);
    if (!this.#chance.hits(0.4)) return;
    await this.#acts.moment();
    const further = `${PROGRAM}/${this.#cast.objects + 2}`;
    await this.#move(slot, to, further);
    this.#cast.movedSlots.set(slot, further);
  }

  async #move(slot: number, from: string, to: string): Promise<void> {
    const ledger = surely(this.#world, "COMMISSION_LEDGER", from);
    for (;;) {
      const step = await ledger.moveSlot(slot, to, this.#cast.objects);
      if (step.kind === "complete") return;
      if (step.kind === "waits" && step.reason === "not_here")
        this.#world.fail(`slot ${slot} is not at ${from}`);
      await this.#world.scheduler.sleep(
        this.#chance.between(10, this.#chance.hits(0.5) ? 500 : HOUR_MS / 10),
      );
    }
  }
}
