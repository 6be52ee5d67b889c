/**
 * Which version of the code runs where. A deployment goes from object to object, two versions talk to each other
 * meanwhile. It may be taken back before it is made for good.
 */
import type { Chance } from "../../support/chance.ts";
import { type Code, nextCode, PRESENT } from "./code.ts";
import type { ObjectHost } from "./object-host.ts";
import type { World } from "./world.ts";

const MINUTE_MS = 60_000;
/** Within so long everything that runs has been replaced. */
const REPLACED_WITHIN_MS = 30 * MINUTE_MS;

export class Versions {
  readonly #world: World;
  readonly #chance: Chance;
  /** Null in worlds with one version alone. */
  readonly #next: Code | null;
  /** Of lives that begin, how many run the next version. */
  #share = 0;

  private constructor(world: World, chance: Chance, next: Code | null) {
    this.#world = world;
    this.#chance = chance;
    this.#next = next;
  }

  static async of(world: World, chance: Chance, areMixed: boolean): Promise<Versions> {
    return new Versions(world, chance, areMixed ? await nextCode() : null);
  }

  /** True in worlds with two versions. */
  get areMixed(): boolean {
    return this.#next !== null;
  }

  /** All code that may run in this world. */
  get all(): readonly Code[] {
    return this.#next === null ? [PRESENT] : [PRESENT, this.#next];
  }

  /** The code of whatever begins now: a life of an object, or a request in some isolate. */
  pick(): Code {
    return this.#next !== null && this.#share > 0 && this.#chance.hits(this.#share) ? this.#next : PRESENT;
  }

  /** Plans a deployment within a time; half of them are taken back, and made again. */
  plan(withinMs: number): void {
    const next = this.#next;
    if (next === null) return;
    const { scheduler, databases } = this.#world;
    const beginMs = this.#chance.between(0, withinMs / 2);
    scheduler.after(beginMs, "a deployment begins", () => {
      // Migrations come first: the version that runs has to live with them.
      if (next.migration !== null) databases.CONFIG.migrate(next.migration);
      this.#deploy(this.#chance.between(1, 9) / 10);
    });
    if (this.#chance.hits(0.3)) return;
    const backMs = beginMs + this.#chance.between(MINUTE_MS, withinMs / 4);
    scheduler.after(backMs, "the deployment is taken back", () => this.#deploy(0));
    const againMs = backMs + this.#chance.between(MINUTE_MS, withinMs / 4);
    scheduler.after(againMs, "a deployment begins again", () =>
      this.#deploy(this.#chance.between(1, 9) / 10),
    );
  }

  /** The next version runs everywhere: what it said and the present one did not know can be taken. */
  end(): void {
    if (this.#next === null) return;
    this.#share = 1;
    for (const host of this.#world.hosts()) this.#replace(host);
  }

  #deploy(share: number): void {
    this.#share = share;
    for (const host of this.#world.hosts()) {
      this.#world.scheduler.after(this.#chance.between(0, REPLACED_WITHIN_MS), "replaced", () =>
        this.#replace(host),
      );
    }
  }

  #replace(host: ObjectHost): void {
    host.crash("to run other code");
    this.#world.faults.counts.replaced += 1;
  }
}
