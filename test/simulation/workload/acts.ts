/** What people of a simulated world do side by side, at times of their own. */
import type { Chance } from "../../support/chance.ts";
import type { World } from "../platform/world.ts";
import { HOUR_MS } from "./cast.ts";

export class Acts {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #activeMs: number;
  #running = 0;

  constructor(world: World, chance: Chance, activeMs: number) {
    this.#activeMs = activeMs;
    this.#world = world;
    this.#chance = chance;
  }

  /** True once everyone has got the last answer. */
  get isDone(): boolean {
    return this.#running === 0;
  }

  /** Begins something that goes on by itself; an error in it is a breach. */
  start(work: () => Promise<void>): void {
    this.#running += 1;
    work().then(
      () => (this.#running -= 1),
      (error: unknown) => {
        this.#running -= 1;
        this.#world.fail(`a client was told ${String(error)}`);
      },
    );
  }

  someTime(): Promise<void> {
    return this.#world.scheduler.sleep(this.#chance.between(0, this.#activeMs));
  }

  /** A moment: long enough to be overtaken, short enough to race. */
  moment(): Promise<void> {
    return this.#world.scheduler.sleep(this.#chance.between(0, this.#chance.hits(0.5) ? 1_000 : HOUR_MS));
  }
}
