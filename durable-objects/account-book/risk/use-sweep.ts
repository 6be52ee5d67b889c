/** Forgets once a day what counts for no order any more, a part at a time. */
import { DAY_MS } from "../../../domain/kernel/duration.ts";
import { isPauseOver } from "../../../domain/kernel/pause.ts";
import { letOthersIn } from "../../object/let-others-in.ts";
import type { UseStorage } from "./use-storage.ts";

/** Clicks, or promoters, of one transaction. */
const PART = 500;

export class UseSweep {
  readonly #storage: UseStorage;
  /** By this life of the object. */
  #sweptAtMs = 0;

  constructor(storage: UseStorage) {
    this.#storage = storage;
  }

  /** Each object is woken every hour, so this is done also where nobody orders any more. */
  async run(nowMs: number, transaction: <Result>(work: () => Result) => Result): Promise<void> {
    if (!isPauseOver(this.#sweptAtMs + DAY_MS, nowMs, DAY_MS)) return;
    const storage = this.#storage;
    await parts("", (after) => transaction(() => storage.sweep(after, nowMs, PART)));
    await parts(0, (after) => transaction(() => storage.sweepContacts(after, nowMs, PART)));
    this.#sweptAtMs = nowMs;
  }
}

/** Others have their turn between two parts. */
async function parts<Place>(begin: Place, part: (after: Place) => Place | null): Promise<void> {
  for (let place = part(begin); place !== null; place = part(place)) await letOthersIn();
}
