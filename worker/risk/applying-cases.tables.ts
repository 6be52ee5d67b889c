/** How far decisions and holds of cases have come: which wait to reach their orders. */
import { and, asc, eq, gt, inArray, isNotNull, isNull, lte } from "drizzle-orm";
import { programs } from "../configuration/schema.tables.ts";
import { queries } from "../platform/queries.ts";
import type { RiskCase } from "./risk-cases.tables.ts";
import { riskCases } from "./schema.tables.ts";

/** A case with its program. */
export interface ApplyingCase extends RiskCase {
  readonly programId: string;
}

/** Of any program; null where there is none. */
export async function findCaseOfAny(config: D1Database, number: number): Promise<ApplyingCase | null> {
  const [found = null] = await queries(config)
    .select({ riskCase: riskCases, programId: programs.id })
    .from(riskCases)
    .innerJoin(programs, eq(programs.number, riskCases.program))
    .where(eq(riskCases.number, number));
  return found === null ? null : { ...found.riskCase, programId: found.programId };
}

/** Cases whose decisions or holds wait since before a time, oldest first. */
export async function stillApplying(config: D1Database, beforeMs: number, limit: number): Promise<number[]> {
  const rows = await queries(config)
    .select({ number: riskCases.number })
    .from(riskCases)
    .where(lte(riskCases.applyingSinceMs, beforeMs))
    .orderBy(asc(riskCases.applyingSinceMs))
    .limit(limit);
  return rows.map(({ number }) => number);
}

/** Notes how many orders refused a decision or hold, unless another one was made since. */
export async function keepUnreached(
  config: D1Database,
  number: number,
  sinceMs: number,
  unreached: number,
): Promise<void> {
  await queries(config)
    .update(riskCases)
    .set({ unreached })
    .where(and(eq(riskCases.number, number), eq(riskCases.applyingSinceMs, sinceMs)));
}

/** Notes that a decision reached all orders, unless another one was made since. */
export async function applied(config: D1Database, number: number, sinceMs: number): Promise<void> {
  await queries(config)
    .update(riskCases)
    .set({ applyingSinceMs: null, unreached: 0 })
    .where(and(eq(riskCases.number, number), eq(riskCases.applyingSinceMs, sinceMs)));
}

/** Notes that a hold reached all orders that were under review by then, unless the case was held or decided again since. */
export async function heldThrough(config: D1Database, number: number, sinceMs: number): Promise<void> {
  await queries(config)
    .update(riskCases)
    .set({ applyingSinceMs: null, heldThroughMs: sinceMs, unreached: 0 })
    .where(and(eq(riskCases.number, number), eq(riskCases.applyingSinceMs, sinceMs)));
}

/**
 * Starts the holds of open cases anew, for the orders that have joined them since: those first that were looked at longest
 * ago.
 *
 * @returns which ones.
 */
export async function holdAnew(config: D1Database, limit: number, nowMs: number): Promise<number[]> {
  const isHeld = and(
    eq(riskCases.state, "open"),
    isNotNull(riskCases.heldAtMs),
    // A hold that is over holds nothing more.
    gt(riskCases.heldUntilMs, nowMs),
    isNull(riskCases.applyingSinceMs),
  );
  const longestAgo = queries(config)
    .select({ number: riskCases.number })
    .from(riskCases)
    .where(isHeld)
    .orderBy(asc(riskCases.heldThroughMs))
    .limit(limit);
  const rows = await queries(config)
    .update(riskCases)
    .set({ applyingSinceMs: nowMs })
    .where(and(inArray(riskCases.number, longestAgo), isHeld))
    .returning({ number: riskCases.number });
  return rows.map(({ number }) => number);
}
