/** How much came from each network within an hour: in memory alone, so that nothing of a network is kept. */
import { HOUR_MS } from "../../../domain/kernel/duration.ts";

/** Networks remembered of one hour; beyond, whoever came first is forgotten first. */
const REMEMBERED = 10_000;

export class NetworkCounts {
  readonly #limit: number;
  #counts = new Map<string, number>();
  #hour = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts one; false when the network has its share of this hour. A network without a name is not counted. */
  admit(network: string, nowMs: number): boolean {
    if (network === "") return true;
    const hour = Math.floor(nowMs / HOUR_MS);
    if (hour !== this.#hour) {
      this.#counts = new Map();
      this.#hour = hour;
    }
    const before = this.#counts.get(network) ?? 0;
    if (before >= this.#limit) return false;
    this.#counts.set(network, before + 1);
    const [oldest] = this.#counts.size > REMEMBERED ? this.#counts.keys() : [];
    if (oldest !== undefined) this.#counts.delete(oldest);
    return true;
  }
}
