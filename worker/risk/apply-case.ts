/**
 * Takes what a person decided of a case to its orders, each an event of its order. A message that comes twice, or that broke
 * off half-way, makes the same events again: they are repeats.
 */
import { STATE_AFTER } from "../../domain/risk/risk-case.ts";
import type { OperatorMove } from "../../domain/order/operator-moves.ts";
import { currentProgram } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { moveOrder } from "../orders/moves/move-order.ts";
import { reviewedOrders } from "./reviewed-orders.tables.ts";
import {
  applied,
  type ApplyingCase,
  applyingCase,
  caseOrders,
  keepCaseOrders,
  stillApplying,
} from "./risk-cases.tables.ts";

export interface CaseMessage {
  readonly kind: "risk_case";
  readonly riskCase: number;
}

/** Orders that are moved side by side. */
const PAGE = 20;
/** While a program is put back nothing is recorded. */
const FENCED_PAUSE_SECONDS = 10;
/** A decision that has not reached its orders by then had its message lost. */
const STILL_AFTER_MS = 15 * 60_000;
const CASES_PER_CRON = 100;

export async function sendCase(env: Pick<Env, "JOBS">, riskCase: number, delaySeconds = 0): Promise<void> {
  await env.JOBS.send({ kind: "risk_case", riskCase } satisfies CaseMessage, { delaySeconds });
}

/** Decisions go on, should a message ever have been lost. */
export async function sendCases(env: Env, nowMs: number): Promise<void> {
  for (const number of await stillApplying(env.CONFIG, nowMs - STILL_AFTER_MS, CASES_PER_CRON))
    await sendCase(env, number);
}

export async function applyCase(env: Env, { riskCase: number }: CaseMessage): Promise<void> {
  const found = await applyingCase(env.CONFIG, number);
  if (found === null) return;
  const program = await currentProgram(env, found.programId, "proved");
  if (program === null) throw new Error(`no program ${found.programId}`);
  if (program.fencedAtMs !== null) {
    await sendCase(env, number, FENCED_PAUSE_SECONDS);
    return;
  }
  if (found.state === STATE_AFTER.clear) await clearOrders(env, program, found);
  if (found.state === STATE_AFTER.confirm) await reverseOrders(env, program, found);
  await applied(env.CONFIG, number, found.applyingSinceMs ?? 0);
}

async function clearOrders(env: Env, program: ProgramConfig, found: ApplyingCase): Promise<void> {
  const reversed = async (after: string) => await caseOrders(env.CONFIG, found.number, after, PAGE);
  await each(reversed, async (orderId) => {
    await move(env, program, found, orderId, "restore");
    await move(env, program, found, orderId, "clear");
  });
  await each(underReview(env, found), async (orderId) => await move(env, program, found, orderId, "clear"));
}

async function reverseOrders(env: Env, program: ProgramConfig, found: ApplyingCase): Promise<void> {
  await each(
    async (after) => {
      const page = await underReview(env, found)(after);
      await keepCaseOrders(env.CONFIG, found.number, page);
      return page;
    },
    async (orderId) => await move(env, program, found, orderId, "reverse"),
  );
}

/** Orders of the case wait for a person: they are not cleared by the clock. */
export async function holdOrders(env: Env, program: ProgramConfig, found: ApplyingCase): Promise<void> {
  await each(underReview(env, found), async (orderId) => await move(env, program, found, orderId, "review"));
}

function underReview(env: Env, { programId, promoter }: ApplyingCase) {
  return async (after: string) => await reviewedOrders(env.REPORTS, programId, promoter, after, PAGE);
}

/** Page after page, by id. */
async function each(
  pageAfter: (orderId: string) => Promise<string[]>,
  work: (orderId: string) => Promise<void>,
): Promise<void> {
  for (let after = ""; ;) {
    const page = await pageAfter(after);
    const last = page.at(-1);
    if (last === undefined) return;
    await Promise.all(page.map(work));
    after = last;
  }
}

/** A refusal says that the order has gone on by itself, and is no matter. */
async function move(
  env: Env,
  program: ProgramConfig,
  { number, closedReason, confirmedBy }: ApplyingCase,
  orderId: string,
  how: OperatorMove,
): Promise<void> {
  const round = confirmedBy === null ? 1 : 2;
  await moveOrder(env, program, orderId, {
    eventId: `risk-case-${number}-${round}-${how}`,
    move: how,
    reason: `case ${number}: ${closedReason ?? "it waits for a person"}`,
  });
}
