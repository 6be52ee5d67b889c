/** Opens a case of every promoter that has orders under review, and ends those whose orders have cleared themselves. */
import { DAY_MS } from "../../domain/kernel/duration.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { CODES } from "../../domain/risk/codes.ts";
import { CASE_STATES } from "../../domain/risk/risk-case.ts";
import { currentProgram } from "../configuration/current-program.ts";
import { settingsAt } from "../configuration/as-of.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { saySoon } from "../notifications/say-waiting.ts";
import { closedSince, expireCases, openCases, openCasesOf } from "./risk-cases.tables.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { type CodedOrders, programsUnderReview, readStakes } from "./reviewed-orders.tables.ts";

/** Promoters of a program that are looked at, those with most at stake first. */
export const MOST_OPEN = 2_000;

/** So long the orders of a case that was closed may still stand under review in the read model. */
const LAGGING_MS = DAY_MS;

/** A program, and how long its cases wait for a person. */
export interface CaseProgram {
  readonly id: string;
  readonly number: number;
  readonly reviewWithinMs: number;
}

export function caseProgram(program: ProgramConfig, nowMs: number): CaseProgram {
  const { reviewWithinMs } = settingsAt(program, nowMs).value.fraud;
  return { id: program.id, number: program.number, reviewWithinMs };
}

/**
 * Brings the open cases of a program in line with its orders.
 *
 * @param only the promoter whose case is asked for; absent: all of them.
 */
export async function openCasesFor(
  env: Env,
  { id, number, reviewWithinMs }: CaseProgram,
  nowMs: number,
  only?: PromoterRef,
): Promise<void> {
  const { CONFIG, REPORTS } = env;
  const [stakes, open, closed] = await Promise.all([
    readStakes(REPORTS, id, only === undefined ? null : [only], MOST_OPEN),
    openCasesOf(CONFIG, number, only),
    closedSince(CONFIG, number, CASE_STATES, nowMs - LAGGING_MS),
  ]);
  const known = new Set<number>(open.map(({ promoter }) => promoter));
  const opened = stakes
    .filter(({ promoter }) => !known.has(promoter))
    // The read model has not heard yet of what was decided.
    .filter(({ promoter, writtenAtMs }) => writtenAtMs > (closed.get(promoter) ?? 0))
    .map(({ promoter }) => ({ promoter, expiresAtMs: nowMs + reviewWithinMs }));
  await openCases(CONFIG, number, opened, nowMs);
  if (opened.length > 0) saySoon(env, id);
  const ended = open.filter(({ expiresAtMs }) => expiresAtMs !== null && expiresAtMs <= nowMs);
  if (ended.length === 0) return;
  // Those with little at stake may not be among the promoters that were read first.
  const promoters = ended.map(({ promoter }) => promoter);
  const left = new Set<number>(
    (await readStakes(REPORTS, id, promoters, promoters.length)).map(({ promoter }) => promoter),
  );
  const over = ended.filter(({ promoter }) => !left.has(promoter)).map((one) => one.number);
  await expireCases(CONFIG, over, nowMs);
  if (over.length > 0) saySoon(env, id);
}

/** Hourly, for all programs: a case is there also where nobody lists them. */
export async function openAllCases(env: Env, nowMs: number): Promise<void> {
  for (const id of await programsUnderReview(env.REPORTS)) {
    // Each for itself: one that fails must not keep the others' cases from being opened.
    try {
      const program = await currentProgram(env, id, "proved");
      if (program !== null) await openCasesFor(env, caseProgram(program, nowMs), nowMs);
    } catch (error) {
      logError("cases_not_opened", error, { program: id });
    }
  }
}

/** A code that cannot be wrong waits for a person. So does an order that a person put under review, which has no code. */
export function isForPerson(coded: readonly CodedOrders[]): boolean {
  return coded.some(
    ({ codes }) => codes.length === 0 || codes.some((code) => CODES[code].isCertain === true),
  );
}
