/**
 * Says of each click of a delivery whether it may count. Once per link and visitor in ten seconds, and per visitor and
 * network no oftener than the program allows. The buyer was sent on long before; only the count changes.
 *
 * A network alone cannot tell an office from a farm. So visitors whose cookies prove a touch of some time ago are judged
 * by themselves. The more of them a network shows, the more newcomers it may have. A data centre is one network.
 */
import { LIMITS } from "../../domain/kernel/limits.ts";
import { networkKey, repeatKey, returningKey, visitorKey } from "../../domain/risk/guard-keys.ts";
import type { Admission } from "../../domain/risk/sliding-window.ts";
import { unpackClicks } from "../../domain/tracking/click-columns.ts";
import type { InvalidReason } from "../../domain/tracking/click-event.ts";
import type { EventBatch } from "../../domain/tracking/event-batch.ts";
import { type EventCount, unpackCount } from "../../domain/tracking/event-count.ts";
import { nearbyFirst } from "../platform/nearby.ts";
import { type ClickLimits, readClickLimits } from "./click-limits.tables.ts";
import type { Question, Verdicts } from "./judge.ts";
import { judgeOf } from "./limiter.ts";
import type { JudgedBatch, JudgedClick, KeyedCount } from "./tally.ts";

/** WeChat's servers open a shared link again on their own, within seconds. */
const REPEAT_MS = 10_000;
const MINUTE_MS = 60_000;
/** How many times its limit a visitor may open links that are new to it: who follows a live sale opens each once. */
const FIRST_OPENED = 3;
/**
 * Minutes' worth of newcomers that a network may show in the ten minutes of its window. An office at once, and half of
 * what comes all the time.
 */
const NEWCOMER_MINUTES = 5;
/** Newcomers more for each different returning visitor: where some came back, many come. */
const PER_RETURNING = 4;
const LIMITS_FRESH_MS = 30_000;
const PROGRAMS_KEPT = 1_000;

/** The reasons in the sequence of the admissions of one click. */
const REASONS: readonly InvalidReason[] = ["repeated", "visitor_rate", "network_rate"];

type JudgeEnv = Pick<Env, "CONFIG" | "CLICK_GUARD" | "UPSTASH_REDIS_REST_URL" | "UPSTASH_REDIS_REST_TOKEN">;

const known = new Map<number, { readonly limits: ClickLimits | null; readonly readAtMs: number }>();

/** The clicks of one program in one batch, and what is asked of them. */
interface Asked {
  readonly clicks: readonly JudgedClick[];
  readonly question: Question;
  readonly mode: ClickLimits["mode"];
}

/**
 * The batches of a delivery, those clicks marked that may not count. All are asked about together; a repeated batch is
 * judged as the first time.
 */
export async function judgeClicks(env: JudgeEnv, batches: readonly EventBatch[]): Promise<JudgedBatch[]> {
  const judged = batches.map(({ id, sentAtMs, clicks, channels, counts, reported }) => ({
    id,
    clicks: unpackClicks(clicks, sentAtMs, channels).map((click): JudgedClick => ({
      ...click,
      invalid: null,
    })),
    counts: keyed(counts.map(unpackCount), reported),
  }));
  const programs = new Set(judged.flatMap(({ clicks }) => clicks.filter(isJudged)).map(programOf));
  const limits = new Map<number, ClickLimits | null>();
  for (const program of programs) limits.set(program, await limitsOf(env.CONFIG, program));
  const asked = judged.flatMap(({ id, clicks }) => questionsAbout(id, clicks.filter(isJudged), limits));
  const verdicts = await judgeOf(env)(asked.map(({ question }) => question));
  asked.forEach((one, index) => mark(one, verdicts[index] ?? []));
  return judged;
}

/** Counts, of which those that are one reported order have its key. */
function keyed(counts: readonly EventCount[], reported: EventBatch["reported"] = []): KeyedCount[] {
  const keys = new Map(reported);
  return counts.map((count, at) => {
    const key = count.of === "conversion" && count.events === 1 ? keys.get(at) : undefined;
    return key === undefined ? count : { ...count, key };
  });
}

function questionsAbout(
  batchId: string,
  clicks: readonly JudgedClick[],
  limitsByProgram: ReadonlyMap<number, ClickLimits | null>,
): Asked[] {
  return [...Map.groupBy(clicks, programOf)].flatMap(([program, own]): Asked[] => {
    const limits = limitsByProgram.get(program) ?? null;
    if (limits === null) return [];
    const events = own.map((click) => admissionsOf(click, limits));
    return [
      { clicks: own, question: { program, region: limits.region, batchId, events }, mode: limits.mode },
    ];
  });
}

function mark({ clicks, mode }: Asked, verdicts: Verdicts): void {
  if (mode === "observe") return;
  clicks.forEach((click, index) => {
    const refused = verdicts[index] ?? null;
    if (refused !== null) click.invalid = REASONS[refused] ?? null;
  });
}

/** Of who asks not to be tracked nothing tells one from another: then nothing is judged by how often it came. */
function isJudged({ visitor }: JudgedClick): boolean {
  return visitor !== "";
}

function programOf({ program }: JudgedClick): number {
  return program;
}

function admissionsOf(click: JudgedClick, limits: ClickLimits): Admission[] {
  const { visitor, link, unique, occurredAtMs: atMs } = click;
  const ofVisitor = limits.perVisitorPerMinute * (unique ? FIRST_OPENED : 1);
  return [
    { key: repeatKey(link, visitor), atMs, limit: 1, windowMs: REPEAT_MS },
    { key: visitorKey(visitor), atMs, limit: ofVisitor, windowMs: MINUTE_MS },
    ...admissionsOfNetwork(click, limits.perNetworkPerMinute),
  ];
}

/** None without an address: then the visitor alone is judged. */
function admissionsOfNetwork(click: JudgedClick, perMinute: number): Admission[] {
  const { visitor, network, origin, occurredAtMs: atMs } = click;
  const windowMs = LIMITS.networkWindowMs;
  if (network === "") return [];
  switch (origin) {
    case "returning":
      return [{ key: returningKey(network, visitor), atMs, limit: Number.MAX_SAFE_INTEGER, windowMs }];
    case "hosting":
      return [{ key: networkKey(network), atMs, limit: perMinute, windowMs }];
    case "newcomer": {
      const limit = perMinute * NEWCOMER_MINUTES;
      return [{ key: networkKey(network), atMs, limit, windowMs, perReturning: PER_RETURNING }];
    }
    default:
      return origin satisfies never;
  }
}

async function limitsOf(config: D1Database, program: number): Promise<ClickLimits | null> {
  const nowMs = Date.now();
  const kept = known.get(program);
  if (kept !== undefined && nowMs - kept.readAtMs < LIMITS_FRESH_MS) return kept.limits;
  const limits = await nearbyFirst(config, async (db) => await readClickLimits(db, program));
  known.delete(program);
  known.set(program, { limits, readAtMs: nowMs });
  const [oldest] = known.keys();
  if (known.size > PROGRAMS_KEPT && oldest !== undefined) known.delete(oldest);
  return limits;
}
