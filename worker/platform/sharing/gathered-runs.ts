/**
 * Work that costs as much for many as for one is done for many. Who comes while a run is under way waits for its end, and
 * one of those who wait runs for all of them. Who comes alone runs at once.
 *
 * The size of a run so follows the load, and nobody waits for a timer to fill one.
 */
import { pause, SharedAnswer } from "./shared-answer.ts";

/** What became of each entry of a run; undefined when the run failed, and then each is done alone. */
type Results<Result> = ReadonlyMap<string, Result> | undefined;

/** Answers for each entry, in sequence. */
type Work<Entry, Result> = (entries: readonly Entry[]) => Promise<readonly Result[]>;

interface Gathering<Entry, Result> {
  readonly entries: Map<string, Entry>;
  /** Undefined as long as the run has not begun. */
  results: SharedAnswer<Results<Result>> | undefined;
}

/** Runs of one group. */
class GatheredRuns<Entry, Result> {
  readonly #most: number;
  #underWay: SharedAnswer<Results<Result>> | undefined;
  #gathering: Gathering<Entry, Result> | undefined;

  /** @param most entries of one run. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether nobody waits here, and nothing is under way. */
  get isIdle(): boolean {
    return this.#gathering === undefined && this.#underWay?.isAwaited !== true;
  }

  /**
   * Has an entry done, with others where some wait. What a run that failed may have done is done again, alone.
   *
   * @param key names the entry: two of one key are never in one run.
   */
  async run(key: string, entry: Entry, work: Work<Entry, Result>): Promise<Result> {
    const gathering = await this.#join(key, entry, work);
    while (gathering.results === undefined) await this.#next(gathering, work);
    const result = (await gathering.results.wait())?.get(key);
    if (result !== undefined) return result;
    const [own] = await work([entry]);
    if (own === undefined) throw new Error("an entry was not answered");
    return own;
  }

  /** Waits for the next run where this one is full, or has an entry of this name. */
  async #join(key: string, entry: Entry, work: Work<Entry, Result>): Promise<Gathering<Entry, Result>> {
    for (;;) {
      const gathering = (this.#gathering ??= { entries: new Map(), results: undefined });
      if (!gathering.entries.has(key) && gathering.entries.size < this.#most) {
        gathering.entries.set(key, entry);
        return gathering;
      }
      await this.#next(gathering, work);
    }
  }

  /** Begins a run once none is under way: whoever finds that first runs for all. */
  async #next(gathering: Gathering<Entry, Result>, work: Work<Entry, Result>): Promise<void> {
    if (this.#underWay?.isAwaited === true) await pause();
    else await this.#lead(gathering, work);
  }

  /** @throws what a run of one entry threw. */
  async #lead(gathering: Gathering<Entry, Result>, work: Work<Entry, Result>): Promise<void> {
    const results = new SharedAnswer<Results<Result>>();
    gathering.results = results;
    this.#gathering = undefined;
    this.#underWay = results;
    const keys = [...gathering.entries.keys()];
    try {
      const answers = await work([...gathering.entries.values()]);
      results.give(new Map(keys.flatMap((key, index) => mapped(key, answers[index]))));
    } catch (error) {
      results.give(undefined);
      if (keys.length === 1) throw error;
    }
  }
}

function mapped<Result>(key: string, result: Result | undefined): [string, Result][] {
  return result === undefined ? [] : [[key, result]];
}

/** Runs of many groups: what is of different groups is never in one run. */
export class GatheredGroups<Entry, Result> {
  readonly #groups = new Map<string, GatheredRuns<Entry, Result>>();
  readonly #most: number;

  /** @param most entries of one run. */
  constructor(most: number) {
    this.#most = most;
  }

  /** As {@link GatheredRuns.run}, with the entries of one group. */
  async run(group: string, key: string, entry: Entry, work: Work<Entry, Result>): Promise<Result> {
    const runs = this.#groups.get(group) ?? new GatheredRuns<Entry, Result>(this.#most);
    this.#groups.set(group, runs);
    try {
      return await runs.run(key, entry, work);
    } finally {
      if (runs.isIdle && this.#groups.get(group) === runs) this.#groups.delete(group);
    }
  }
}
