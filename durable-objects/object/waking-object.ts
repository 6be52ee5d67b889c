/** An object that is found by name, brings its tables up to date before it answers, and does its work by one alarm. */
import { DurableObject } from "cloudflare:workers";
import { Alarm, type AlarmStatus } from "./alarm.ts";
import { ProgramPlace } from "./program-place.ts";
import { withFailuresLogged } from "./tell-failures.ts";
import { applySchema, type SchemaStep } from "./schema-storage.ts";

export abstract class WakingObject extends DurableObject<Env> {
  protected readonly place: ProgramPlace;
  readonly #alarm: Alarm;

  constructor(ctx: DurableObjectState, env: Env, ownClass: string, schema: readonly SchemaStep[]) {
    super(ctx, env);
    this.place = new ProgramPlace(ctx);
    this.#alarm = new Alarm(ctx.storage, () => this.nextWorkAtMs(Date.now()));
    const begin = withFailuresLogged(ownClass, "begin", async () => {
      applySchema(ctx.storage, schema);
      this.place.keepName();
      await this.#alarm.restore();
    });
    void ctx.blockConcurrencyWhile(async () => void (await begin.call(this)));
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
    await this.work();
    await this.afterWork();
    this.#alarm.arm();
  }

  /** Does what is due. Catches what fails: the next alarm tries it again. */
  protected abstract work(): Promise<void>;

  /** Behind all work, before the alarm is set again. */
  protected async afterWork(): Promise<void> {}

  /** When the alarm is next needed; null when nothing waits. */
  protected abstract nextWorkAtMs(nowMs: number): number | null;

  /** Sets the alarm for the next work. Part of the surrounding write. */
  protected arm(): void {
    this.#alarm.arm();
  }

  /** One transaction: all of it, or nothing when it throws. Within another it is a savepoint. */
  protected transaction<Result>(work: () => Result): Result {
    return this.ctx.storage.transactionSync(work);
  }
}
