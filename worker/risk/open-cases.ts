/** Opens a case of every promoter that has orders under review, and ends those whose orders have cleared themselves. */
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { isRiskCode } from "../../domain/order/risk-reason.ts";
import { CODES } from "../../domain/risk/codes.ts";
import { currentProgram } from "../configuration/current-program.ts";
import { settingsAt } from "../configuration/as-of.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { closedSince, expireCases, openCases, openCasesOf } from "./risk-cases.tables.ts";
import { programsUnderReview, readStakes, type Stake } from "./reviewed-orders.tables.ts";

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

/** Brings the open cases of a program in line with its orders. */
export async function openCasesFor(
  { CONFIG, REPORTS }: Pick<Env, "CONFIG" | "REPORTS">,
  { id, number, reviewWithinMs }: CaseProgram,
  nowMs: number,
): Promise<Stake[]> {
  const [stakes, open, closed] = await Promise.all([
    readStakes(REPORTS, id, null, MOST_OPEN),
    openCasesOf(CONFIG, number),
    closedSince(CONFIG, number, nowMs - LAGGING_MS),
  ]);
  const known = new Map(open.map((one) => [one.promoter as number, one]));
  const opened = stakes.flatMap(({ promoter, codes, writtenAtMs }) => {
    // The read model has not heard yet of what was decided.
    if (writtenAtMs <= (closed.get(promoter) ?? 0)) return [];
    const expiresAtMs = isForPerson(codes) ? null : nowMs + reviewWithinMs;
    const before = known.get(promoter);
    const isNews = before === undefined || (expiresAtMs === null && before.expiresAtMs !== null);
    return isNews ? [{ promoter, expiresAtMs }] : [];
  });
  await openCases(CONFIG, number, opened, nowMs);
  const looked = new Set(stakes.map(({ promoter }) => promoter));
  const over = open.filter(
    ({ promoter, expiresAtMs }) => expiresAtMs !== null && expiresAtMs <= nowMs && !looked.has(promoter),
  );
  if (over.length > 0)
    await expireCases(
      CONFIG,
      over.map((one) => one.number),
      nowMs,
    );
  return stakes;
}

/** Hourly, for all programs: a case is there also where nobody lists them. */
export async function openAllCases(env: Env, nowMs: number): Promise<void> {
  for (const id of await programsUnderReview(env.REPORTS)) {
    const program = await currentProgram(env, id, "proved");
    if (program === null) continue;
    await openCasesFor(env, caseProgram(program, nowMs), nowMs);
  }
}

/** A code that cannot be wrong waits for a person. So does an order that a person put under review, which has no code. */
function isForPerson(codes: string): boolean {
  return codesOf(codes).some(
    (list) => list.length === 0 || list.some((code) => CODES[code].isCertain === true),
  );
}

/** Of every order its codes; those that a later version writes are passed over. */
export function codesOf(codes: string) {
  return codes
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as unknown[]).filter(isRiskCode));
}
