/**
 * Sends what is due, some at once and in bounded turns. Events of one order or promoter go one after another. While an endpoint
 * is out, one delivery at a time asks whether it is back, and all others wait without using up their attempts.
 */
import {
  healthAfter,
  isGivenUp,
  isOut,
  LONGEST_REST_MS,
  nextPauseMs,
  outcomeOf,
} from "../../domain/notification/webhook-delivery.ts";
import { isPauseOver } from "../../domain/kernel/pause.ts";
import { logError } from "../object/log.ts";
import type { DeliveryStorage, WaitingDelivery } from "./delivery-storage.ts";
import type { EndpointState } from "./endpoint-state.ts";
import type { AttemptMade, EndpointSettings, SentEvents, Stop } from "./sender.ts";

/** Requests under way at once. */
const AT_ONCE = 8;
const LOOKED_AT = 64;
/** One turn begins nothing more after so long: an alarm is no place to live in. */
const TURN_MS = 20_000;

interface Endpoint {
  readonly state: EndpointState;
  readonly deliveries: DeliveryStorage;
  transaction(work: () => void): void;
  send(eventIds: readonly string[]): Promise<SentEvents>;
  /** Settings that are in force, as whoever sends has read them; null: there is no such endpoint any more. */
  found(settings: EndpointSettings | null): void;
}

export class SendDue {
  readonly #endpoint: Endpoint;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  /** When something is to be sent; null where nothing waits. */
  nextMs(): number | null {
    const { state, deliveries } = this.#endpoint;
    const atMs = state.settings?.state === "active" ? deliveries.nextAtMs() : null;
    return atMs === null ? null : Math.max(atMs, state.health.notBeforeMs);
  }

  /** A clock that was ahead noted ends of pauses that lie days away now. */
  endFarPauses(nowMs: number): void {
    const { state, deliveries } = this.#endpoint;
    this.#endpoint.transaction(() => {
      deliveries.endFarPauses(nowMs);
      const { health } = state;
      if (health.notBeforeMs > nowMs && isPauseOver(health.notBeforeMs, nowMs, LONGEST_REST_MS))
        state.health = { ...health, notBeforeMs: nowMs };
    });
  }

  async run(): Promise<void> {
    const untilMs = Date.now() + TURN_MS;
    // A clock that is set back ends the turn as well.
    for (let nowMs = Date.now(); nowMs < untilMs && nowMs >= untilMs - TURN_MS; nowMs = Date.now()) {
      const flight = this.#flight(nowMs);
      if (flight.length === 0 || !(await this.#fly(flight))) return;
    }
  }

  #flight(nowMs: number): WaitingDelivery[] {
    const { state, deliveries } = this.#endpoint;
    const { settings, health } = state;
    if (settings?.state !== "active" || health.notBeforeMs > nowMs) return [];
    return apart(deliveries.due(nowMs, LOOKED_AT), isOut(health) ? 1 : AT_ONCE);
  }

  /** @returns whether there may be more to do. */
  async #fly(flight: readonly WaitingDelivery[]): Promise<boolean> {
    const sent = await this.#endpoint.send(flight.map(({ eventId }) => eventId));
    this.#endpoint.transaction(() => {
      this.#endpoint.found(sent.kind === "unknown" ? null : sent.settings);
      if (sent.kind !== "sent") return;
      flight.forEach((delivery, place) => this.#note(delivery, sent.attempts[place] ?? null));
    });
    return sent.kind === "sent";
  }

  #note(delivery: WaitingDelivery, attempt: AttemptMade | null): void {
    const { state, deliveries } = this.#endpoint;
    if (attempt === null) {
      deliveries.forgotten(delivery);
      return;
    }
    const { answered, atMs, durationMs } = attempt;
    const endedAtMs = atMs + durationMs;
    const outcome = outcomeOf(answered);
    const wasOut = isOut(state.health);
    state.health = healthAfter(state.health, answered, { atMs: endedAtMs, chance: Math.random() });
    if (outcome === "succeeded") {
      deliveries.succeeded(delivery.row, attempt);
      if (wasOut) deliveries.hurry(endedAtMs);
      return;
    }
    const pauseMs = nextPauseMs(delivery.tries + 1, Math.random());
    deliveries.failed(delivery, attempt, pauseMs === null ? null : endedAtMs + pauseMs);
    if (outcome === "gone") this.#stop("gone", endedAtMs);
    else if (isGivenUp(state.health, endedAtMs)) this.#stop("paused", endedAtMs);
  }

  #stop(stopped: Stop["state"], atMs: number): void {
    const { state } = this.#endpoint;
    const { settings } = state;
    if (settings?.state !== "active") return;
    const { version } = settings;
    logError("webhook_endpoint_stopped", new Error(`an endpoint is ${stopped}`), {
      failures: state.health.failures,
    });
    state.stop = { version, state: stopped, atMs };
    state.settings = { ...settings, state: stopped };
  }
}

/** Of those that are due the first few of which no two are of one order or of one promoter. */
function apart(due: readonly WaitingDelivery[], most: number): WaitingDelivery[] {
  const orders = new Set<string>();
  const promoters = new Set<number>();
  return due
    .filter(({ orderId, promoter }) => {
      const isAlone =
        !(orderId !== null && orders.has(orderId)) && !(promoter !== null && promoters.has(promoter));
      // Also one that waits: what follows it is not to overtake it.
      if (orderId !== null) orders.add(orderId);
      if (promoter !== null) promoters.add(promoter);
      return isAlone;
    })
    .slice(0, most);
}
