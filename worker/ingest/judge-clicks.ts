/**
 * Says of each click of a delivery whether it may count: once per link and visitor in ten seconds, and per visitor and
 * network no oftener than the program allows. The buyer was sent on long before; only the count changes.
 */
import { networkKey, repeatKey, visitorKey } from "../../domain/fraud/guard-keys.ts";
import type { Admission } from "../../domain/fraud/sliding-window.ts";
import {
  type ClickEvent,
  type EventBatch,
  type InvalidReason,
  unpackEvent,
} from "../../domain/tracking/click-event.ts";
import { type ClickLimits, readClickLimits } from "../db/click-limits.ts";
import { judgeOf, type Question, type Verdicts } from "../fraud/limiter.ts";
import type { JudgedBatch } from "./tally.ts";

/** WeChat's servers open a shared link again on their own, within seconds. */
const REPEAT_MS = 10_000;
const MINUTE_MS = 60_000;
const LIMITS_FRESH_MS = 30_000;
const PROGRAMS_KEPT = 1_000;

/** The reasons in the sequence of the admissions of one click. */
const REASONS: readonly InvalidReason[] = ["repeated", "visitor_rate", "network_rate"];

type JudgeEnv = Pick<Env, "CONFIG" | "CLICK_GUARD" | "UPSTASH_REDIS_REST_URL" | "UPSTASH_REDIS_REST_TOKEN">;

const known = new Map<number, { readonly limits: ClickLimits | null; readonly readAtMs: number }>();

/** What is asked of the clicks of one program in one batch, and where their answers belong. */
interface Asked {
  readonly question: Question;
  readonly places: readonly number[];
  readonly events: ClickEvent[];
  readonly mode: ClickLimits["mode"];
}

/**
 * The batches of a delivery, those clicks marked that may not count. All are asked about together; a repeated batch is
 * judged as the first time.
 */
export async function judgeClicks(env: JudgeEnv, batches: readonly EventBatch[]): Promise<JudgedBatch[]> {
  const judged = batches.map(({ id, events }) => ({ id, events: events.map(unpackEvent) }));
  const programs = new Set(judged.flatMap(({ events }) => events.filter(isJudged)).map(programOf));
  const limits = new Map<number, ClickLimits | null>();
  for (const program of programs) limits.set(program, await limitsOf(env.CONFIG, program));
  const asked = judged.flatMap(({ id, events }) => questionsAbout(id, events, limits));
  const verdicts = await judgeOf(env)(asked.map(({ question }) => question));
  asked.forEach((one, index) => mark(one, verdicts[index] ?? []));
  return judged;
}

function questionsAbout(
  batchId: string,
  events: ClickEvent[],
  limitsByProgram: ReadonlyMap<number, ClickLimits | null>,
): Asked[] {
  const placesByProgram = new Map<number, number[]>();
  events.forEach((event, place) => {
    if (!isJudged(event)) return;
    const places = placesByProgram.get(event.program);
    if (places === undefined) placesByProgram.set(event.program, [place]);
    else places.push(place);
  });
  return [...placesByProgram].flatMap(([program, places]): Asked[] => {
    const limits = limitsByProgram.get(program) ?? null;
    if (limits === null) return [];
    const admissions = places.map((place) => admissionsOf(events[place], limits));
    return [{ question: { program, batchId, events: admissions }, places, events, mode: limits.mode }];
  });
}

function mark({ places, events, mode }: Asked, verdicts: Verdicts): void {
  if (mode === "observe") return;
  places.forEach((place, index) => {
    const refused = verdicts[index] ?? null;
    const event = events[place];
    if (refused === null || event === undefined) return;
    events[place] = { ...event, invalid: REASONS[refused] ?? null };
  });
}

/** Without an address nobody can be told apart: then nothing is judged by how often it came. */
function isJudged(event: ClickEvent): boolean {
  return event.kind === "click" && event.invalid === null && event.network !== "";
}

function programOf({ program }: ClickEvent): number {
  return program;
}

function admissionsOf(event: ClickEvent | undefined, limits: ClickLimits): Admission[] {
  if (event === undefined) return [];
  const { visitor, network, link, occurredAtMs: atMs } = event;
  return [
    { key: repeatKey(link, visitor), atMs, limit: 1, windowMs: REPEAT_MS },
    { key: visitorKey(visitor), atMs, limit: limits.perVisitorPerMinute, windowMs: MINUTE_MS },
    { key: networkKey(network), atMs, limit: limits.perNetworkPerMinute, windowMs: MINUTE_MS },
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
