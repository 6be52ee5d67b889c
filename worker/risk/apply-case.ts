/**
 * Takes what a person decided of a case, or that one looks longer, to its orders, each an event of its order. A message that
 * comes twice, or that broke off half-way, makes the same events again: they are repeats. Many orders are a chain of messages,
 * each with some of them.
 */
import { STATE_AFTER } from "../../domain/risk/risk-case.ts";
import type { OperatorMove } from "../../domain/order/operator-moves.ts";
import type { MoveCondition } from "../../domain/order/move-condition.ts";
import { currentProgram } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { moveOrder } from "../orders/moves/move-order.ts";
import { reviewedOrders } from "./reviewed-orders.tables.ts";
import {
  applied,
  type ApplyingCase,
  caseOrders,
  findCaseOfAny,
  heldThrough,
  holdAnew,
  keepCaseOrders,
  stillApplying,
} from "./applying-cases.tables.ts";

/** How far a chain of messages has come. */
interface Place {
  readonly step: number;
  /** The order that was reached last; empty: none of this step. */
  readonly after: string;
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
  const reached = await goOn(stepsOf(env, program, found), message.place ?? BEGIN, isStill);
  if (reached === "overtaken") return;
  if (reached !== "done") await sendCase(env, { ...message, sinceMs, place: reached });
  else await (isHeld(found) ? heldThrough : applied)(env.CONFIG, found.number, sinceMs);
}

/** Whether a message is still to be carried out: the case may have been appealed, or decided again. */
function isAwaited({ applyingSinceMs }: ApplyingCase, { sinceMs }: Pick<CaseMessage, "sinceMs">): boolean {
  return applyingSinceMs !== null && (sinceMs === undefined || applyingSinceMs === sinceMs);
}

/** Orders to be moved, a page at a time, by id. */
interface Step {
  readonly pageAfter: (orderId: string) => Promise<string[]>;
  readonly work: (orderId: string) => Promise<void>;
}

/** @returns where the next message goes on. */
async function goOn(
  steps: readonly Step[],
  begin: Place,
  isStill: () => Promise<boolean>,
): Promise<Place | "done" | "overtaken"> {
  let { step: place, after } = begin;
  for (let pages = 0; pages < PAGES_PER_MESSAGE; pages += 1) {
    const step = steps[place];
    if (step === undefined) return "done";
    if (!(await isStill())) return "overtaken";
    const page = await step.pageAfter(after);
    await Promise.all(page.map(step.work));
    const last = page.at(-1);
    if (last === undefined) place += 1;
    after = last ?? "";
  }
  return { step: place, after };
}

function isHeld({ state, heldAtMs }: ApplyingCase): boolean {
  return state === "open" && heldAtMs !== null;
}

/**
 * An open one that nobody holds was appealed before its decision had reached any order: whoever decides next finds them as
 * they are.
 */
function stepsOf(env: Env, program: ProgramConfig, found: ApplyingCase): Step[] {
  if (isHeld(found)) return [holding(env, program, found)];
  if (found.state === STATE_AFTER.clear) return clearing(env, program, found);
  return found.state === STATE_AFTER.confirm ? [reversing(env, program, found)] : [];
}

function clearing(env: Env, program: ProgramConfig, found: ApplyingCase): Step[] {
  const clear = async (orderId: string) => await move(env, program, found, { orderId, how: "clear" });
  return [
    {
      pageAfter: async (after) => await caseOrders(env.CONFIG, found.number, after, PAGE),
      work: async (orderId) => {
        // What somebody reversed for another reason meanwhile stays so.
        const when = { reversedBy: eventIdOf({ ...found, confirmedBy: null }, "reverse") };
        await move(env, program, found, { orderId, how: "restore", when });
        await clear(orderId);
      },
    },
    { pageAfter: underReview(env, found), work: clear },
  ];
}

function reversing(env: Env, program: ProgramConfig, found: ApplyingCase): Step {
  return {
    pageAfter: async (after) => {
      const page = await underReview(env, found)(after);
      await keepCaseOrders(env.CONFIG, found.number, page);
      return page;
    },
    // One that somebody cleared or reversed by itself meanwhile is not the case's any more.
    work: async (orderId) =>
      await move(env, program, found, { orderId, how: "reverse", when: { atStake: true } }),
  };
}

/** Orders of the case wait for a person until the hold ends, also those that joined it later. */
function holding(env: Env, program: ProgramConfig, found: ApplyingCase): Step {
  const { programId, promoter, heldThroughMs, heldUntilMs } = found;
  const endsAtMs = heldUntilMs ?? undefined;
  const reached = heldThroughMs === null ? {} : { writtenAfterMs: heldThroughMs - SEEN_WITHIN_MS };
  return {
    pageAfter: async (after) =>
      await reviewedOrders(env.REPORTS, programId, { promoter, ...reached }, after, PAGE),
    work: async (orderId) =>
      await move(env, program, found, { orderId, how: "review", when: { atStake: true }, endsAtMs }),
  };
}

/** What was placed after the decision was not before the eyes of who made it. */
function underReview(env: Env, { programId, promoter, closedAtMs }: ApplyingCase) {
  const placedByMs = closedAtMs ?? 0;
  return async (after: string) =>
    await reviewedOrders(env.REPORTS, programId, { promoter, placedByMs }, after, PAGE);
}

interface CaseMove {
  readonly orderId: string;
  readonly how: OperatorMove;
  readonly when?: MoveCondition;
  readonly endsAtMs?: number | undefined;
}

/** A refusal says that the order has gone on by itself, and is no matter. */
async function move(
  env: Env,
  program: ProgramConfig,
  found: ApplyingCase,
  { orderId, how, when, endsAtMs }: CaseMove,
): Promise<void> {
  await moveOrder(env, program, orderId, {
    // A hold that is made longer is another event.
    eventId: eventIdOf(found, how) + (endsAtMs === undefined ? "" : `-${endsAtMs.toString(36)}`),
    move: how,
    endsAtMs,
    // What a person wrote of the promoter stays with the case, which an erasure empties. Orders are the customers' own.
    reason: `case ${found.number}`,
    ...(when === undefined ? {} : { when }),
  });
}

function eventIdOf(
  { number, confirmedBy }: Pick<ApplyingCase, "number" | "confirmedBy">,
  how: OperatorMove,
): string {
  return `risk-case-${number}-${confirmedBy === null ? 1 : 2}-${how}`;
}
