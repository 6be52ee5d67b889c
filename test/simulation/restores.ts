/**
 * Objects that are put back to an earlier moment, as by a point-in-time recovery or a copy that was taken while the service
 * ran. One alone, a whole program, or one of which nothing is left. What a ledger has lost its merchants tell again. What an
 * owner wrote by itself nobody can tell it: such an owner is put back only where it wrote nothing since.
 */
import type { Chance } from "../support/chance.ts";
import type { ObjectHost } from "./platform/object-host.ts";
import type { Binding as AnyBinding } from "./platform/code.ts";
import type { World } from "./platform/world.ts";
import { ENDPOINT } from "./workload/receiver.ts";
import { HOUR_MS, PROGRAM } from "./workload/cast.ts";
import type { Workload } from "./workload/workload.ts";

/** A guard promises nothing over a restore. */
type Binding = Exclude<AnyBinding, "CLICK_GUARD">;

/** What an owner writes by itself, beside what others tell it by rows. */
const OWN_STATE: Readonly<Record<Binding, readonly string[]>> = {
  COMMISSION_LEDGER: [],
  ACCOUNT_BOOK: [
    "SELECT count(*) AS n, max(row) AS last FROM journal WHERE kind NOT IN ('earn', 'hold', 'release', 'reverse', 'restore')",
    "SELECT promoter, number, state, updated_at_ms FROM payouts ORDER BY promoter, number",
    "SELECT order_id, campaign, ask_at_ms IS NULL AS done FROM reservations ORDER BY campaign, order_id",
    "SELECT count(*) AS n, (SELECT max(number) FROM payout_batches) AS batch FROM batch_collections",
    "SELECT promoter, sealed FROM payees ORDER BY promoter",
  ],
  JOURNEY: [
    "SELECT row, ended_at_ms FROM bindings WHERE order_id IS NULL ORDER BY row",
    "SELECT receiver_class, receiver, last_seq FROM pairs ORDER BY pair",
  ],
  // All of it is what others tell it.
  NOTIFIER: [],
  // What it forgets is sent again.
  WEBHOOK_ENDPOINT: [],
  REFERRAL_TREE: [
    "SELECT count(*) AS n FROM promoters",
    "SELECT sender, last_seq FROM senders ORDER BY sender",
  ],
};

const BINDINGS = Object.keys(OWN_STATE) as Binding[];
/** A copy of a running program takes so long, object by object. */
const LONGEST_COPY_MS = 600_000;

interface Image {
  readonly binding: Binding;
  readonly name: string;
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
  #isCopying = false;
  #isOver = false;

  constructor(world: World, workload: Workload, chance: Chance) {
    this.#world = world;
    this.#workload = workload;
    this.#chance = chance;
    this.isOn = workload.losesObjects;
  }

  /** From time to time an object, or all of them, is put back to where it was some time ago. */
  step(): void {
    if (!this.isOn) return;
    for (const binding of BINDINGS) for (const name of this.#namesOf(binding)) this.#one(binding, name);
    if (!this.#isCopying && this.#chance.hits(0.3)) this.#copyAll();
  }

  /** Nothing is put back any more. */
  end(): void {
    this.#isOver = true;
  }

  #namesOf(binding: Binding): string[] {
    if (binding === "WEBHOOK_ENDPOINT") return this.#world.receiver === null ? [] : [ENDPOINT];
    const objects = binding === "REFERRAL_TREE" || binding === "NOTIFIER" ? 1 : this.#workload.objects;
    return Array.from({ length: objects }, (_, index) => `${PROGRAM}/${index}`);
  }

  #one(binding: Binding, name: string): void {
    const { title } = this.#world.host(binding, name);
    const known = this.#images.get(title);
    if (known === undefined) {
      const image = this.#chance.hits(0.5) ? this.#imageOf(binding, name) : null;
      if (image !== null) this.#images.set(title, image);
      return;
    }
    if (!this.#chance.hits(0.4)) return;
    this.#images.delete(title);
    if (binding === "COMMISSION_LEDGER" && this.#chance.hits(0.2)) return this.#lose(name);
    if (this.#isProvable(known)) this.#putBack(known);
  }

  /** All objects of the program: of one moment, or one after another while the program runs. */
  #copyAll(): void {
    this.#isCopying = true;
    const spreadMs = this.#chance.hits(0.5) ? 0 : LONGEST_COPY_MS;
    const images: Image[] = [];
    for (const binding of BINDINGS) {
      for (const name of this.#namesOf(binding)) {
        this.#world.scheduler.after(this.#chance.between(0, spreadMs), "copied", () => {
          const image = this.#imageOf(binding, name);
          if (image !== null) images.push(image);
        });
      }
    }
    this.#world.scheduler.after(spreadMs + this.#chance.between(1_000, HOUR_MS), "restored", () => {
      this.#isCopying = false;
      if (this.#isOver || !images.every((image) => this.#isProvable(image))) return;
      this.#world.faults.counts.programsPutBack += 1;
      for (const image of images) this.#putBack(image);
    });
  }

  #imageOf(binding: Binding, name: string): Image | null {
    const bytes = this.#world.host(binding, name).image();
    return bytes === null ? null : { binding, name, bytes, own: this.#ownOf(binding, name) };
  }

  #ownOf(binding: Binding, name: string): string {
    const host = this.#world.host(binding, name);
    return JSON.stringify(OWN_STATE[binding].map((sql) => host.read(sql)));
  }

  #isProvable({ binding, name, own }: Image): boolean {
    return this.#ownOf(binding, name) === own;
  }

  #putBack({ binding, name, bytes }: Image): void {
    this.#world.host(binding, name).putBack(bytes);
    this.#announce(binding, name);
  }

  /** Its file is gone. */
  #lose(name: string): void {
    const host: ObjectHost = this.#world.host("COMMISSION_LEDGER", name);
    host.putBack(null);
    this.#announce("COMMISSION_LEDGER", name);
  }

  #announce(binding: Binding, name: string): void {
    if (binding === "COMMISSION_LEDGER") this.#workload.tellAgain(name);
    if (binding === "ACCOUNT_BOOK") this.#workload.received.booksPutBack.add(name);
  }
}
