/**
 * What a program's promoters show over the last weeks, once a night: their figures, patterns that honest differences do not
 * explain, rings and dense groups. A night goes on in slices, each of which is a message that sends the next one. A slice
 * that comes twice, or that broke off, finds the same.
 */
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { findPattern, Judging } from "../../domain/risk/patterns/find-patterns.ts";
import { PATTERN_NAMES } from "../../domain/risk/patterns/patterns.ts";
import { SeveralSigns } from "../../domain/risk/patterns/several-signs.ts";
import { WINDOW_DAYS } from "../../domain/risk/patterns/promoter-window.ts";
import { inTurns } from "../../durable-objects/object/in-turns.ts";
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import { lookForDenseGroup, lookForRings } from "./look-for-groups.ts";
import { notePatterns } from "./note-patterns.ts";
import { addDay, dropEarlierSums, type Night, noteShown, readSums } from "./promoter-sums.tables.ts";
import type { DaySpan, NumberedProgram } from "./promoter-windows.tables.ts";
import { dropEarlierStatistics, keepStatistics } from "./statistics.tables.ts";

/** Days that one slice sums. */
const DAYS_PER_SLICE = 7;
/** Promoters of one reading. */
const PROMOTERS_PER_PAGE = 1_000;
/** Promoters that one slice keeps the figures of. */
const PROMOTERS_PER_SLICE = 10_000;

/** What a night does, in this order. */
const PHASES = ["sums", "judge", "signs", "rings", "dense_group", "keep", "note"] as const;
type Phase = (typeof PHASES)[number];

export interface PatternsMessage {
  readonly kind: "patterns";
  readonly program: NumberedProgram;
  /** The last whole day, as days since 1970, UTC. */
  readonly day: number;
  /** Absent of a night that begins. */
  readonly phase?: Phase;
  /** The phase is done up to this day, this many patterns, or this promoter; 0 where it begins. */
  readonly after?: number;
}

/** Does a slice of a phase. @returns what to go on after; null when the phase is over. */
type Slice = (env: Env, night: Night, after: number) => Promise<number | null>;

const SLICES: Readonly<Record<Phase, Slice>> = {
  sums: sumDays,
  judge: judgePattern,
  signs: judgeSigns,
  rings: async (env, night, after) => await lookForRings(env, night, spanOf(night), after),
  dense_group: async (env, night) => {
    await lookForDenseGroup(env, night, spanOf(night));
    return null;
  },
  keep: keepFigures,
  note: async (env, { program }, after) => await notePatterns(env, program, after, Date.now()),
};

export function lastWholeDay(nowMs: number): number {
  return Math.floor(nowMs / DAY_MS) - 1;
}

/** Does one slice of a night, and sends the next one. */
export async function lookForPatterns(env: Env, message: PatternsMessage): Promise<void> {
  const { program, day, phase = "sums", after = 0 } = message;
  const next = await SLICES[phase](env, { program, day }, after);
  const following = next === null ? PHASES[PHASES.indexOf(phase) + 1] : phase;
  if (following === undefined) return;
  const rest: PatternsMessage = { kind: "patterns", program, day, phase: following, after: next ?? 0 };
  await env.JOBS.send(rest);
}

function spanOf({ day }: Night): DaySpan {
  return { from: day - WINDOW_DAYS + 1, to: day };
}

async function sumDays({ REPORTS }: Env, night: Night, after: number): Promise<number | null> {
  const { from, to } = spanOf(night);
  const first = Math.max(from, after + 1);
  const last = Math.min(to, first + DAYS_PER_SLICE - 1);
  for (let day = first; day <= last; day += 1) await addDay(REPORTS, night, day);
  return last === to ? null : last;
}

/** Judges the pattern at a place. */
async function judgePattern({ REPORTS }: Env, night: Night, place: number): Promise<number | null> {
  const name = PATTERN_NAMES[place];
  if (name === undefined) return null;
  const judging = new Judging(name);
  await takeSums(REPORTS, night, judging);
  const found = await inTurns(findPattern(name, judging.judged()));
  const shown = found.map(({ promoter, ...pattern }) => [promoter, pattern] as const);
  await noteShown(REPORTS, night, shown);
  return place + 1 < PATTERN_NAMES.length ? place + 1 : null;
}

/** Judges what all signs come to together. */
async function judgeSigns({ REPORTS }: Env, night: Night): Promise<null> {
  const together = new SeveralSigns();
  await takeSums(REPORTS, night, together);
  const found = await inTurns(together.found());
  const shown = found.map(({ promoter, ...signs }) => [promoter, signs] as const);
  await noteShown(REPORTS, night, shown);
  return null;
}

async function takeSums(reports: D1Database, night: Night, judging: Pick<Judging, "take">): Promise<void> {
  for (let after: number | undefined = 0; after !== undefined;) {
    const page = await readSums(reports, night, after, PROMOTERS_PER_PAGE);
    judging.take(page.map(({ figures }) => figures));
    after = page.at(-1)?.figures.promoter;
    await letOthersIn();
  }
}

/** Lets figures be seen, now that all is known of them. */
async function keepFigures({ REPORTS }: Env, night: Night, after: number): Promise<number | null> {
  const { program, day } = night;
  let last = after;
  for (let kept = 0; kept < PROMOTERS_PER_SLICE; kept += PROMOTERS_PER_PAGE) {
    const page = await readSums(REPORTS, night, last, PROMOTERS_PER_PAGE);
    const end = page.at(-1);
    if (end === undefined) {
      await dropEarlierStatistics(REPORTS, program.id, day);
      await dropEarlierSums(REPORTS, night);
      return null;
    }
    await keepStatistics(REPORTS, program.id, day, page);
    last = end.figures.promoter;
  }
  return last;
}
