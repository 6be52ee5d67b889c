/**
 * Counts clicks in exact sliding windows, per network, visitor and link, and never admits more than the limit while its
 * memory holds a whole window: 72,000 admitted clicks a minute for visitors, 120,000 for networks. What is refused takes
 * no room. Beyond, windows are as long as memory reaches, and the log says so. A restart reads back what was admitted, and
 * a batch told twice hears its first verdicts.
 */
import { Owner } from "../delivery/owner.ts";
import { GUARD_TABLES } from "./guard-schema-storage.ts";
import { WindowStorage, type Verdicts } from "./window-storage.ts";
import { type AskedBatch, GuardDesk } from "./guard-desk.ts";
import { tellFailures } from "../object/tell-failures.ts";

export class ClickGuard extends Owner {
  static {
    tellFailures(ClickGuard, Owner, "guard");
  }

  readonly #desk: GuardDesk;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, "guard", GUARD_TABLES);
    this.#desk = new GuardDesk(new WindowStorage(ctx.storage.sql));
    void ctx.blockConcurrencyWhile(async () => {
      this.#desk.restore();
    });
  }

  /**
   * Judges the events of batches, each event by all its admissions.
   *
   * @returns of each batch, for each event the place of the first admission that refuses it, or null when it is admitted.
   */
  judge(batches: readonly AskedBatch[]): Verdicts[] {
    const nowMs = Date.now();
    return batches.map((batch) => this.#desk.judge(batch, nowMs));
  }
}
