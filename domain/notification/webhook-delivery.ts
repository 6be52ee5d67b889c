/**
 * What an answer to a webhook means, when it is sent again, and when its endpoint is left alone. Pure: time and chance come in.
 *
 * Source of signs and words: the Standard Webhooks specification. Pauses are our own, and add up to three days.
 */
import { DAY_MS, HOUR_MS } from "../kernel/duration.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/**
 * - `active`: events are sent.
 * - `disabled`: by whoever owns it.
 * - `paused`: every attempt of five days failed.
 * - `gone`: it answered 410.
 */
export const ENDPOINT_STATES = ["active", "disabled", "paused", "gone"] as const;
export type EndpointState = (typeof ENDPOINT_STATES)[number];

/** An answer that comes later than this is none. */
export const ANSWERED_WITHIN_MS = 15 * SECOND_MS;

/** Before each further attempt; together 71.6 hours. */
const PAUSES_MS = [
  5 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  18 * HOUR_MS,
  22 * HOUR_MS,
] as const;

/** An event of an order or a promoter is overtaken by none of the same until it has failed so often: some minutes. */
export const TRIES_IN_SEQUENCE = 3;

/** So many failures in a row are the endpoint's own: from then on one delivery at a time asks whether it is back. */
const FAILURES_OF_AN_OUTAGE = 5;
const FIRST_PROBE_MS = 10 * SECOND_MS;
const LONGEST_PROBE_MS = HOUR_MS;

/** Nobody is kept from trying for longer, whatever `Retry-After` says. */
const LONGEST_RETRY_AFTER_MS = DAY_MS;

/** An endpoint is left alone for no longer than this. */
export const LONGEST_REST_MS = Math.max(LONGEST_RETRY_AFTER_MS, jittered(LONGEST_PROBE_MS, 1));

/** An endpoint of which every attempt failed for so long is paused. */
const GIVEN_UP_AFTER_MS = 5 * DAY_MS;

/** Why there was no answer. */
export const ATTEMPT_FAULTS = {
  timed_out: "No answer within 15 seconds",
  unreachable: "No connection, or one that broke off",
  host_refused: "The host is not public, or its name leads to an address that is not",
  unresolved: "The host's name leads to no address",
} as const;

export type AttemptFault = keyof typeof ATTEMPT_FAULTS;

/** What came of one attempt. */
export type Answered =
  | { readonly kind: "answer"; readonly status: number; readonly retryAfterMs: number | null }
  | { readonly kind: "fault"; readonly fault: AttemptFault };

/** `gone`: the endpoint wants nothing more. */
export type Outcome = "succeeded" | "failed" | "gone";

/** Any 2xx is success. A redirect is a failure: nothing is followed. */
export function outcomeOf(answered: Answered): Outcome {
  if (answered.kind === "fault") return "failed";
  if (answered.status === 410) return "gone";
  return answered.status >= 200 && answered.status < 300 ? "succeeded" : "failed";
}

/**
 * The pause before the next attempt, a tenth shorter or longer, in milliseconds; null: there is none.
 *
 * @param tries that failed. @param chance from 0 to 1.
 */
export function nextPauseMs(tries: number, chance: number): number | null {
  const pauseMs = PAUSES_MS[tries - 1];
  return pauseMs === undefined ? null : jittered(pauseMs, chance);
}

/** By tries that failed: no attempt is put off for longer than this. */
export const LONGEST_PAUSES_MS: readonly number[] = [0, ...PAUSES_MS.map((ms) => jittered(ms, 1))];

function jittered(ms: number, chance: number): number {
  return Math.round(ms * (0.9 + 0.2 * chance));
}

/** How an endpoint has answered lately. */
export interface EndpointHealth {
  /** Attempts that failed since the last one that succeeded. */
  readonly failures: number;
  /** The first of them; null while it answers. */
  readonly failingSinceMs: number | null;
  /** The last of them; absent where an earlier version noted them. */
  readonly lastFailedAtMs?: number;
  /** Before then nothing is sent. */
  readonly notBeforeMs: number;
}

export const HEALTHY: EndpointHealth = { failures: 0, failingSinceMs: null, notBeforeMs: 0 };

/** Whether an endpoint is out: it is asked with one delivery at a time. */
export function isOut({ failures }: EndpointHealth): boolean {
  return failures >= FAILURES_OF_AN_OUTAGE;
}

export function healthAfter(
  health: EndpointHealth,
  answered: Answered,
  { atMs, chance }: { readonly atMs: number; readonly chance: number },
): EndpointHealth {
  if (outcomeOf(answered) === "succeeded") return HEALTHY;
  const failures = health.failures + 1;
  const failingSinceMs = sinceWhen(health, atMs);
  const askedMs = answered.kind === "answer" ? askedPauseMs(answered) : 0;
  const next = { failures, failingSinceMs, lastFailedAtMs: atMs, notBeforeMs: 0 };
  const probeMs = isOut(next) ? jittered(probePauseMs(failures), chance) : 0;
  const pauseMs = Math.max(askedMs, probeMs);
  const untilMs = pauseMs === 0 ? 0 : atMs + pauseMs;
  return { ...next, notBeforeMs: Math.max(health.notBeforeMs, untilMs) };
}

/** An endpoint that fails is asked again before this: where one delivery alone waits, by its own pause. */
const LONGEST_UNASKED_MS = Math.max(LONGEST_REST_MS, ...LONGEST_PAUSES_MS);

/**
 * Since when an endpoint fails. In a longer time than that between two failures nobody was asked, or the clock was moved: what is
 * beyond it counts for nothing.
 */
function sinceWhen({ failingSinceMs, lastFailedAtMs }: EndpointHealth, atMs: number): number {
  const sinceMs = Math.min(failingSinceMs ?? atMs, atMs);
  const restedMs = atMs - Math.max(lastFailedAtMs ?? atMs, sinceMs);
  return sinceMs + Math.max(0, restedMs - LONGEST_UNASKED_MS);
}

/** Only who is busy or away may ask for a pause. */
function askedPauseMs({ status, retryAfterMs }: { status: number; retryAfterMs: number | null }): number {
  if (retryAfterMs === null || (status !== 429 && status !== 503)) return 0;
  return Math.min(Math.max(retryAfterMs, 0), LONGEST_RETRY_AFTER_MS);
}

function probePauseMs(failures: number): number {
  return Math.min(FIRST_PROBE_MS * 2 ** Math.min(failures - FAILURES_OF_AN_OUTAGE, 16), LONGEST_PROBE_MS);
}

/** Whether an endpoint that has failed just now has failed for too long. */
export function isGivenUp({ failingSinceMs }: EndpointHealth, nowMs: number): boolean {
  return failingSinceMs !== null && nowMs - failingSinceMs >= GIVEN_UP_AFTER_MS;
}

/** `Retry-After` as milliseconds from now: whole seconds, or a date; null for what is neither. */
export function retryAfterMs(text: string, nowMs: number): number | null {
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * SECOND_MS : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
