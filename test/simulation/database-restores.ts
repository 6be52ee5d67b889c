/**
 * D1 that is put back to an earlier moment, one database alone, while the program runs on. What people set since then is
 * lost; what orders were decided by has to stay what it was.
 */
import type { Chance } from "../support/chance.ts";
import { type DatabaseName, FOLDERS } from "./platform/stored-database.ts";
import { databaseTitle } from "./platform/network.ts";
import type { World } from "./platform/world.ts";
import type { KnownVersion } from "./workload/received.ts";
import type { Workload } from "./workload/workload.ts";

const NAMES = Object.keys(FOLDERS) as readonly DatabaseName[];

export class DatabaseRestores {
  readonly #world: World;
  readonly #workload: Workload;
  readonly #chance: Chance;
  readonly #names: readonly DatabaseName[];
  readonly #images = new Map<DatabaseName, Uint8Array>();

  /** @param isOn false in worlds whose databases only go forward. */
  constructor(world: World, workload: Workload, chance: Chance, isOn: boolean) {
    this.#world = world;
    this.#workload = workload;
    this.#chance = chance;
    // A migration would be lost, and what people hear of rules that lost objects made: nothing else proves either.
    const isPlain = !workload.losesObjects && !world.mixesVersions;
    this.#names = isOn ? NAMES.filter((name) => name !== "CONFIG" || isPlain) : [];
  }

  /** From time to time a copy is taken, and some time later put back. */
  step(): void {
    for (const name of this.#names) {
      const image = this.#images.get(name);
      if (image === undefined) {
        if (this.#chance.hits(0.4)) this.#images.set(name, this.#world.databases[name].image());
      } else if (this.#chance.hits(0.4)) {
        this.#images.delete(name);
        this.#putBack(name, image);
      }
    }
  }

  #putBack(name: DatabaseName, image: Uint8Array): void {
    this.#world.scheduler.note(`${databaseTitle(name)} put back to an earlier moment`);
    if (name === "CONFIG") this.#workload.received.versions.push(...storedVersions(this.#world));
    this.#world.databases[name].putBack(image);
    if (name === "REPORTS") this.#workload.databaseWentBack();
    this.#world.faults.counts.databasesPutBack += 1;
  }
}

/** All versions of settings and rules that stand now. */
export function storedVersions(world: World): KnownVersion[] {
  return (["settings", "rules"] as const).flatMap((kind) =>
    world.databases.CONFIG.read(
      `SELECT version, effective_from_ms AS fromMs, ${kind} AS value FROM ${kind === "rules" ? "rule" : kind}_versions`,
    ).map(({ version, fromMs, value }) => ({
      kind,
      version: Number(version),
      fromMs: Number(fromMs),
      value: String(value),
    })),
  );
}
