/**
 * Work that costs as much for many as for one is done for many. Who comes while a run is under way waits for its end, and
 * one of those who wait runs for all of them. Who comes alone runs at once.
 *
 * The size of a run so follows the load, and nobody waits for a timer to fill one. Requests share data and never a promise:
 * each looks by a timer of its own. Who looks no more has ended: its entry is left out, and its run is nobody's.
 */
import { logError } from "../../../durable-objects/object/log.ts";
import { pause } from "./shared-answer.ts";

/** Who has not looked, or shown that it runs, for so long has ended. */
const GONE_AFTER_MS = 500;
/** A run shows this often that it goes on. */
const BEAT_MS = 50;
/** Who waits longer is done alone. */
const LONGEST_WAIT_MS = 5_000;
/** Groups that are kept before those are looked for that have ended. */
const GROUPS_KEPT = 100;

/** Answers for each entry, in sequence. */
type Work<Entry, Result> = (entries: readonly Entry[]) => Promise<readonly Result[]>;

class Run<Result> {
  /** Empty when the run failed: then each entry is done alone. */
  results: ReadonlyMap<string, Result> | undefined;
  #aliveAtMs = Date.now();

  /** Shows that it goes on, by timers of its leader, until it has results. */
  beat(): void {
    this.#aliveAtMs = Date.now();
    if (this.results === undefined) setTimeout(() => this.beat(), BEAT_MS);
  }

  /** Whether its end may still come. */
  get isAwaited(): boolean {
    return this.results === undefined && isPresent(this.#aliveAtMs);
  }
}

/** An entry that waits for its run. */
interface Place<Entry, Result> {
  readonly entry: Entry;
  /** Whose it is. */
  readonly ticket: symbol;
  lookedAtMs: number;
  run: Run<Result> | undefined;
}

/** Runs of one group. */
class GatheredRuns<Entry, Result> {
  readonly #most: number;
  readonly #waiting = new Map<string, Place<Entry, Result>>();
  #underWay: Run<Result> | undefined;

  /** @param most entries of one run. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether nobody waits here, and nothing is under way. */
  get isIdle(): boolean {
    this.#forgetGone();
    return this.#waiting.size === 0 && this.#underWay?.isAwaited !== true;
  }

  /**
   * Has an entry done, with others where some wait. What a run that failed may have done is done again, alone.
   *
   * @param key names the entry: two of one key are never in one run.
   */
  async run(key: string, entry: Entry, work: Work<Entry, Result>): Promise<Result> {
    const result = await this.#together(key, entry, work);
    if (result !== undefined) return result;
    const [own] = await work([entry]);
    if (own === undefined) throw new Error("an entry was not answered");
    return own;
  }

  /** @returns undefined where the entry has to be done alone. */
  async #together(key: string, entry: Entry, work: Work<Entry, Result>): Promise<Result | undefined> {
    const beganAtMs = Date.now();
    const endMs = beganAtMs + LONGEST_WAIT_MS;
    const ticket = Symbol(key);
    while (Date.now() < endMs) {
      const place = this.#join(key, entry, ticket);
      if (place === undefined || this.#underWay?.isAwaited === true) await pause(beganAtMs);
      else await this.#lead(work);
      while (place?.run?.isAwaited === true) await pause(beganAtMs);
      if (place?.run !== undefined) return place.run.results?.get(key);
    }
    if (this.#waiting.get(key)?.ticket === ticket) this.#waiting.delete(key);
    return undefined;
  }

  /** Its place among those that wait. @returns undefined where the next run is full, or has an entry of this name. */
  #join(key: string, entry: Entry, ticket: symbol): Place<Entry, Result> | undefined {
    this.#forgetGone();
    const known = this.#waiting.get(key);
    if (known !== undefined) {
      if (known.ticket !== ticket) return undefined;
      known.lookedAtMs = Date.now();
      return known;
    }
    if (this.#waiting.size >= this.#most) return undefined;
    const place = { entry, ticket, lookedAtMs: Date.now(), run: undefined };
    this.#waiting.set(key, place);
    return place;
  }

  #forgetGone(): void {
    for (const [key, { lookedAtMs }] of this.#waiting) if (!isPresent(lookedAtMs)) this.#waiting.delete(key);
  }

  /** Runs for all that wait. @throws what a run of one entry threw. */
  async #lead(work: Work<Entry, Result>): Promise<void> {
    const run = new Run<Result>();
    const taken = [...this.#waiting];
    this.#waiting.clear();
    this.#underWay = run;
    for (const [, place] of taken) place.run = run;
    run.beat();
    try {
      const answers = await work(taken.map(([, { entry }]) => entry));
      run.results = new Map(taken.flatMap(([key], index) => answered(key, answers[index])));
    } catch (error) {
      run.results = new Map();
      if (taken.length === 1) throw error;
      logError("shared_run_failed", error, { entries: taken.length });
    }
  }
}

function isPresent(seenAtMs: number): boolean {
  return Math.abs(Date.now() - seenAtMs) < GONE_AFTER_MS;
}

function answered<Result>(key: string, result: Result | undefined): [string, Result][] {
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
    const known = this.#groups.get(group);
    if (known === undefined && this.#groups.size >= GROUPS_KEPT) this.#forgetIdle();
    const runs = known ?? new GatheredRuns<Entry, Result>(this.#most);
    this.#groups.set(group, runs);
    return await runs.run(key, entry, work);
  }

  #forgetIdle(): void {
    for (const [group, runs] of this.#groups) if (runs.isIdle) this.#groups.delete(group);
  }
}
