/**
 * Keeps what storage answered, bounded, and asks again after the answer to the request that found it stale.
 *
 * What is known is answered without a wait. Requests that miss the same key at once share one question, and
 * every question beyond those is paid from a budget. Absence is remembered apart from presence, so that a flood
 * of guesses drives out no real entry.
 */
import { isPauseOver } from "../../domain/kernel/pause.ts";
import { logError } from "../../durable-objects/object/log.ts";
import type { MissBudget } from "./miss-budget.ts";
import { SharedAnswer } from "./sharing/shared-answer.ts";
import { WeighedMap } from "./weighed-map.ts";

export type Answer<V> =
  | { readonly kind: "found"; readonly value: V }
  | { readonly kind: "absent" }
  | { readonly kind: "unavailable"; readonly reason: "over_budget" | "storage_failed" };

export interface StaleCacheTerms<V> {
  /** Entries kept, of those found and of those absent. */
  readonly found: number;
  readonly absent: number;
  /** What the entries found may weigh together, in the unit of `weigh`. */
  readonly weight: number;
  weigh(value: V): number;
  /** For this long an answer is given as it is. */
  readonly freshMs: number;
  /** For this long an answer that was found is given while a newer one is asked for. */
  readonly staleMs: number;
}

/** How to ask storage, on behalf of one request. */
export interface Source<V> {
  load(key: string): Promise<V | null>;
  waitUntil(work: Promise<unknown>): void;
  readonly budget: MissBudget;
}

interface Entry<V> {
  readonly answer: Answer<V>;
  readonly loadedAtMs: number;
  /** When storage may be asked again; moved on with each question, so that one that died holds nothing up. */
  refreshAtMs: number;
}

const ABSENT = { kind: "absent" } as const;
const OVER_BUDGET = { kind: "unavailable", reason: "over_budget" } as const;
const STORAGE_FAILED = { kind: "unavailable", reason: "storage_failed" } as const;

/** A refresh that has not answered by then is taken for lost. */
const REFRESH_MS = 5_000;

export class StaleCache<V> {
  readonly #terms: StaleCacheTerms<V>;
  readonly #found: WeighedMap<Entry<V>>;
  readonly #absent: WeighedMap<Entry<V>>;
  readonly #loads = new Map<string, SharedAnswer<Answer<V>>>();

  constructor(terms: StaleCacheTerms<V>) {
    this.#terms = terms;
    const weigh = ({ answer }: Entry<V>) => (answer.kind === "found" ? terms.weigh(answer.value) : 0);
    this.#found = new WeighedMap({ entries: terms.found, weight: terms.weight, weigh });
    this.#absent = new WeighedMap({ entries: terms.absent, weight: Infinity, weigh });
  }

  /** What is known of `key`, at once where anything is. */
  get(key: string, nowMs: number, source: Source<V>): Answer<V> | Promise<Answer<V>> {
    const found = this.#found.get(key);
    const isAged = found !== undefined && this.#isOver(found.refreshAtMs, nowMs);
    if (isAged && nowMs - found.loadedAtMs < this.#terms.staleMs) {
      found.refreshAtMs = nowMs + REFRESH_MS;
      void this.#start(key, nowMs, source);
    }
    return this.#known(key, nowMs) ?? this.#ask(key, nowMs, source);
  }

  /** What is known of `key` where nothing needs to be asked; undefined where {@link get} must be called. */
  fresh(key: string, nowMs: number): Answer<V> | undefined {
    const found = this.#found.get(key);
    if (found !== undefined) return this.#isOver(found.refreshAtMs, nowMs) ? undefined : found.answer;
    const absent = this.#absent.get(key);
    return absent === undefined || this.#isOver(absent.refreshAtMs, nowMs) ? undefined : absent.answer;
  }

  /** Whether what is known is to be asked for again. */
  #isOver(refreshAtMs: number, nowMs: number): boolean {
    return isPauseOver(refreshAtMs, nowMs, Math.max(this.#terms.freshMs, REFRESH_MS));
  }

  /** Forgets `key`, and whatever is being asked about it: for a change made in this very isolate. */
  forget(key: string): void {
    this.#found.delete(key);
    this.#absent.delete(key);
    this.#loads.delete(key);
  }

  #known(key: string, nowMs: number): Answer<V> | undefined {
    const found = this.#found.get(key);
    if (found !== undefined && nowMs - found.loadedAtMs < this.#terms.staleMs) return found.answer;
    const absent = this.#absent.get(key);
    return absent === undefined || this.#isOver(absent.refreshAtMs, nowMs) ? undefined : absent.answer;
  }

  async #ask(key: string, nowMs: number, source: Source<V>): Promise<Answer<V>> {
    for (;;) {
      const shared = this.#loads.get(key);
      if (shared === undefined) break;
      const answer = (await shared.wait()) ?? this.#known(key, nowMs);
      if (answer !== undefined) return answer;
      if (this.#loads.get(key) === shared) this.#loads.delete(key);
    }
    return source.budget.take(nowMs) ? this.#start(key, nowMs, source) : OVER_BUDGET;
  }

  #start(key: string, nowMs: number, source: Source<V>): Promise<Answer<V>> {
    const shared = new SharedAnswer<Answer<V>>();
    this.#loads.set(key, shared);
    const loading = this.#load(key, nowMs, source, shared);
    source.waitUntil(loading);
    return loading;
  }

  async #load(
    key: string,
    nowMs: number,
    source: Source<V>,
    shared: SharedAnswer<Answer<V>>,
  ): Promise<Answer<V>> {
    const answer = await answerOf(source, key);
    shared.give(answer);
    if (this.#loads.get(key) === shared) {
      this.#loads.delete(key);
      this.#remember(key, answer, nowMs);
    }
    return answer;
  }

  #remember(key: string, answer: Answer<V>, nowMs: number): void {
    if (answer.kind === "unavailable") return;
    this.#found.delete(key);
    this.#absent.delete(key);
    const present = answer.kind === "found";
    const entries = present ? this.#found : this.#absent;
    // Refreshing puts an entry last, so the first is one that nobody asked for since.
    entries.set(key, { answer, loadedAtMs: nowMs, refreshAtMs: nowMs + this.#terms.freshMs });
  }
}

async function answerOf<V>(source: Source<V>, key: string): Promise<Answer<V>> {
  try {
    const value = await source.load(key);
    return value === null ? ABSENT : { kind: "found", value };
  } catch (error) {
    logError("lookup_failed", error);
    return STORAGE_FAILED;
  }
}
