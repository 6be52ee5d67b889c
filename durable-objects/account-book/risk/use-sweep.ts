/** Forgets once a day what counts for no order any more, a part at a time. */
import { DAY_MS } from "../../../domain/kernel/duration.ts";
import { isPauseOver } from "../../../domain/kernel/pause.ts";
import { firstNetworkKept } from "../../../domain/risk/network-of-day.ts";
import { letOthersIn } from "../../object/let-others-in.ts";
import type { NetworkStorage } from "./network-storage.ts";
import type { UseStorage } from "./use-storage.ts";

/** Clicks, promoters or networks of one transaction. */
const PART = 500;

export class UseSweep {
  readonly #storage: UseStorage;
  readonly #networks: NetworkStorage;
  /** By this life of the object. */
  #sweptAtMs = 0;

  constructor(storage: UseStorage, networks: NetworkStorage) {
    this.#storage = storage;
    this.#networks = networks;
  }

  /** Each object is woken every hour, so this is done also where nobody orders any more. */
  async run(nowMs: number, transaction: <Result>(work: () => Result) => Result): Promise<void> {
    if (!isPauseOver(this.#sweptAtMs + DAY_MS, nowMs, DAY_MS)) return;
    const storage = this.#storage;
    await parts("", (after) => transaction(() => storage.sweep(after, nowMs, PART)));
    await parts(0, (after) => transaction(() => storage.sweepContacts(after, nowMs, PART)));
    const kept = firstNetworkKept(nowMs);
    await parts(0, () => (transaction(() => this.#networks.forgetBefore(kept, PART)) === 0 ? null : 0));
    this.#sweptAtMs = nowMs;
  }
}

/** Others have their turn between two parts. */
async function parts<Place>(begin: Place, part: (after: Place) => Place | null): Promise<void> {
  for (let place = part(begin); place !== null; place = part(place)) await letOthersIn();
}
