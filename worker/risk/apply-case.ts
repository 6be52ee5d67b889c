/**
 * Takes what a person decided of a case to its orders, each an event of its order. A message that comes twice, or that broke
 * off half-way, makes the same events again: they are repeats. Many orders are a chain of messages, each with some of them.
 */
import { STATE_AFTER } from "../../domain/risk/risk-case.ts";
import type { OperatorMove } from "../../domain/order/operator-moves.ts";
import { logError } from "../../durable-objects/object/log.ts";
import type { RecordRefusal } from "../../durable-objects/commission-ledger/desk-answers.ts";
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
  keepCaseOrders,
  stillApplying,
} from "./risk-cases.tables.ts";

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
  /** The decision that the chain carries out, by when it was made; absent: the one that waits. */
  readonly sinceMs?: number;
  /** Since when a person looks longer; absent: what was decided is carried out. */
  readonly hold?: { readonly sinceMs: number };
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
const BEGIN: Place = { step: 0, after: "" };

export async function sendCase(
  env: Pick<Env, "JOBS">,
  message: Omit<CaseMessage, "kind">,
  delaySeconds = 0,
): Promise<void> {
  await env.JOBS.send({ kind: "risk_case", ...message } satisfies CaseMessage, { delaySeconds });
}

/** Decisions go on, should a message ever have been lost. */
export async function sendCases(env: Env, nowMs: number): Promise<void> {
  for (const number of await stillApplying(env.CONFIG, nowMs - STILL_AFTER_MS, CASES_PER_CRON))
    await sendCase(env, { riskCase: number });
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
    return now !== null && now.state === found.state && isAwaited(now, { ...message, sinceMs });
  };
  const steps =
    message.hold === undefined ? stepsOf(env, program, found) : [holding(env, program, found, message.hold)];
  const reached = await goOn(steps, message.place ?? BEGIN, isStill);
  if (reached === "overtaken") return;
  const { unreached = 0 } = reached;
  if (reached.step < steps.length) return await sendCase(env, { ...message, sinceMs, place: reached });
  if (unreached > 0) logUnreached(found, unreached);
  // Else the decision still waits: the metric counts it, and the cron carries it out again.
  else if (message.hold === undefined) await applied(env.CONFIG, found.number, sinceMs);
}

/** Whether a message is still to be carried out: the case may have been appealed, or decided again. */
function isAwaited(
  { state, applyingSinceMs }: ApplyingCase,
  { hold, sinceMs }: Omit<CaseMessage, "kind">,
): boolean {
  if (hold !== undefined) return state === "open";
  return applyingSinceMs !== null && (sinceMs === undefined || applyingSinceMs === sinceMs);
}

/** Orders to be moved, a page at a time, by id. */
interface Step {
  readonly pageAfter: (orderId: string) => Promise<string[]>;
  /** False when the order could not be moved, and has not gone on by itself. */
  readonly work: (orderId: string) => Promise<boolean>;
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
    const moved = await Promise.all(page.map(step.work));
    unreached += moved.filter((isMoved) => !isMoved).length;
    const last = page.at(-1);
    if (last === undefined) place += 1;
    after = last ?? "";
  }
  return { step: place, after, unreached };
}

/** An open one was appealed before its decision had reached any order: whoever decides next finds them as they are. */
function stepsOf(env: Env, program: ProgramConfig, found: ApplyingCase): Step[] {
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
        const isRestored = await move(env, program, found, { orderId, how: "restore", when });
        return (await clear(orderId)) && isRestored;
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

/** Orders of the case wait for a person: they are not cleared by the clock. */
function holding(
  env: Env,
  program: ProgramConfig,
  found: ApplyingCase,
  { sinceMs }: NonNullable<CaseMessage["hold"]>,
): Step {
  const held = { ...found, closedAtMs: sinceMs };
  return {
    pageAfter: underReview(env, held),
    work: async (orderId) =>
      await move(env, program, held, { orderId, how: "review", when: { atStake: true } }),
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
}

/**
 * Refusals that leave nothing to be done: the order has gone on by itself, or was lost and pays nobody until it is told again,
 * which judges it anew. Any other one leaves the order as it was.
 */
const NO_MATTER: ReadonlySet<RecordRefusal> = new Set(["invalid_transition", "unknown_order"]);

/** @returns false when the order could not be moved, and has not gone on by itself. */
async function move(
  env: Env,
  program: ProgramConfig,
  found: ApplyingCase,
  { orderId, how, when }: CaseMove,
): Promise<boolean> {
  const answer = await moveOrder(env, program, orderId, {
    eventId: eventIdOf(found, how),
    move: how,
    // What a person wrote of the promoter stays with the case, which an erasure empties. Orders are the customers' own.
    reason: `case ${found.number}`,
    ...(when === undefined ? {} : { when }),
  });
  return answer.kind !== "refused" || NO_MATTER.has(answer.reason);
}

function logUnreached({ programId, number }: ApplyingCase, orders: number): void {
  const error = new Error(`${orders} orders refused what was decided of their case`);
  logError("case_not_applied", error, { program: programId, case: number, orders });
}

function eventIdOf(
  { number, confirmedBy }: Pick<ApplyingCase, "number" | "confirmedBy">,
  how: OperatorMove,
): string {
  return `risk-case-${number}-${confirmedBy === null ? 1 : 2}-${how}`;
}
