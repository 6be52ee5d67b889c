/** Clocks that are wrong: of one object by minutes, of the whole machine by days. */
import type { Chance } from "../../support/chance.ts";
import type { World } from "./world.ts";

export class Clocks {
  readonly #world: World;
  readonly #chance: Chance;

  constructor(world: World, chance: Chance) {
    this.#world = world;
    this.#chance = chance;
  }

  /** Each hour some clocks jump. */
  step(): void {
    const { clockJumpMs, machineJumpMs } = this.#world.faults.rates;
    for (const host of this.#world.hosts()) {
      if (clockJumpMs === 0 || !this.#chance.hits(0.2)) continue;
      host.skewMs = this.#chance.between(-clockJumpMs, clockJumpMs);
      this.#world.faults.counts.jumps += 1;
    }
    if (machineJumpMs === 0 || !this.#chance.hits(0.3)) return;
    const skewMs = this.#chance.hits(0.5) ? 0 : this.#chance.between(-machineJumpMs, machineJumpMs);
    this.#world.setMachineClock(skewMs);
    this.#world.faults.counts.machineJumps += 1;
  }
}
