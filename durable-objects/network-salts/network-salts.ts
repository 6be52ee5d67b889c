/**
 * The salts under which networks have their aliases, the same for all isolates. They are random and in memory alone. No
 * file, no backup and no history of the platform ever has one, so nobody can find an address behind an alias. An object
 * that is started anew goes on with the salt that the first isolate brings along.
 */
import { DurableObject } from "cloudflare:workers";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { DailySalts } from "../../domain/risk/daily-salts.ts";

const SALT_BYTES = 32;

export class NetworkSalts extends DurableObject<Env> {
  readonly #salts = new DailySalts(() => crypto.getRandomValues(new Uint8Array(SALT_BYTES)));

  /** @param known what the isolate took for the salt of that day so far. */
  saltOf(day: number, known?: Uint8Array): Uint8Array {
    return this.#salts.of(day, Math.floor(Date.now() / DAY_MS), known);
  }
}
