/**
 * One per webhook endpoint. Each event of its program that it asked for is sent at least once, or given up after three
 * days. Every repeat has the same id. It waits for its own endpoint alone.
 */
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { HEALTHY } from "../../domain/notification/webhook-delivery.ts";
import { notifierName } from "../delivery/notify.ts";
import { GATHER_MS, soonest } from "../object/alarm.ts";
import { Backoff } from "../object/backoff.ts";
import { objectNamed } from "../object/object-named.ts";
import { tellFailures } from "../object/tell-failures.ts";
import { type WakeAnswer, WakingObject } from "../object/waking-object.ts";
import { DeliveryListStorage, type DeliveriesQuery, type ListedDelivery } from "./delivery-list-storage.ts";
import { DeliveryStorage } from "./delivery-storage.ts";
import { EndpointState } from "./endpoint-state.ts";
import { FollowLog, type Stores } from "./follow-log.ts";
import { ReplayStorage } from "./replay-storage.ts";
import { SendDue } from "./send-due.ts";
import type { EndpointSettings, WebhookSending } from "./sender.ts";
import { WEBHOOK_TABLES } from "./webhook-schema-storage.ts";

/** How long a delivery is kept, and how many are: as long as its event. */
const KEPT_MS = 30 * DAY_MS;
const MOST_KEPT = 100_000;
const FORGOTTEN_AT_ONCE = 500;
/** Parts of the log that wait to be sent again. */
const MOST_REPLAYS = 10;

/** How an endpoint is doing. */
export interface ShownHealth {
  readonly waiting: number;
  /** The first failure since the last success; null while it answers. */
  readonly failingSinceMs: number | null;
}

export type ReplayAnswer =
  | {
      readonly kind: "accepted";
      readonly sequences: { readonly first: number; readonly last: number } | null;
    }
  /** As many wait as may. */
  | { readonly kind: "full" };

export class WebhookEndpoint extends WakingObject {
  static {
    tellFailures(WebhookEndpoint, WakingObject, "webhook");
  }

  readonly #stores: Stores;
  readonly #list: DeliveryListStorage;
  readonly #follow: FollowLog;
  readonly #sendDue: SendDue;
  readonly #refreshing = new Backoff("WebhookEndpoint.refreshing", GATHER_MS);
  readonly #following = new Backoff("WebhookEndpoint.following", GATHER_MS);
  readonly #sending = new Backoff("WebhookEndpoint.sending", GATHER_MS);
  readonly #stopping = new Backoff("WebhookEndpoint.stopping", GATHER_MS);
  #isWaking = false;
  #isAtWork = false;
  #isToRefresh = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, "webhook", [WEBHOOK_TABLES]);
    const { sql, kv } = ctx.storage;
    this.#list = new DeliveryListStorage(sql);
    this.#stores = {
      state: new EndpointState(kv),
      deliveries: new DeliveryStorage(sql),
      replays: new ReplayStorage(sql),
      transaction: (work) => this.transaction(work),
    };
    this.#follow = new FollowLog(this.#stores, {
      begin: async () =>
        await this.#notifier().addFollower(this.place.name, this.#settings?.promoter ?? null),
      follow: async (after, { settings: { types, promoter }, ...asked }) =>
        await this.#notifier().follow({ after, types, promoter, ...asked }),
    });
    this.#sendDue = new SendDue({
      ...this.#stores,
      send: async (eventIds) => await this.#worker.send(this.place.programId, this.#id, eventIds),
      found: (settings) => this.#found(settings),
    });
  }

  /** Settings as they were written. The first ones have it follow the log from now on. A repeat changes nothing. */
  async configure(settings: EndpointSettings): Promise<void> {
    this.transaction(() => this.#found(settings));
    if (!this.#stores.state.isFollowing) await this.#follow.begin();
    this.arm();
  }

  /** There is no such endpoint any more: nothing is sent, and nothing is kept. */
  async end(): Promise<void> {
    await this.#notifier().removeFollower(this.place.name);
    await this.#forget();
  }

  /** The log goes on. @returns false where nobody wants to hear it. */
  hear(last: number): boolean {
    if (this.#settings === undefined) return false;
    this.#follow.heard(last);
    this.arm();
    return true;
  }

  deliveries(query: DeliveriesQuery): ListedDelivery[] {
    return this.#list.page(query);
  }

  /** Sends one once more, at once. @returns null where there is no such delivery. */
  sendAgain(row: number): ListedDelivery | null {
    const nowMs = Date.now();
    const { deliveries, state } = this.#stores;
    const isThere = this.transaction(() => {
      state.health = { ...state.health, notBeforeMs: 0 };
      return deliveries.sendAgain(row, nowMs);
    });
    this.arm();
    return isThere ? this.#list.one(row) : null;
  }

  /** Sends again what the log recorded from one time to another one. */
  async sendAgainBetween(fromMs: number, toMs: number): Promise<ReplayAnswer> {
    const found = await this.#notifier().recordedBetween(fromMs, toMs);
    if (found === null) return { kind: "accepted", sequences: null };
    const { replays } = this.#stores;
    if (replays.count() >= MOST_REPLAYS) return { kind: "full" };
    this.transaction(() => replays.add(found));
    this.arm();
    return { kind: "accepted", sequences: { first: found.after.seq + 1, last: found.upTo } };
  }

  shownHealth(): ShownHealth {
    const { deliveries, state } = this.#stores;
    return { waiting: deliveries.waiting(), failingSinceMs: state.health.failingSinceMs };
  }

  /**
   * What an object missed, it finds here: settings, that the log went on, and that no pause is as long as it seems. Nothing is
   * sent meanwhile.
   */
  override async wake(objects: number, knownWakes?: number): Promise<WakeAnswer> {
    this.#isWaking = true;
    this.#isToRefresh = this.#settings !== undefined;
    try {
      return await super.wake(objects, knownWakes);
    } finally {
      this.#isWaking = false;
    }
  }

  protected override async work(): Promise<void> {
    if (this.#isAtWork || this.#settings === undefined) return;
    this.#isAtWork = true;
    try {
      if (this.#isToRefresh) await this.#refreshing.attempt(async () => await this.#refresh());
      if (this.#isWaking) this.#sendDue.endFarPauses(Date.now());
      else await this.#turn();
    } finally {
      this.#isAtWork = false;
    }
  }

  protected override nextWorkAtMs(nowMs: number): number | null {
    const { state, deliveries } = this.#stores;
    const { settings, stop } = state;
    if (settings === undefined) return null;
    if (this.#isAtWork) return nowMs + GATHER_MS;
    const isActive = settings.state === "active";
    const oldestMs = deliveries.span()?.oldestMs ?? null;
    const sendMs = this.#sendDue.nextMs();
    return soonest(
      this.#isToRefresh ? nowMs + this.#refreshing.waitMs : null,
      stop === undefined ? null : nowMs + this.#stopping.waitMs,
      isActive && this.#follow.isDue ? nowMs + this.#following.waitMs : null,
      sendMs === null ? null : Math.max(sendMs, nowMs + this.#sending.waitMs),
      oldestMs === null ? null : Math.max(oldestMs + KEPT_MS, nowMs + GATHER_MS),
    );
  }

  async #turn(): Promise<void> {
    const { state, deliveries } = this.#stores;
    if (this.#settings?.state === "active") {
      await this.#following.attempt(async () => await this.#follow.take(Date.now()));
      await this.#sending.attempt(async () => await this.#sendDue.run());
    }
    if (state.stop !== undefined) await this.#stopping.attempt(async () => await this.#tellStop());
    const span = deliveries.span();
    const beforeMs = Date.now() - KEPT_MS;
    if (span === null || (span.oldestMs >= beforeMs && span.rows <= MOST_KEPT)) return;
    this.transaction(() => deliveries.forget(beforeMs, MOST_KEPT, FORGOTTEN_AT_ONCE));
  }

  async #refresh(): Promise<void> {
    const settings = await this.#worker.settings(this.place.programId, this.#id);
    this.transaction(() => this.#found(settings));
    if (settings !== null) await this.#follow.begin();
    this.#isToRefresh = false;
  }

  async #tellStop(): Promise<void> {
    const { state } = this.#stores;
    const { stop } = state;
    if (stop === undefined) return;
    const settings = await this.#worker.stopped(this.place.programId, this.#id, stop);
    this.transaction(() => {
      if (state.stop?.version === stop.version) state.stop = undefined;
      this.#found(settings);
    });
  }

  /** Settings that are in force. Those of before say nothing. */
  #found(settings: EndpointSettings | null): void {
    const { state, deliveries } = this.#stores;
    const { settings: before } = state;
    if (settings === null) {
      this.ctx.waitUntil(this.#forget());
      return;
    }
    if (before !== undefined && before.version >= settings.version) return;
    state.settings = settings;
    if (before === undefined || before.state === "active" || settings.state !== "active") return;
    state.health = HEALTHY;
    state.stop = undefined;
    deliveries.hurry(Date.now());
  }

  async #forget(): Promise<void> {
    const { state, deliveries } = this.#stores;
    this.transaction(() => {
      state.forgetAll();
      deliveries.forgetAll();
    });
    await this.ctx.storage.deleteAlarm();
  }

  get #worker(): WebhookSending {
    return this.ctx.exports.WebhookSender;
  }

  get #settings(): EndpointSettings | undefined {
    return this.#stores.state.settings;
  }

  get #id(): string {
    const { name } = this.place;
    return name.slice(name.lastIndexOf("/") + 1);
  }

  #notifier() {
    return objectNamed(this.env.NOTIFIER, notifierName(this.place.home));
  }
}
