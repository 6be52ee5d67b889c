/** Orders that a program lets its pages report: decided as any other, but not paid before a person has looked. */
import { versionAt } from "../../domain/program/versions.ts";
import { currentProgram, requireOpen } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { pageOrderIdOf } from "../../domain/order/page-order.ts";
import { ApiProblem } from "../http/problem.ts";
import { readConversion } from "./conversion.shapes.ts";
import { proposeUntilAccepted } from "./record-conversions.ts";

/** An order as a page tells it, with a click token that holds. */
export interface ReportedOrder {
  readonly orderId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly clickToken: string;
}

/** Limited: pages have told too many orders with its token, or from its network. */
export type ReportedOutcome = "recorded" | "limited";

/**
 * Decides an order told by a page, when the program takes such orders now. Safe to repeat.
 *
 * @param network the alias of the network that the page was read in; empty where it is not known.
 */
export async function recordReportedOrder(
  env: Env,
  programId: string,
  received: ReportedOrder,
  network: string,
): Promise<ReportedOutcome> {
  const program = await currentProgram(env, programId);
  if (program === null) return "recorded";
  requireOpen(program);
  const settings = versionAt(program.settings, Date.now());
  if (settings?.value.attribution.acceptPixelToken !== true) return "recorded";
  return await recordPageOrder(env, program, received, network);
}

/**
 * Under an id that no signed source uses. What anyone may tell credits no order of the merchant's, not even one that nobody
 * earned.
 */
async function recordPageOrder(
  env: Env,
  program: ProgramConfig,
  received: ReportedOrder,
  network: string,
): Promise<ReportedOutcome> {
  const nowMs = Date.now();
  const reading = readConversion(received, {
    currency: program.currency,
    nowMs,
    unknownFields: "refuse",
  });
  if (reading.kind === "refused") return "recorded";
  const { order, ...evidence } = reading.conversion;
  const asOwn = { ...evidence, order: { ...order, orderId: pageOrderIdOf(order.orderId) } };
  const [outcome] = await proposeUntilAccepted(env, program, [asOwn], { nowMs, network });
  if (outcome === undefined) throw new ApiProblem("unavailable");
  return outcome.status === "limited" ? "limited" : "recorded";
}
