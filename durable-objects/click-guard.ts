/**
 * Counts clicks in exact sliding windows, per network, visitor and link, and never admits more than the limit: a
 * restart reads back what was admitted, and a batch told twice hears its first verdicts.
 */
import { DurableObject } from "cloudflare:workers";
import { type Admitted, GuardMemory, LATE_MS } from "../domain/fraud/guard-memory.ts";
import type { Admission } from "../domain/fraud/sliding-window.ts";
import { LIMITS } from "../domain/kernel/limits.ts";
import { ClickGuardStorage, GUARD_SCHEMA, type Verdicts } from "./click-guard-storage.ts";
import { applySchema } from "./schema-storage.ts";

/** How long a batch's verdicts are kept for its repeats: longer than a queue goes on trying. */
const VERDICTS_KEPT_MS = 900_000;

export class ClickGuard extends DurableObject<Env> {
  readonly #storage: ClickGuardStorage;
  readonly #memory = new GuardMemory();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#storage = new ClickGuardStorage(ctx.storage.sql);
    void ctx.blockConcurrencyWhile(async () => {
      applySchema(ctx.storage, GUARD_SCHEMA);
      for (const admitted of this.#storage.admittedSince(Date.now() - VERDICTS_KEPT_MS)) {
        this.#memory.remember(admitted);
      }
      this.#memory.sweep(LIMITS.guardKeys);
    });
  }

  /**
   * Judges the events of a batch, each by all its admissions.
   *
   * @returns for each event the place of the first admission that refuses it, or null when it is admitted.
   */
  judge(batchId: string, events: readonly (readonly Admission[])[]): Verdicts {
    const known = this.#storage.verdictsOf(batchId);
    if (known !== null) return known;
    const nowMs = Date.now();
    const verdicts = events.map((admissions) => this.#memory.admit(admissions));
    const admitted = events.flatMap((admissions, index): Admitted[] =>
      verdicts[index] === null ? admissions.map(({ key, atMs }) => [key, atMs]) : [],
    );
    this.#storage.keep(batchId, admitted, verdicts, nowMs);
    this.#storage.forgetBefore(nowMs - Math.max(VERDICTS_KEPT_MS, LATE_MS));
    this.#memory.sweep(LIMITS.guardKeys);
    return verdicts;
  }
}
