/**
 * Takes what a person decided of a case, or that one looks longer, to its orders, each an event of its order. A message that
 * comes twice, or that broke off half-way, makes the same events again: they are repeats. Many orders are a chain of messages,
 * each with some of them.
 */
import { type OrderOutcome, STATE_AFTER } from "../../domain/risk/risk-case.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { currentProgram } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import {
  applied,
  type ApplyingCase,
  findCaseOfAny,
  heldThrough,
  holdAnew,
  keepUnreached,
  stillApplying,
} from "./applying-cases.tables.ts";
import { firstMoves, makeMove } from "./case-moves.ts";
import { keepCaseOrders, keepOutcome, type Making, unmadeOrders } from "./case-orders.tables.ts";
import { reviewedOrders } from "./reviewed-orders.tables.ts";

/** How far a chain of messages has come. */
interface Place {
  readonly step: number;
  /** The order that was reached last; empty: none of this step. */
  readonly after: string;
  /** Orders so far that refused though they had not gone on; absent: none. */
  readonly unreached?: number;
}

export interface CaseMessage {
  readonly kind: "risk_case";
  readonly riskCase: number;
  /** The decision or hold that the chain carries out, by when it was made; absent: the one that waits. */
  readonly sinceMs?: number;
  readonly place?: Place;
}

/** Orders that are moved side by side. */
const PAGE = 20;
/** Of one message: each order is asked of its owner, and an invocation may ask only so often. */
const PAGES_PER_MESSAGE = 15;
/** While a program is put back nothing is recorded. */
const FENCED_PAUSE_SECONDS = 10;
/** A decision that has not reached its orders by then had its message lost. */
const STILL_AFTER_MS = 15 * 60_000;
const CASES_PER_CRON = 100;
/** A row of the read model may be seen so long after the time that is written in it. */
const SEEN_WITHIN_MS = 10 * 60_000;
const BEGIN: Place = { step: 0, after: "" };

export async function sendCase(
  env: Pick<Env, "JOBS">,
  message: Omit<CaseMessage, "kind">,
  delaySeconds = 0,
): Promise<void> {
  await env.JOBS.send({ kind: "risk_case", ...message } satisfies CaseMessage, { delaySeconds });
}

/** Decisions and holds go on, should a message ever have been lost. Orders that have joined a held case are held as well. */
export async function sendCases(env: Env, nowMs: number): Promise<void> {
  const lost = await stillApplying(env.CONFIG, nowMs - STILL_AFTER_MS, CASES_PER_CRON);
  const joined = await holdAnew(env.CONFIG, CASES_PER_CRON, nowMs);
  for (const number of [...lost, ...joined]) await sendCase(env, { riskCase: number });
}

export async function applyCase(env: Env, message: CaseMessage): Promise<void> {
  const found = await findCaseOfAny(env.CONFIG, message.riskCase);
  if (found === null || !isAwaited(found, message)) return;
  const program = await currentProgram(env, found.programId, "proved");
  if (program === null) throw new Error(`no program ${found.programId}`);
  if (program.fencedAtMs !== null) {
    await sendCase(env, message, FENCED_PAUSE_SECONDS);
    return;
  }
  const sinceMs = found.applyingSinceMs ?? 0;
  const isStill = async () => {
    const now = await findCaseOfAny(env.CONFIG, found.number);
    return now !== null && now.state === found.state && isAwaited(now, { sinceMs });
  };
  const all = stepsOf(env, program, found);
  const reached = await goOn(all, message.place ?? BEGIN, isStill);
  if (reached === "overtaken") return;
  if (reached.step < all.length) return await sendCase(env, { ...message, sinceMs, place: reached });
  const { unreached = 0 } = reached;
  if (unreached > 0) {
    await keepUnreached(env.CONFIG, found.number, sinceMs, unreached);
    logUnreached(found, unreached);
  }
  // Else it still waits: the metric counts it, and the cron carries it out again.
  else await (isHeld(found) ? heldThrough : applied)(env.CONFIG, found.number, sinceMs);
}

/** Whether a message is still to be carried out: the case may have been appealed, or decided again. */
function isAwaited({ applyingSinceMs }: ApplyingCase, { sinceMs }: Pick<CaseMessage, "sinceMs">): boolean {
  return applyingSinceMs !== null && (sinceMs === undefined || applyingSinceMs === sinceMs);
}

/** Orders of which the case makes something, a page at a time, by id. */
interface Step {
  readonly pageAfter: (orderId: string) => Promise<string[]>;
  /** @returns how many orders refused though they had not gone on by themselves. */
  readonly work: (page: readonly string[]) => Promise<number>;
}

/** @returns where the next message goes on. */
async function goOn(
  steps: readonly Step[],
  begin: Place,
  isStill: () => Promise<boolean>,
): Promise<Place | "overtaken"> {
  let { step: place, after, unreached = 0 } = begin;
  for (let pages = 0; pages < PAGES_PER_MESSAGE; pages += 1) {
    const step = steps[place];
    if (step === undefined) break;
    if (!(await isStill())) return "overtaken";
    const page = await step.pageAfter(after);
    const refused = await step.work(page);
    // What is left undone is tried in the last step once more.
    if (place === steps.length - 1) unreached += refused;
    const last = page.at(-1);
    if (last === undefined) place += 1;
    after = last ?? "";
  }
  return { step: place, after, ...(unreached === 0 ? {} : { unreached }) };
}

function isHeld({ state, heldAtMs }: ApplyingCase): boolean {
  return state === "open" && heldAtMs !== null;
}

/**
 * An open one that nobody holds was appealed before its decision had reached any order: whoever decides next finds them as
 * they are.
 */
function stepsOf(env: Env, program: ProgramConfig, found: ApplyingCase): Step[] {
  if (isHeld(found)) return steps(env, program, found, "review", heldOrders(env, found));
  if (found.state === STATE_AFTER.confirm)
    return steps(env, program, found, "reverse", underReview(env, found));
  if (found.state !== STATE_AFTER.clear) return [];
  const [listed, unmade] = steps(env, program, found, "clear", underReview(env, found));
  // Those that the case reversed before are not under review.
  return [unmade, listed, unmade];
}

type Pages = (after: string) => Promise<string[]>;

/** Orders are noted before they are moved; one whose answer was lost is moved once more. */
function steps(
  env: Env,
  program: ProgramConfig,
  found: ApplyingCase,
  outcome: OrderOutcome,
  pages: Pages,
): [listed: Step, unmade: Step] {
  const { number, heldUntilMs } = found;
  const making: Making = { outcome, decision: found.confirmedBy === null ? 1 : 2 };
  const moves = firstMoves(number, { ...making, heldUntilMs });
  const moved = async (orderId: string) => {
    const results = [];
    for (const one of moves) results.push(await makeMove(env, program, { ...making, number }, orderId, one));
    return { isMade: results.at(-1) === "made", isRefused: results.includes("refused") };
  };
  const work = async (page: readonly string[]) => {
    const answers = await Promise.all(page.map(moved));
    const made = page.filter((_, place) => answers[place]?.isMade === true && !answers[place].isRefused);
    await keepOutcome(env.CONFIG, number, making, made, Date.now());
    return answers.filter(({ isRefused }) => isRefused).length;
  };
  const listed = async (after: string) => {
    const page = await pages(after);
    await keepCaseOrders(env.CONFIG, number, page);
    return page;
  };
  const unmade = async (after: string) => await unmadeOrders(env.CONFIG, number, making, after, PAGE);
  return [
    { pageAfter: listed, work },
    { pageAfter: unmade, work },
  ];
}

/** Orders of the case wait for a person until the hold ends, also those that joined it later. */
function heldOrders(env: Env, { programId, promoter, heldThroughMs }: ApplyingCase): Pages {
  const reached = heldThroughMs === null ? {} : { writtenAfterMs: heldThroughMs - SEEN_WITHIN_MS };
  return async (after) => await reviewedOrders(env.REPORTS, programId, { promoter, ...reached }, after, PAGE);
}

/** What was placed after the decision was not before the eyes of who made it. */
function underReview(env: Env, { programId, promoter, closedAtMs }: ApplyingCase): Pages {
  const placedByMs = closedAtMs ?? 0;
  return async (after) => await reviewedOrders(env.REPORTS, programId, { promoter, placedByMs }, after, PAGE);
}

function logUnreached(found: ApplyingCase, orders: number): void {
  const facts = { program: found.programId, case: found.number, orders };
  if (isHeld(found))
    return logError("case_not_held", new Error(`${orders} orders refused to wait for their case`), facts);
  const error = new Error(`${orders} orders refused what was decided of their case`);
  logError("case_not_applied", error, facts);
}
