/**
 * Tells orders again what cases made of them: a ledger that was put back has lost it, and nothing else would send it. To all
 * others it is a repeat. What waits stands in D1, and is noted as heard one page after another.
 */
import { tryDecodeURIComponent } from "hono/utils/url";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { currentProgram } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { subjectsSince } from "../http/audit/audit.tables.ts";
import { findOrder } from "../orders/links/ask-owner.ts";
import { makeMove, movesAgain } from "./case-moves.ts";
import {
  askReplay,
  type CaseOrderPlace,
  ordersToReplay,
  programsToReplay,
  replayed,
  type ReplayedOrder,
} from "./case-orders.tables.ts";

export interface ReplayMessage {
  readonly kind: "case_replay";
  readonly program: string;
  /** The order that was reached last; absent: none. */
  readonly after?: CaseOrderPlace;
}

/** So far back objects may be put. */
const HISTORY_MS = 30 * DAY_MS;
/** An order that was lost as a whole is waited for so long: its merchant tells it again. */
const AWAITED_MS = 7 * DAY_MS;
/** Orders that are told side by side. */
const PAGE = 20;
/** Of one message: each order is asked of its owner, and an invocation may ask only so often. */
const PAGES_PER_MESSAGE = 10;
/** What waits longer had its message lost, or its order is not there. */
const STILL_AFTER_MS = 15 * 60_000;
const BEGIN: CaseOrderPlace = { caseNumber: 0, orderId: "" };

/** Something of these programs was put back: their orders hear again what cases made of them in the last 30 days. */
export async function replayCases(env: Env, programIds: Iterable<string>, nowMs: number): Promise<void> {
  for (const program of new Set(programIds)) {
    if (await askReplay(env.CONFIG, program, nowMs - HISTORY_MS, nowMs)) await sendReplay(env, { program });
  }
}

/** Hourly: should a message ever have been lost, and for orders that have come again since. */
export async function sendReplays(env: Env, nowMs: number): Promise<void> {
  for (const program of await programsToReplay(env.CONFIG, nowMs - STILL_AFTER_MS))
    await sendReplay(env, { program });
}

async function sendReplay(env: Env, message: Omit<ReplayMessage, "kind">): Promise<void> {
  await env.JOBS.send({ kind: "case_replay", ...message } satisfies ReplayMessage);
}

/** Also behind the fence of a restore, which does not wait for it. What is lost by that, the repair of the restore asks for again. */
export async function replayOn(env: Env, { program: id, after = BEGIN }: ReplayMessage): Promise<void> {
  const program = await currentProgram(env, id, "proved");
  if (program === null) return;
  const nowMs = Date.now();
  const byHand = await movedByHand(env, program, nowMs);
  let place = after;
  let refused = 0;
  for (let pages = 0; pages < PAGES_PER_MESSAGE; pages += 1) {
    const page = await ordersToReplay(env.CONFIG, program.number, place, PAGE);
    const last = page.at(-1);
    if (last === undefined) return logRefused(id, refused);
    const answers = await Promise.all(page.map(async (one) => await heard(env, program, one, byHand)));
    await replayed(
      env.CONFIG,
      page.filter((one, at) => isOver(answers[at], one, nowMs)),
    );
    refused += answers.filter((answer) => answer === "refused").length;
    place = { caseNumber: last.caseNumber, orderId: last.orderId };
  }
  logRefused(id, refused);
  await sendReplay(env, { program: id, after: place });
}

/** `missing`: the order is not there, and may be told again. */
type Hearing = "heard" | "missing" | "refused";

function isOver(hearing: Hearing | undefined, { replaySinceMs }: ReplayedOrder, nowMs: number): boolean {
  return hearing === "heard" || nowMs - replaySinceMs > AWAITED_MS;
}

function logRefused(program: string, orders: number): void {
  if (orders === 0) return;
  const error = new Error(`${orders} orders refused to hear again what cases made of them`);
  logError("case_replay_refused", error, { program, orders });
}

async function heard(
  env: Env,
  program: ProgramConfig,
  order: ReplayedOrder,
  byHand: ReadonlyMap<string, number>,
): Promise<Hearing> {
  const { caseNumber: number, orderId, decision, appliedAtMs } = order;
  const lastByHandMs = byHand.get(orderId) ?? 0;
  // What a person decided of the order itself afterwards may be lost with it: that is for a person to repeat.
  if (lastByHandMs > appliedAtMs) return "heard";
  const found = await findOrder(env, program, orderId);
  if (found === null) return "missing";
  // An order that was lost and came again may have been decided for somebody else, of whom no case said anything.
  const { credits } = found.decision.attribution;
  if (!credits.some(({ promoter }) => promoter === order.promoter)) return "heard";
  for (const move of movesAgain(number, order, appliedAtMs)) {
    const result = await makeMove(env, program, { number, decision }, orderId, move);
    if (result === "refused") return "refused";
    if (result === "over") break;
  }
  return "heard";
}

/** Orders that people moved by themselves, each with when that was last. */
async function movedByHand(
  env: Env,
  { number }: ProgramConfig,
  nowMs: number,
): Promise<ReadonlyMap<string, number>> {
  const moved = new Map<string, number>();
  const acts = await subjectsSince(env.CONFIG, number, "moveOrder", nowMs - HISTORY_MS);
  for (const { subject, atMs } of acts) {
    // The path that it was called by: `/v1/programs/{program}/orders/{orderId}/{move}`.
    const orderId = tryDecodeURIComponent(subject.split("/")[5] ?? "");
    moved.set(orderId, Math.max(moved.get(orderId) ?? 0, atMs));
  }
  return moved;
}
