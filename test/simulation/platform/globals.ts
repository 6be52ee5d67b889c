/** What code takes from its runtime without being given it: time, pauses and randomness come from the simulated world. */
import type { Chance } from "../../support/chance.ts";
import type { World } from "./world.ts";

interface Pause {
  isOver: boolean;
}

/** @returns what gives the runtime's own back. */
export function simulateGlobals(world: World, chance: Chance): () => void {
  const { setTimeout, clearTimeout, scheduler } = globalThis as typeof globalThis & { scheduler?: unknown };
  const { now } = Date;
  const { random } = Math;
  Date.now = () => world.clockMs();
  Math.random = () => chance.between(0, 999_999) / 1_000_000;
  Object.assign(globalThis, {
    scheduler: { wait: (ms: number) => new Promise<void>((over) => world.later(ms, over)) },
    setTimeout: (work: () => void, ms = 0): Pause => {
      const pause = { isOver: false };
      world.later(ms, () => {
        if (!pause.isOver) work();
      });
      return pause;
    },
    clearTimeout: (pause: Pause | undefined) => {
      if (pause !== undefined) pause.isOver = true;
    },
  });
  return () => {
    Date.now = now;
    Math.random = random;
    Object.assign(globalThis, { setTimeout, clearTimeout, scheduler });
  };
}
