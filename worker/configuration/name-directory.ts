/**
 * The names of all things of a kind, for telling one that exists from a guess without asking storage for each.
 *
 * Nothing of the kind is ever removed and numbers only rise. So one statement learns of all that were made since, however
 * many names were asked for meanwhile. Requests look for what another reads, and wait for none that may be given up.
 */
import { isPauseOver } from "../../domain/kernel/pause.ts";
import { SharedAnswer } from "../platform/sharing/shared-answer.ts";

/** Names that one isolate keeps: some eight megabytes. */
const MOST_NAMES = 100_000;
const NAMES_PER_READ = 5_000;

export interface NumberedName {
  readonly number: number;
  readonly name: string;
}

/** Names behind a number, by rising numbers, at most so many. */
export type ReadNames = (db: D1Database, after: number, most: number) => Promise<readonly NumberedName[]>;

export class NameDirectory {
  readonly #readNames: ReadNames;
  readonly #names = new Set<string>();
  readonly #readEveryMs: number;
  #lastNumber = 0;
  #readAtMs = -Infinity;
  #isComplete = false;
  /** The reading that was begun last. */
  #reading: SharedAnswer<boolean> | undefined;

  /** @param readEveryMs what was made elsewhere may be unknown for so long. */
  constructor(readNames: ReadNames, readEveryMs: number) {
    this.#readNames = readNames;
    this.#readEveryMs = readEveryMs;
  }

  /** Whether there is anything of this name; `unsaid` while the names are not all known here. */
  async has(db: D1Database, name: string, nowMs: number): Promise<boolean | "unsaid"> {
    if (this.#names.has(name)) return true;
    await this.readOn(db, nowMs);
    await this.#reading?.wait();
    return this.#names.has(name) || (this.#isComplete ? false : "unsaid");
  }

  /** Learns of what was made since, unless that was done a moment ago. */
  async readOn(db: D1Database, nowMs: number): Promise<void> {
    if (!isPauseOver(this.#readAtMs + this.#readEveryMs, nowMs, this.#readEveryMs)) return;
    this.#readAtMs = nowMs;
    this.#isComplete = false;
    const reading = new SharedAnswer<boolean>();
    this.#reading = reading;
    try {
      await this.#read(db);
    } finally {
      reading.give(this.#isComplete);
    }
  }

  async #read(db: D1Database): Promise<void> {
    while (this.#names.size < MOST_NAMES) {
      const read = await this.#readNames(db, this.#lastNumber, NAMES_PER_READ);
      for (const { number, name } of read) {
        this.#names.add(name);
        this.#lastNumber = Math.max(this.#lastNumber, number);
      }
      this.#isComplete = read.length < NAMES_PER_READ;
      if (this.#isComplete) return;
    }
  }
}
