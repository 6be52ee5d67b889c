/** Tells those who follow the log that it goes on: each by itself, so that one that does not answer holds up no other. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { pauseEndMs } from "../../domain/kernel/pause.ts";
import { GATHER_MS } from "../object/alarm.ts";
import { logError } from "../object/log.ts";
import { withinAMoment } from "../object/within-a-moment.ts";
import type { Follower, FollowerStorage } from "./follower-storage.ts";

/** Told at once; the others follow in the next turn. */
const AT_ONCE = 20;
const LONGEST_PAUSE_MS = 60_000;

export interface Telling {
  /** The last number of the log. */
  last(): number;
  transaction(work: () => void): void;
  /** @returns whether that object still follows the log. */
  tell(object: string, last: number): Promise<boolean>;
}

export class Followers {
  readonly #storage: FollowerStorage;
  readonly #telling: Telling;

  constructor(storage: FollowerStorage, telling: Telling) {
    this.#storage = storage;
    this.#telling = telling;
  }

  /** Events were added: part of that transaction. */
  added(promoters: readonly (PromoterRef | null)[]): void {
    const named = new Set(promoters.filter((promoter) => promoter !== null));
    this.#storage.want(this.#telling.last(), [...named]);
  }

  /** A while after the events, so that a burst of them is one word. */
  nextMs(nowMs: number): number | null {
    const atMs = this.#storage.nextAtMs();
    if (atMs === null) return null;
    return Math.max(pauseEndMs(atMs, nowMs, LONGEST_PAUSE_MS), nowMs + GATHER_MS);
  }

  async run(nowMs: number): Promise<void> {
    const due = this.#storage.due(nowMs, nowMs + LONGEST_PAUSE_MS, AT_ONCE);
    const calls = due.map(async (one) => await this.#tell(one, nowMs));
    if (calls.length > 0) await withinAMoment(Promise.all(calls));
  }

  async #tell(follower: Follower, nowMs: number): Promise<void> {
    const last = this.#telling.last();
    try {
      const isThere = await this.#telling.tell(follower.object, last);
      this.#telling.transaction(() => {
        if (isThere) this.#storage.knows(follower, last);
        else this.#storage.remove(follower.object);
      });
    } catch (error) {
      logError("follower_not_woken", error, {
        follower: follower.object,
        failures: follower.failures + 1,
      });
      const pauseMs = Math.min(GATHER_MS * 2 ** Math.min(follower.failures, 16), LONGEST_PAUSE_MS);
      this.#telling.transaction(() => this.#storage.failed(follower, nowMs + pauseMs));
    }
  }
}
