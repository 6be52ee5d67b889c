/**
 * Takes events out of the program's log, each once: those that follow where the object is, and those that are to be sent
 * again. A log that was put back is read again from where the object began, and what is known already is passed over.
 */
import type { EndpointSettings } from "./sender.ts";
import type { LogMark } from "../delivery/lives.ts";
import type { DeliveryStorage, TakenEvent } from "./delivery-storage.ts";
import type { EndpointState, Following } from "./endpoint-state.ts";
import type { Replay, ReplayStorage } from "./replay-storage.ts";

interface LoggedEvent extends TakenEvent {
  readonly recordedAtMs: number;
}

/** How a log answers who follows it. */
type Page =
  | {
      readonly kind: "page";
      readonly events: readonly LoggedEvent[];
      readonly mark: LogMark;
      readonly last: number;
    }
  | { readonly kind: "diverged"; readonly mark: LogMark; readonly knowsSince?: boolean };

export interface Log {
  begin(): Promise<{ readonly mark: LogMark; readonly nowMs: number }>;
  follow(after: LogMark, asked: FollowAsked): Promise<Page>;
}

export interface FollowAsked {
  readonly settings: EndpointSettings;
  readonly since: LogMark | undefined;
  readonly upTo: number | null;
}

export interface Stores {
  readonly state: EndpointState;
  readonly deliveries: DeliveryStorage;
  readonly replays: ReplayStorage;
  transaction(work: () => void): void;
}

/** Deliveries that wait: what comes behind them stays in the log until there is room. */
const MOST_WAITING = 1_000;
/** Pages of one turn. */
const PAGES = 10;
/** A log that is read once more may have been recorded by a clock that was behind. */
const CLOCK_ROOM_MS = 3_600_000;

export class FollowLog {
  readonly #stores: Stores;
  readonly #log: Log;

  constructor(stores: Stores, log: Log) {
    this.#stores = stores;
    this.#log = log;
  }

  /** Whether there is something to take, and room for it. */
  get isDue(): boolean {
    const { state, replays, deliveries } = this.#stores;
    const { heard, mark } = state.following;
    return (heard !== mark.seq || replays.count() > 0) && deliveries.waiting() < MOST_WAITING;
  }

  /** Begins to follow, or makes sure of it. What the log has by then is heard of. */
  async begin(): Promise<void> {
    const { state } = this.#stores;
    const { mark, nowMs } = await this.#log.begin();
    this.#stores.transaction(() => {
      if (!state.isFollowing) {
        state.following = { mark, heard: mark.seq, since: mark, sinceMs: nowMs, isReading: false };
        return;
      }
      const { following } = state;
      const isSame = following.mark.seq === mark.seq && following.mark.life === mark.life;
      // No log has such a number: what differs is looked at.
      if (!isSame) state.following = { ...following, heard: mark.seq === following.mark.seq ? -1 : mark.seq };
    });
  }

  /** The log goes on, up to a number. */
  heard(last: number): void {
    const { state } = this.#stores;
    if (state.isFollowing && state.following.heard !== last)
      this.#stores.transaction(() => {
        state.following = { ...state.following, heard: last };
      });
  }

  /** Takes what there is room for. */
  async take(nowMs: number): Promise<void> {
    for (let pages = 0; pages < PAGES && this.isDue; pages += 1) {
      const { settings, following } = this.#stores.state;
      if (settings === undefined) return;
      const replay = this.#stores.replays.first();
      if (replay === null) await this.#takeNew(settings, following, nowMs);
      else await this.#takeAgain(settings, replay, nowMs);
    }
  }

  async #takeNew(settings: EndpointSettings, { mark, since }: Following, nowMs: number): Promise<void> {
    const { state, deliveries } = this.#stores;
    const page = await this.#log.follow(mark, { settings, since, upTo: null });
    this.#stores.transaction(() => {
      const { following } = state;
      if (page.kind === "diverged") {
        state.following = { ...following, mark: page.mark, heard: -1, isReading: page.knowsSince !== true };
        return;
      }
      const fromMs = following.isReading ? following.sinceMs - CLOCK_ROOM_MS : 0;
      const events = page.events.filter(({ recordedAtMs }) => recordedAtMs >= fromMs);
      deliveries.take(events, nowMs, false);
      const isReading = following.isReading && page.mark.seq < page.last;
      state.following = { ...following, mark: page.mark, heard: page.last, isReading };
    });
  }

  async #takeAgain(settings: EndpointSettings, replay: Replay, nowMs: number): Promise<void> {
    const { replays, deliveries } = this.#stores;
    const page = await this.#log.follow(replay.after, { settings, since: undefined, upTo: replay.upTo });
    this.#stores.transaction(() => {
      // Of a log that was put back nobody asked anything.
      if (page.kind === "diverged") {
        replays.end(replay.row);
        return;
      }
      deliveries.take(page.events, nowMs, true);
      replays.cameTo(replay, page.mark);
    });
  }
}
