const SALT = Buffer.alloc(32, 7);

/**
 * Taps as the edge gathers them: its own batcher packs and sends them, and the consumer of the queue judges and counts. Each
 * link is one visitor's, so that its counters say of one window how many were let in.
 */
import { EventBatcher } from "../../../worker/edge/event-batcher.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { Chance } from "../../support/chance.ts";
import type { World } from "../platform/world.ts";
import type { Cast } from "./cast.ts";
import type { StoredProgram } from "./program.ts";

const WINDOW_MS = 200;

export class Clicks {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #cast: Cast;
  readonly #program: StoredProgram;
  /** By link: the times of its taps, and how many impressions it had. */
  readonly taps = new Map<number, number[]>();
  readonly impressions = new Map<number, number>();
  /** Messages that nobody can read. */
  readonly poison: string[] = [];
  /** Events that no queue took, or of which the edge does not know. */
  lost = 0;
  #running = 0;

  constructor(world: World, chance: Chance, cast: Cast, program: StoredProgram) {
    this.#world = world;
    this.#chance = chance;
    this.#cast = cast;
    this.#program = program;
  }

  get isDone(): boolean {
    return this.#running === 0;
  }

  start(): void {
    const chance = this.#chance;
    const batcher = new EventBatcher(WINDOW_MS);
    for (let link = 1; link <= chance.between(1, 4); link += 1) {
      const promoter = chance.oneOf(this.#cast.promoters);
      const isQuick = chance.hits(0.5);
      for (let tap = chance.between(1, 12); tap > 0; tap -= 1)
        this.#later(chance.between(0, isQuick ? 60_000 : this.#cast.activeMs), () =>
          this.#tap(batcher, link, promoter),
        );
    }
    for (let number = chance.hits(0.3) ? chance.between(1, 2) : 0; number > 0; number -= 1) {
      const text = `poison-${number}`;
      this.#later(chance.between(0, this.#cast.activeMs / 2), () => {
        this.poison.push(text);
        this.#until(async () => void (await this.#world.envFor(null).EVENTS.send(text)));
      });
    }
  }

  #later(ms: number, work: () => void): void {
    this.#running += 1;
    this.#world.scheduler.after(ms, "tap", () => {
      this.#running -= 1;
      work();
    });
  }

  #tap(batcher: EventBatcher, link: number, promoter: PromoterRef): void {
    const env = this.#world.envFor(null);
    const nowMs = this.#world.machineMs();
    const owner = {
      env,
      nowMs,
      waitUntil: (work: Promise<unknown>) => this.#until(async () => void (await work)),
      addressFinder: async () => await Promise.resolve(() => "203.0.113.7"),
      saltAt: async () => await Promise.resolve(SALT),
      eventsLost: async (events: number) => {
        this.lost += events;
        await Promise.resolve();
      },
    };
    const program = this.#program.number;
    if (this.#chance.hits(0.2)) {
      this.impressions.set(link, (this.impressions.get(link) ?? 0) + 1);
      batcher.count({ of: "impression", program, link, promoter, amountMinor: 0 }, owner);
      return;
    }
    this.taps.set(link, [...(this.taps.get(link) ?? []), nowMs]);
    const visitor = link.toString(16).padStart(16, "0");
    const click = { program, link, promoter, occurredAtMs: nowMs, visitor };
    const seen = { unique: false, origin: "newcomer", hosting: null } as const;
    batcher.add({ ...click, ...seen, way: { connecting: "", forwarded: "" } }, owner);
  }

  #until(work: () => Promise<void>): void {
    this.#running += 1;
    work().then(
      () => (this.#running -= 1),
      () => {
        // The queue did not take it, or did not say so.
        this.lost += 1;
        this.#running -= 1;
      },
    );
  }
}
