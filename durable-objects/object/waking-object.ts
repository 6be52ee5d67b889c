/** An object that is found by name, brings its tables up to date before it answers, and does its work by one alarm. */
import { DurableObject } from "cloudflare:workers";
import type { ObjectClass } from "../../domain/kernel/object-class.ts";
import { Alarm, type AlarmStatus, GATHER_MS, soonest } from "./alarm.ts";
import { Backfills } from "./backfill-storage.ts";
import { Backoff } from "./backoff.ts";
import { noteLaterSchema } from "./later-schema.ts";
import { Listing } from "./listing.ts";
import { logError } from "./log.ts";
import { ProgramPlace } from "./program-place.ts";
import { withFailuresLogged } from "./tell-failures.ts";
import { applySchemas, type Schema } from "./schema-storage.ts";

/** How the alarm stood, and how often the object was woken: fewer times than before says that it was put back. */
export interface WakeAnswer extends AlarmStatus {
  readonly wakes: number;
  /** It found so by itself since D1 last heard of it. An object of an earlier version does not say. */
  readonly wentBack?: boolean;
}

/** Under which an object keeps how often it was woken, and when. */
const WAKES = "wakes";
/** Under which it keeps that D1 is to hear of it. */
const WENT_BACK = "went_back";
/** Under which it keeps the last restore that put it back. */
const RESTORED = "restored";

export abstract class WakingObject extends DurableObject<Env> {
  protected readonly place: ProgramPlace;
  protected readonly listing: Listing;
  readonly #alarm: Alarm;
  readonly #filling = new Backoff("backfill", GATHER_MS);
  #backfills: Backfills | null = null;

  constructor(ctx: DurableObjectState, env: Env, ownClass: ObjectClass, schemas: readonly Schema[]) {
    super(ctx, env);
    this.place = new ProgramPlace(ctx);
    this.listing = new Listing(ownClass, env.REPORTS, ctx.storage.kv, this.place);
    this.#alarm = new Alarm(ctx.storage, () => this.#nextAlarmAtMs(Date.now()));
    const begin = withFailuresLogged(ownClass, "begin", async () => {
      noteLaterSchema(this, applySchemas(ctx.storage, schemas));
      this.#backfills = new Backfills(
        ctx.storage,
        schemas.flatMap((schema) => schema.backfills),
      );
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
   * @param knownWakes how often D1 knows that it was woken; a caller of an earlier version does not say.
   */
  async wake(objects: number, knownWakes?: number): Promise<WakeAnswer> {
    this.place.keepObjects(objects);
    const { kv } = this.ctx.storage;
    const counted = kv.get<number>(WAKES) ?? 0;
    const isPutBack = counted < (knownWakes ?? 0);
    // Not counted before D1 has noted it: a wake that fails, or whose answer is lost, would hide it from the next one.
    const wakes = isPutBack ? counted : counted + 1;
    kv.put(WAKES, wakes);
    if (isPutBack) await this.wasPutBack();
    const status = await this.alarmStatus();
    // Not before: what it leaves to do would be taken for work whose alarm was lost.
    this.listing.woken(Date.now());
    if (knownWakes !== undefined && wakes - 1 > knownWakes) this.reportsWentBack();
    await this.alarm();
    return { ...status, wakes, wentBack: kv.get<boolean>(WENT_BACK) === true };
  }

  /** D1 has noted that this object was put back, which is said no more: its wakes count on from those that D1 knew. */
  heardPutBack(knownWakes: number): void {
    const { kv } = this.ctx.storage;
    kv.put(WAKES, Math.max(kv.get<number>(WAKES) ?? 0, knownWakes));
    kv.delete(WENT_BACK);
  }

  /** What others have shows that this object, or they, are as they were at an earlier moment: the next wake says so. */
  protected noteWentBack(): void {
    this.ctx.storage.kv.put(WENT_BACK, true);
  }

  /** D1 does not know all that this object has said of itself: it was put back to an earlier moment, or lost a word. */
  protected reportsWentBack(): void {}

  /** Fewer wakes are known here than elsewhere: this object is as it was at an earlier moment. */
  protected async wasPutBack(): Promise<void> {}

  /** Whether the platform keeps the history of this object, as Cloudflare does for 30 days. */
  async hasBookmarks(): Promise<boolean> {
    return await this.ctx.storage.getBookmarkForTime(Date.now()).then(
      (bookmark) => bookmark !== "",
      () => false,
    );
  }

  /**
   * Puts this object back to a moment: it begins anew with what it had then. A repeat does the same again, until the object
   * was told that it is back.
   *
   * @param restore by which a repeat is known; a caller of an earlier version does not say.
   * @returns false when it has no history of that moment, and stays as it is.
   */
  async putBack(toMs: number, restore?: string): Promise<boolean> {
    const { storage } = this.ctx;
    if (restore !== undefined && storage.kv.get<string>(RESTORED) === restore) return true;
    const bookmark = await storage.getBookmarkForTime(toMs).catch((error: unknown) => {
      logError("object_not_put_back", error, { object: this.ctx.id.name ?? "" });
      return "";
    });
    if (bookmark === "") return false;
    await storage.onNextSessionRestoreBookmark(bookmark);
    // The answer leaves first.
    this.ctx.waitUntil(scheduler.wait(0).then(() => this.ctx.abort("put back")));
    return true;
  }

  /** It was put back by a restore, and goes on from here: a late repeat of that restore takes nothing more from it. */
  isBack(restore: string): void {
    this.ctx.storage.kv.put(RESTORED, restore);
  }

  override async alarm(): Promise<void> {
    this.#alarm.fired();
    await this.#filling.attempt(() => this.#backfills?.doPart());
    await this.listing.run();
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

  #nextAlarmAtMs(nowMs: number): number | null {
    const isFilled = this.#backfills?.areDone !== false;
    const fillAtMs = isFilled ? null : nowMs + this.#filling.waitMs;
    return soonest(this.nextWorkAtMs(nowMs), this.listing.nextMs(nowMs), fillAtMs);
  }

  /** One transaction: all of it, or nothing when it throws. Within another it is a savepoint. */
  protected transaction<Result>(work: () => Result): Result {
    return this.ctx.storage.transactionSync(work);
  }
}
