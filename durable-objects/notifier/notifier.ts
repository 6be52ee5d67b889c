/** One per program: the log of what happened, each event once, in the sequence in which its owner said it. */
import { DAY_MS } from "../../domain/kernel/duration.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { NotUnderstood } from "../../domain/kernel/not-understood.ts";
import { isNotificationType } from "../../domain/notification/catalogue.ts";
import type { LoggedNotification } from "../../domain/notification/logged-event.ts";
import type { Notification } from "../../domain/notification/notification.ts";
import type { UnitOfWork } from "../delivery/inbox.ts";
import type { LogMark } from "../delivery/lives.ts";
import { named } from "../delivery/notify.ts";
import { Owner } from "../delivery/owner.ts";
import type { Delivery, DeliveryAnswer, NamedNotification, NotifierRow } from "../delivery/rows.ts";
import { GATHER_MS, soonest } from "../object/alarm.ts";
import { Backoff } from "../object/backoff.ts";
import { objectNamed } from "../object/object-named.ts";
import { tellFailures } from "../object/tell-failures.ts";
import { type FollowedEvent, FollowStorage } from "./follow-storage.ts";
import { FollowerStorage } from "./follower-storage.ts";
import { Followers } from "./followers.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import { Listeners, type ListenerRequest } from "./listeners.ts";
import { NotificationStorage } from "./notification-storage.ts";
import { NOTIFIER_TABLES } from "./notifier-schema-storage.ts";
import { isOver, type Retention, sweepPart } from "./retention.ts";

/** How long an event is kept, and how many are: of a program with more, the oldest go earlier. */
const RETENTION: Retention = { keptMs: 30 * DAY_MS, most: 2_000_000 };
/** Events that one page looks through for those of its types and its promoter. */
const LOOKED_THROUGH = 10_000;

export interface EventsQuery {
  /** Number or id of the last event that the caller has; null: it has none. */
  readonly after: number | string | null;
  /** Empty: all. */
  readonly types: readonly string[];
  /** Null: those of everybody. */
  readonly promoter: PromoterRef | null;
  readonly limit: number;
}

export type EventsAnswer =
  | {
      readonly kind: "page";
      readonly events: readonly LoggedNotification[];
      /** The number that the next page is asked after, also where there is none yet. */
      readonly next: number;
      readonly hasMore: boolean;
    }
  /** What follows is not kept any more, or the log never had what the caller names. */
  | { readonly kind: "gone"; readonly first: number };

/** What a follower asks for: events behind its mark, of some types, of everybody or of one promoter. */
export interface FollowQuery extends Pick<EventsQuery, "types" | "promoter"> {
  readonly after: LogMark;
  /** Where the follower began. */
  readonly since?: LogMark | undefined;
  /** The last number that is looked at; null: all. */
  readonly upTo?: number | null;
}

export type FollowAnswer =
  /** @param mark where the next page is asked after. @param last the last number of the log. */
  | {
      readonly kind: "page";
      readonly events: readonly FollowedEvent[];
      readonly mark: LogMark;
      readonly last: number;
    }
  /**
   * The log was put back, or has forgotten what follows. It is to be read again behind a mark: where the follower began, as
   * far as the log knows that, else before the oldest event.
   */
  | { readonly kind: "diverged"; readonly mark: LogMark; readonly knowsSince: boolean };

/** Events that a follower's page looks at. */
const FOLLOWED_PER_PAGE = 200;

export class Notifier extends Owner {
  static {
    tellFailures(Notifier, Owner, "notifier");
  }

  readonly #storage: NotificationStorage;
  readonly #following: FollowStorage;
  readonly #followerStorage: FollowerStorage;
  readonly #followers: Followers;
  readonly #listeners: Listeners;
  readonly #sweeping = new Backoff("Notifier.sweeping", GATHER_MS);

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, "notifier", NOTIFIER_TABLES);
    this.#storage = new NotificationStorage(ctx.storage.sql);
    this.#following = new FollowStorage(ctx.storage.sql, this.life);
    this.#followerStorage = new FollowerStorage(ctx.storage.sql);
    this.#followers = new Followers(this.#followerStorage, {
      last: () => this.#storage.span().last,
      transaction: (work) => this.transaction(work),
      tell: async (object, last) => await objectNamed(env.WEBHOOK_ENDPOINT, object).hear(last),
    });
    this.#listeners = new Listeners(ctx, this.#storage);
  }

  /** Takes numbered rows of all owners of the program, each once and in turn. */
  deliver(delivery: Delivery<NotifierRow>): DeliveryAnswer {
    const answer = this.take(delivery, { begin: () => this.#writing(Date.now()) });
    this.arm();
    this.#listeners.tell();
    return answer;
  }

  /** Takes what happened elsewhere than in an owner. What is said again changes nothing. */
  say(notifications: readonly Notification[]): void {
    const rows = notifications.map((one) => named(this.place.home, one));
    this.transaction(() => {
      const writing = this.#writing(Date.now());
      writing.apply({ type: "notify", seq: 0, notifications: rows });
      writing.commit?.();
    });
    this.arm();
    this.#listeners.tell();
  }

  /**
   * A listener comes, with what it wants in the header `listener`, as JSON.
   *
   * @returns 101 with its socket, or a refusal's status. 410 where the log does not go on from there, 409 where it is too far
   *   behind, 503 where there are too many.
   */
  override fetch(request: Request): Response {
    const wanted = request.headers.get("listener");
    invariant(wanted !== null, "who listens says to what");
    return this.#listeners.admit(JSON.parse(wanted) as ListenerRequest);
  }

  /** What a listener says is of no interest, but for `ping`, which the platform answers. */
  override webSocketMessage(): void {}

  override webSocketClose(socket: WebSocket): void {
    socket.close();
  }

  /** Events behind one that the caller has. */
  page({ after, ...query }: EventsQuery): EventsAnswer {
    const { first, last } = this.#storage.span();
    const from = typeof after === "string" ? this.#storage.sequenceOf(after) : (after ?? 0);
    if (from === null || from > last || (from > 0 && from < first - 1)) return { kind: "gone", first };
    const { found, upTo, looked } = this.#storage.search({ ...query, after: from }, LOOKED_THROUGH);
    const events = found.slice(0, query.limit);
    const isFull = found.length > query.limit;
    const isCut = looked === LOOKED_THROUGH && upTo !== null;
    const next = isFull ? (events.at(-1)?.sequence ?? from) : isCut ? upTo : last;
    return { kind: "page", events, next, hasMore: isFull || (isCut && upTo < last) };
  }

  /**
   * An endpoint follows the log from now on, and is told when it goes on. A repeat changes nothing.
   *
   * @returns where the log is, and what the log's clock says.
   */
  addFollower(
    object: string,
    promoter: PromoterRef | null,
  ): { readonly mark: LogMark; readonly nowMs: number } {
    this.transaction(() => this.#followerStorage.add(object, promoter));
    return { mark: this.#following.markAt(this.#storage.span().last), nowMs: Date.now() };
  }

  removeFollower(object: string): void {
    this.transaction(() => this.#followerStorage.remove(object));
  }

  /** Events behind a follower's mark. */
  follow({ after, since, types, promoter, upTo = null }: FollowQuery): FollowAnswer {
    const { first, last } = this.#storage.span();
    const isKnown = after.seq <= last && after.seq >= first - 1;
    if (!isKnown || this.#following.markAt(after.seq).life !== after.life)
      return { kind: "diverged", ...this.#following.again(since, this.#storage.span()) };
    const most = Math.min(last, upTo ?? last);
    const end = this.#following.sequenceBehind(after.seq, FOLLOWED_PER_PAGE, promoter);
    const to = end === null ? most : Math.min(end, most);
    const events = this.#following
      .behind(after.seq, to, promoter)
      .filter(({ type }) => types.length === 0 || types.includes(type));
    return { kind: "page", events, mark: this.#following.markAt(Math.max(to, after.seq)), last };
  }

  /** Whole events by their ids, as far as they are kept. */
  named(ids: readonly string[]): LoggedNotification[] {
    return this.#storage.named(ids);
  }

  /** The marks around what was recorded from one time to another one; null where there is nothing. */
  recordedBetween(fromMs: number, toMs: number): { readonly after: LogMark; readonly upTo: number } | null {
    const span = this.#storage.span();
    const first = this.#following.firstRecordedFrom(fromMs, span);
    const next = this.#following.firstRecordedFrom(toMs, span) ?? span.last + 1;
    if (first === null || next <= first) return null;
    return { after: this.#following.markAt(first - 1), upTo: next - 1 };
  }

  /** A customer is erased: events name it by the pseudonym. A repeat changes nothing. */
  eraseCustomer(customerId: string, pseudonym: string): void {
    this.transaction(() => this.#storage.renameCustomer(customerId, pseudonym));
  }

  protected override async work(): Promise<void> {
    await super.work();
    await this.#followers.run(Date.now());
    await this.#sweeping.attempt(() => {
      this.transaction(() => {
        if (sweepPart(this.#storage, RETENTION, Date.now()) > 0)
          this.#following.forgetBefore(this.#storage.span().first);
      });
    });
  }

  protected override nextWorkAtMs(nowMs: number): number | null {
    const oldestMs = this.#storage.oldestRecordedAtMs();
    const isFull = isOver(this.#storage, RETENTION);
    const dueAtMs = oldestMs === null ? null : isFull ? nowMs : oldestMs + RETENTION.keptMs;
    return soonest(
      super.nextWorkAtMs(nowMs),
      this.#followers.nextMs(nowMs),
      dueAtMs === null ? null : Math.max(dueAtMs, nowMs + GATHER_MS + this.#sweeping.waitMs),
    );
  }

  /** Rows that are taken together are written together. */
  #writing(nowMs: number): UnitOfWork<NotifierRow> {
    const gathered: NamedNotification[] = [];
    return {
      apply: ({ notifications }) => {
        const stranger = notifications.find(({ type }) => !isNotificationType(type));
        if (stranger !== undefined) throw new NotUnderstood(`event ${stranger.type}`);
        // Said again after a restore, and kept no more: it would be an event of today.
        gathered.push(...notifications.filter(({ occurredAtMs }) => occurredAtMs > nowMs - RETENTION.keptMs));
        return null;
      },
      commit: () => {
        const added = this.#storage.add(gathered, nowMs, (first) => this.#following.noteLife(first));
        if (added.length > 0) this.#followers.added(added.map(({ promoter }) => promoter));
        this.#rename(gathered);
        return [];
      },
    };
  }

  /** An erased promoter's last event names its pseudonym, and all before it are to name no other. */
  #rename(notifications: readonly NamedNotification[]): void {
    for (const { type, promoter, person } of notifications) {
      if (type !== "promoter.updated" || promoter === null || person === null) continue;
      this.#storage.renamePromoter(promoter, person);
    }
  }
}
