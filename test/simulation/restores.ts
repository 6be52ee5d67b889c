/**
 * Objects that are put back to an earlier moment, as by a point-in-time recovery or a copy that was taken while the service
 * ran. What a ledger has lost its merchants tell again. A book is put back only where ledgers can tell all that it lost.
 */
import type { Chance } from "../support/chance.ts";
import type { World } from "./platform/world.ts";
import { PROGRAM } from "./workload/cast.ts";
import type { Workload } from "./workload/workload.ts";

/** What a book writes by itself, beside what ledgers tell it. */
const OWN_STATE = [
  "SELECT count(*) AS n, max(row) AS last FROM journal WHERE kind NOT IN ('earn', 'hold', 'release', 'reverse', 'restore')",
  "SELECT promoter, number, state, updated_at_ms FROM payouts ORDER BY promoter, number",
  "SELECT order_id, campaign, ask_at_ms IS NULL AS done FROM reservations ORDER BY campaign, order_id",
  "SELECT count(*) AS n FROM batch_collections",
];

interface Image {
  readonly bytes: Uint8Array;
  readonly own: string;
}

export class Restores {
  readonly #world: World;
  readonly #workload: Workload;
  readonly #chance: Chance;
  /** False in worlds whose time only goes forward. */
  readonly isOn: boolean;
  readonly #images = new Map<string, Image>();

  constructor(world: World, workload: Workload, chance: Chance) {
    this.#world = world;
    this.#workload = workload;
    this.#chance = chance;
    this.isOn = workload.losesObjects;
  }

  /** From time to time an object is put back to where it was some time ago. */
  step(): void {
    if (!this.isOn) return;
    for (let index = 0; index < this.#workload.objects; index += 1) {
      for (const binding of ["COMMISSION_LEDGER", "ACCOUNT_BOOK"] as const) {
        this.#one(binding, `${PROGRAM}/${index}`);
      }
    }
  }

  #one(binding: "COMMISSION_LEDGER" | "ACCOUNT_BOOK", name: string): void {
    const host = this.#world.host(binding, name);
    const known = this.#images.get(host.title);
    const own = binding === "ACCOUNT_BOOK" ? JSON.stringify(OWN_STATE.map((sql) => host.read(sql))) : "";
    if (known === undefined) {
      const bytes = this.#chance.hits(0.5) ? host.image() : null;
      if (bytes !== null) this.#images.set(host.title, { bytes, own });
      return;
    }
    if (!this.#chance.hits(0.4)) return;
    this.#images.delete(host.title);
    if (known.own !== own) return;
    host.putBack(known.bytes);
    if (binding === "COMMISSION_LEDGER") this.#workload.tellAgain(name);
    else this.#workload.received.booksPutBack.add(name);
  }
}
