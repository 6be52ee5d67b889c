/** Judges batches of clicks from memory and keeps what it admitted: started anew, it judges as if it had lived on. */
import { type Admitted, GuardMemory, REMEMBERED_MS } from "../domain/fraud/guard-memory.ts";
import type { Admission } from "../domain/fraud/sliding-window.ts";
import type { ClickGuardStorage, Verdicts } from "./click-guard-storage.ts";

/** How long a batch's verdicts are kept for its repeats: longer than a queue goes on trying. */
const VERDICTS_KEPT_MS = 900_000;

/** The events of a batch, each with all its admissions. */
export interface AskedBatch {
  readonly id: string;
  readonly events: readonly (readonly Admission[])[];
}

export class GuardDesk {
  readonly #storage: ClickGuardStorage;
  readonly #memory = new GuardMemory();
  readonly #mostKeys: number;

  /** @param mostKeys keys remembered; beyond, those touched longest ago are forgotten. */
  constructor(storage: ClickGuardStorage, mostKeys: number) {
    this.#storage = storage;
    this.#mostKeys = mostKeys;
  }

  /** Reads back what was admitted. Call it once, before the first batch. */
  restore(): void {
    for (const admitted of this.#storage.admittedOfLast(REMEMBERED_MS)) {
      this.#memory.restore(admitted);
      this.#memory.sweep(this.#mostKeys);
    }
  }

  /** For each event the place of the first admission that refuses it, or null; a repeated batch hears its first verdicts. */
  judge({ id, events }: AskedBatch, nowMs: number): Verdicts {
    const known = this.#storage.verdictsOf(id);
    if (known !== null) return known;
    const happened = events.map((admissions) => admissions.map((admission) => notAfter(nowMs, admission)));
    const verdicts = happened.map((admissions) => this.#memory.admit(admissions));
    const admitted = happened.flatMap((admissions, index): Admitted[] =>
      verdicts[index] === null ? admissions.map(({ key, atMs }) => [key, atMs]) : [],
    );
    const { newestMs } = this.#memory;
    this.#storage.keep({ id, judgedAtMs: nowMs, newestMs, admitted, verdicts });
    this.#storage.forgetBefore(nowMs - VERDICTS_KEPT_MS, newestMs - REMEMBERED_MS);
    this.#memory.sweep(this.#mostKeys);
    return verdicts;
  }
}

/** What is judged has happened: one clock that is ahead must not make every event after it late. */
function notAfter(nowMs: number, admission: Admission): Admission {
  return admission.atMs <= nowMs ? admission : { ...admission, atMs: nowMs };
}
