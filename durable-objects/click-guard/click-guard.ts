/**
 * Counts clicks in exact sliding windows, per link and visitor, visitor and network. Never admits more than the limit
 * while its memory holds whole windows. It holds 72,000 admitted clicks a minute for visitors, 120,000 of newcomers in ten minutes
 * for networks. What is refused takes no room. Beyond, windows are as long as memory reaches, and the log says so. A restart
 * reads back what was admitted, and a batch told twice hears its first verdicts.
 */
import { Owner } from "../delivery/owner.ts";
import { GUARD_TABLES } from "./guard-schema-storage.ts";
import { WindowStorage, type Verdicts } from "./window-storage.ts";
import { type AskedBatch, GuardDesk } from "./guard-desk.ts";
import { soonest } from "../object/alarm.ts";
import { tellFailures } from "../object/tell-failures.ts";

/** Batches are swept together: longer than any is remembered. */
const SWEPT_AFTER_MS = 1_200_000;
/** What a sweep had to leave, since its clicks lie ahead of the clock, is looked at again so much later. */
const SWEPT_AGAIN_MS = 60_000;

export class ClickGuard extends Owner {
  static {
    tellFailures(ClickGuard, Owner, "guard");
  }

  readonly #desk: GuardDesk;
  readonly #storage: WindowStorage;
  /** When the oldest batch is to be forgotten; undefined: not looked for yet. */
  #sweepAtMs: number | null | undefined;
  #sweptAtMs = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, "guard", GUARD_TABLES);
    this.#storage = new WindowStorage(ctx.storage.sql);
    this.#desk = new GuardDesk(this.#storage);
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
    const verdicts = batches.map((batch) => this.#desk.judge(batch, nowMs));
    if (this.#sweepAtMs == null) this.#sweepLater();
    return verdicts;
  }

  /** Also where no batch comes any more: no name of a network outlives its windows. */
  protected override async work(): Promise<void> {
    await super.work();
    this.#sweptAtMs = Date.now();
    this.#desk.sweep(this.#sweptAtMs);
    this.#sweepAtMs = undefined;
  }

  protected override nextWorkAtMs(nowMs: number): number | null {
    if (this.#sweepAtMs === undefined) this.#sweepAtMs = this.#nextSweepMs();
    return soonest(super.nextWorkAtMs(nowMs), this.#sweepAtMs);
  }

  #sweepLater(): void {
    this.#sweepAtMs = this.#nextSweepMs();
    this.arm();
  }

  #nextSweepMs(): number | null {
    const oldestMs = this.#storage.oldestJudgedMs();
    return oldestMs === null ? null : Math.max(oldestMs + SWEPT_AFTER_MS, this.#sweptAtMs + SWEPT_AGAIN_MS);
  }
}
