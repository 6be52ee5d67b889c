/** An object that is found by name, brings its tables up to date before it answers, and does its work by one alarm. */
import { DurableObject } from "cloudflare:workers";
import { Alarm, type AlarmStatus, GATHER_MS, soonest } from "./alarm.ts";
import { Backfills } from "./backfill-storage.ts";
import { Backoff } from "./backoff.ts";
import { ProgramPlace } from "./program-place.ts";
import { applySchemas, type Schema } from "./schema-storage.ts";

export abstract class WakingObject extends DurableObject<Env> {
  protected readonly place: ProgramPlace;
  readonly #alarm: Alarm;
  readonly #filling = new Backoff("backfill", GATHER_MS);
  #backfills: Backfills | null = null;

  constructor(ctx: DurableObjectState, env: Env, schemas: readonly Schema[]) {
    super(ctx, env);
    this.place = new ProgramPlace(ctx);
    this.#alarm = new Alarm(ctx.storage, () => this.#nextAlarmAtMs(Date.now()));
    void ctx.blockConcurrencyWhile(async () => {
      applySchemas(ctx.storage, schemas);
      this.#backfills = new Backfills(
        ctx.storage,
        schemas.flatMap((schema) => schema.backfills),
      );
      this.place.keepName();
      await this.#alarm.restore();
    });
  }

  alarmStatus(): Promise<AlarmStatus> {
    return this.#alarm.status(Date.now());
  }

  /**
   * Does what is due and re-arms, also when an alarm was lost. Says how the alarm stood.
   *
   * @param objects of each class that the program has.
   */
  async wake(objects: number): Promise<AlarmStatus> {
    this.place.keepObjects(objects);
    const status = await this.alarmStatus();
    await this.alarm();
    return status;
  }

  override async alarm(): Promise<void> {
    this.#alarm.fired();
    await this.#filling.attempt(() => this.#backfills?.doPart());
    await this.work();
    this.#alarm.arm();
  }

  /** Does what is due. Catches what fails: the next alarm tries it again. */
  protected abstract work(): Promise<void>;

  /** When the alarm is next needed; null when nothing waits. */
  protected abstract nextWorkAtMs(nowMs: number): number | null;

  /** Sets the alarm for the next work. Part of the surrounding write. */
  protected arm(): void {
    this.#alarm.arm();
  }

  #nextAlarmAtMs(nowMs: number): number | null {
    const isFilled = this.#backfills?.areDone !== false;
    return soonest(this.nextWorkAtMs(nowMs), isFilled ? null : nowMs + this.#filling.waitMs);
  }

  /** One transaction: all of it, or nothing when it throws. Within another it is a savepoint. */
  protected transaction<Result>(work: () => Result): Result {
    return this.ctx.storage.transactionSync(work);
  }
}
