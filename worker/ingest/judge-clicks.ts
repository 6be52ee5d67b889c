/**
 * Says of each click of a batch whether it may count: once per link and visitor in ten seconds, and per visitor and
 * network no oftener than the program allows. The buyer was sent on long before; only the count changes.
 */
import type { Admission } from "../../domain/fraud/sliding-window.ts";
import {
  type ClickEvent,
  type EventBatch,
  type InvalidReason,
  unpackEvent,
} from "../../domain/tracking/click-event.ts";
import { type ClickLimits, readClickLimits } from "../db/click-limits.ts";
import { judgeOf } from "../fraud/limiter.ts";

/** WeChat's servers open a shared link again on their own, within seconds. */
const REPEAT_MS = 10_000;
const MINUTE_MS = 60_000;
const LIMITS_FRESH_MS = 30_000;
const PROGRAMS_KEPT = 1_000;

/** The reasons in the sequence of the admissions of one click. */
const REASONS: readonly InvalidReason[] = ["repeated", "visitor_rate", "network_rate"];

type JudgeEnv = Pick<Env, "CONFIG" | "CLICK_GUARD" | "UPSTASH_REDIS_REST_URL" | "UPSTASH_REDIS_REST_TOKEN">;

const known = new Map<number, { readonly limits: ClickLimits | null; readonly readAtMs: number }>();

/** The events of a batch, those clicks marked that may not count. A repeated batch is judged as the first time. */
export async function judgeClicks(env: JudgeEnv, batch: EventBatch): Promise<ClickEvent[]> {
  const events = batch.events.map(unpackEvent);
  const programs = new Set(events.filter(isJudged).map((event) => event.program));
  for (const program of programs) {
    const limits = await limitsOf(env.CONFIG, program);
    if (limits === null) continue;
    await judgeProgram(env, batch.id, program, limits, events);
  }
  return events;
}

async function judgeProgram(
  env: JudgeEnv,
  batchId: string,
  program: number,
  limits: ClickLimits,
  events: ClickEvent[],
): Promise<void> {
  const places = events.flatMap((event, place) =>
    isJudged(event) && event.program === program ? [place] : [],
  );
  const questions = places.map((place) => admissionsOf(events[place], limits));
  const verdicts = await judgeOf(env, program)(batchId, questions);
  places.forEach((place, index) => {
    const refused = verdicts[index] ?? null;
    const event = events[place];
    if (refused === null || event === undefined || limits.mode === "observe") return;
    events[place] = { ...event, invalid: REASONS[refused] ?? null };
  });
}

/** Without an address nobody can be told apart: then nothing is judged by how often it came. */
function isJudged(event: ClickEvent): boolean {
  return event.kind === "click" && event.invalid === null && event.network !== "";
}

function admissionsOf(event: ClickEvent | undefined, limits: ClickLimits): Admission[] {
  if (event === undefined) return [];
  const { visitor, network, link, occurredAtMs: atMs } = event;
  return [
    { key: `r:${link}:${visitor}`, atMs, limit: 1, windowMs: REPEAT_MS },
    { key: `v:${visitor}`, atMs, limit: limits.perVisitorPerMinute, windowMs: MINUTE_MS },
    { key: `n:${network}`, atMs, limit: limits.perNetworkPerMinute, windowMs: MINUTE_MS },
  ];
}

async function limitsOf(config: D1Database, program: number): Promise<ClickLimits | null> {
  const nowMs = Date.now();
  const kept = known.get(program);
  if (kept !== undefined && nowMs - kept.readAtMs < LIMITS_FRESH_MS) return kept.limits;
  const limits = await readClickLimits(config, program);
  known.delete(program);
  known.set(program, { limits, readAtMs: nowMs });
  const [oldest] = known.keys();
  if (known.size > PROGRAMS_KEPT && oldest !== undefined) known.delete(oldest);
  return limits;
}
