/**
 * The names of all programs, for telling one that exists from a guess without asking storage for each.
 *
 * Programs are never removed and their numbers only rise, so one statement learns of all that were made since, however
 * many names were asked for meanwhile. No request waits for the reading of another, which may be given up.
 */
import { isPauseOver } from "../../domain/kernel/pause.ts";
import { asc, gt } from "drizzle-orm";
import { queries } from "../platform/queries.ts";
import { programs } from "./schema.tables.ts";

/** Names that one isolate keeps: some eight megabytes. */
const MOST_NAMES = 100_000;
const NAMES_PER_READ = 5_000;

export class ProgramDirectory {
  readonly #names = new Set<string>();
  readonly #readEveryMs: number;
  #lastNumber = 0;
  #readAtMs = -Infinity;
  #isComplete = false;

  /** @param readEveryMs a program made elsewhere may be unknown for so long. */
  constructor(readEveryMs: number) {
    this.#readEveryMs = readEveryMs;
  }

  /** Whether there is a program of this name; `unsaid` while the names are not all known here. */
  async has(db: D1Database, name: string, nowMs: number): Promise<boolean | "unsaid"> {
    if (this.#names.has(name)) return true;
    if (isPauseOver(this.#readAtMs + this.#readEveryMs, nowMs, this.#readEveryMs)) {
      this.#readAtMs = nowMs;
      await this.#read(db);
    }
    return this.#names.has(name) || (this.#isComplete ? false : "unsaid");
  }

  async #read(db: D1Database): Promise<void> {
    this.#isComplete = false;
    while (this.#names.size < MOST_NAMES) {
      const read = await queries(db)
        .select({ number: programs.number, id: programs.id })
        .from(programs)
        .where(gt(programs.number, this.#lastNumber))
        .orderBy(asc(programs.number))
        .limit(NAMES_PER_READ);
      for (const { number, id } of read) {
        this.#names.add(id);
        this.#lastNumber = Math.max(this.#lastNumber, number);
      }
      this.#isComplete = read.length < NAMES_PER_READ;
      if (this.#isComplete) return;
    }
  }
}
