/** Parts of a world that are away for minutes or hours: cut off, silent, refusing, or with storage that does not work. */
import type { Chance } from "../../support/chance.ts";
import type { Scheduler } from "../scheduler.ts";

/** Of one part, found by its title. */
const OF_DATABASES = ["away", "silent", "refusing"] as const;
const OF_OBJECTS = ["away", "refusing", "full", "failing", "broken", "slow"] as const;

type OutageKind = (typeof OF_DATABASES)[number] | (typeof OF_OBJECTS)[number] | "apart";

interface Outage {
  readonly kind: OutageKind;
  readonly title: string;
  /** Of two that cannot reach each other: the other. */
  readonly other?: string;
}

const MINUTE_MS = 60_000;
/** Minutes that an outage lasts. */
const LASTS = [
  [1, 10],
  [10, 60],
  [60, 240],
] as const;

export class Outages {
  readonly #on = new Set<Outage>();
  readonly #scheduler: Scheduler;
  #isOver = false;
  /** How many of each kind there were. */
  readonly counts = new Map<OutageKind, number>();

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Half of all worlds have some, between now and then. The objects that exist when one begins can be struck. */
  plan(chance: Chance, withinMs: number, parts: Parts): void {
    for (let number = chance.hits(0.5) ? chance.between(1, 6) : 0; number > 0; number -= 1) {
      this.#scheduler.after(chance.between(0, withinMs), "an outage begins", () => {
        const outage = this.#isOver ? null : drawOutage(chance, parts);
        if (outage === null) return;
        this.#begin(outage);
        const [least, most] = chance.oneOf(LASTS);
        const lastsMs = chance.between(least * MINUTE_MS, most * MINUTE_MS);
        this.#scheduler.after(lastsMs, `${outage.kind} no more: ${outage.title}`, () =>
          this.#on.delete(outage),
        );
      });
    }
  }

  /** Everything works again, for good. */
  end(): void {
    this.#isOver = true;
    this.#on.clear();
  }

  has(kind: OutageKind, title: string): boolean {
    for (const outage of this.#on) if (outage.kind === kind && outage.title === title) return true;
    return false;
  }

  /** Nothing that one sends reaches the other. */
  isCut(from: string, to: string): boolean {
    for (const { kind, title, other } of this.#on) {
      if (kind === "away" && (title === from || title === to)) return true;
      if (kind !== "apart") continue;
      if ((title === from && other === to) || (title === to && other === from)) return true;
    }
    return false;
  }

  #begin(outage: Outage): void {
    this.#on.add(outage);
    this.counts.set(outage.kind, (this.counts.get(outage.kind) ?? 0) + 1);
    this.#scheduler.note(`${outage.kind}: ${outage.title} ${outage.other ?? ""}`);
  }
}

/** What can be struck. */
interface Parts {
  readonly databases: readonly string[];
  readonly objects: () => readonly string[];
}

function drawOutage(chance: Chance, { databases, objects }: Parts): Outage | null {
  if (chance.hits(0.3)) return { kind: chance.oneOf(OF_DATABASES), title: chance.oneOf(databases) };
  const struck = objects();
  if (struck.length === 0) return null;
  const title = chance.oneOf(struck);
  if (chance.hits(0.6)) return { kind: chance.oneOf(OF_OBJECTS), title };
  return { kind: "apart", title, other: chance.oneOf([...struck, ...databases]) };
}
