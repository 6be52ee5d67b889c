/** Cases of promoters: one open at a time of each, decided once, and once more where the promoter appeals. */
import { and, desc, eq, gt, inArray, isNull, lt, lte, ne, or, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { CaseState } from "../../domain/risk/risk-case.ts";
import { queries } from "../platform/queries.ts";
import { riskCases } from "./schema.tables.ts";

export type RiskCase = Readonly<typeof riskCases.$inferSelect>;

/** A promoter to be looked at. */
export interface NewCase {
  readonly promoter: number;
  /** Its case ends then, or as soon after as none of its orders is under review. */
  readonly expiresAtMs: number;
}

/** Opens cases. Of a promoter that has an open one nothing changes. */
export async function openCases(
  config: D1Database,
  program: number,
  opened: readonly NewCase[],
  nowMs: number,
): Promise<void> {
  if (opened.length === 0) return;
  await queries(config).run(
    sql`INSERT INTO ${riskCases} (program, promoter, state, opened_at_ms, expires_at_ms)
      SELECT ${program}, value ->> 'promoter', 'open', ${nowMs}, value ->> 'expiresAtMs'
      FROM json_each(${JSON.stringify(opened)}) WHERE true
      ON CONFLICT (program, promoter) WHERE state = 'open' DO NOTHING`,
  );
}

/** @param promoter whose case is asked for; absent: all of them. */
export async function openCasesOf(
  config: D1Database,
  program: number,
  promoter?: PromoterRef,
): Promise<RiskCase[]> {
  const whose = promoter === undefined ? undefined : eq(riskCases.promoter, promoter);
  return await queries(config)
    .select()
    .from(riskCases)
    .where(and(eq(riskCases.program, program), eq(riskCases.state, "open"), whose));
}

/** Promoters of whom a case that is in one of these states was closed since a time, with when. */
export async function closedSince(
  config: D1Database,
  program: number,
  states: readonly CaseState[],
  sinceMs: number,
): Promise<ReadonlyMap<number, number>> {
  const closedAtMs = sql<number>`max(${riskCases.closedAtMs})`;
  const rows = await queries(config)
    .select({ promoter: riskCases.promoter, closedAtMs })
    .from(riskCases)
    .where(
      and(
        eq(riskCases.program, program),
        inArray(riskCases.state, [...states]),
        gt(riskCases.closedAtMs, sinceMs),
      ),
    )
    .groupBy(riskCases.promoter);
  return new Map(rows.map((row) => [row.promoter, row.closedAtMs]));
}

/** Cases in some states, newest first, below a number. */
export async function casesBelow(
  config: D1Database,
  query: {
    readonly program: number;
    readonly states: readonly CaseState[];
    readonly promoter: PromoterRef | undefined;
    readonly below: number;
    readonly limit: number;
  },
): Promise<RiskCase[]> {
  return await queries(config)
    .select()
    .from(riskCases)
    .where(
      and(
        eq(riskCases.program, query.program),
        inArray(riskCases.state, [...query.states]),
        query.promoter === undefined ? undefined : eq(riskCases.promoter, query.promoter),
        lt(riskCases.number, query.below),
      ),
    )
    .orderBy(desc(riskCases.number))
    .limit(query.limit);
}

/** Null where the program has none of this number. */
export async function findCase(
  config: D1Database,
  program: number,
  number: number,
): Promise<RiskCase | null> {
  const row = await queries(config)
    .select()
    .from(riskCases)
    .where(and(eq(riskCases.program, program), eq(riskCases.number, number)))
    .get();
  return row ?? null;
}

/** What a case is closed with. */
export interface Closing {
  readonly state: "cleared" | "confirmed";
  readonly by: string;
  readonly reason: string;
  readonly reasons: string;
  readonly atStake: number;
}

/**
 * Closes an open case. False when it was closed meanwhile, or is appealed since against whom it is closed by. Its orders hear
 * of it next.
 */
export async function closeCase(
  config: D1Database,
  number: number,
  { state, by, reason, reasons, atStake }: Closing,
  nowMs: number,
): Promise<boolean> {
  const { meta } = await queries(config)
    .update(riskCases)
    .set({
      state,
      closedAtMs: nowMs,
      closedBy: by,
      closedReason: reason,
      reasons,
      atStake,
      applyingSinceMs: nowMs,
      unreached: 0,
    })
    .where(
      and(
        eq(riskCases.number, number),
        eq(riskCases.state, "open"),
        or(isNull(riskCases.confirmedBy), ne(riskCases.confirmedBy, by)),
      ),
    );
  return meta.changes > 0;
}

/** The promoter says its say: an open case goes on with it, and one that was confirmed is open again. False: it had it before. */
export async function appealCase(
  config: D1Database,
  number: number,
  text: string,
  nowMs: number,
): Promise<boolean> {
  const { meta } = await queries(config)
    .update(riskCases)
    .set({
      appeal: text,
      appealedAtMs: nowMs,
      confirmedBy: sql`CASE WHEN state = 'confirmed' THEN closed_by END`,
      state: "open",
      unreached: 0,
      // Whoever appeals a decision is answered by a person. An open case goes on as it did: so do its orders' reviews.
      expiresAtMs: sql`CASE WHEN state = 'open' THEN expires_at_ms END`,
    })
    .where(
      and(
        eq(riskCases.number, number),
        inArray(riskCases.state, ["open", "confirmed"]),
        isNull(riskCases.appeal),
      ),
    );
  return meta.changes > 0;
}

/** Who looks longer, until when, and why. */
export interface Holding {
  readonly by: string;
  readonly untilMs: number;
  readonly reason: string;
}

/**
 * A person looks longer at an open case. Its orders hear of it next, all of them. False when it is closed. Whoever has
 * appealed a decision is answered by a person still.
 */
export async function keepForPerson(
  config: D1Database,
  number: number,
  { by, untilMs, reason }: Holding,
  nowMs: number,
): Promise<boolean> {
  const { meta } = await queries(config)
    .update(riskCases)
    .set({
      expiresAtMs: sql`CASE WHEN ${riskCases.confirmedBy} IS NULL THEN ${untilMs} END`,
      heldReason: reason,
      heldBy: by,
      heldAtMs: nowMs,
      heldUntilMs: untilMs,
      heldThroughMs: null,
      applyingSinceMs: nowMs,
      unreached: 0,
    })
    .where(and(eq(riskCases.number, number), eq(riskCases.state, "open")));
  return meta.changes > 0;
}

/** Ends cases whose time is over. */
export async function expireCases(
  config: D1Database,
  numbers: readonly number[],
  nowMs: number,
): Promise<void> {
  await queries(config)
    .update(riskCases)
    .set({ state: "expired", closedAtMs: nowMs, reasons: "[]", atStake: 0 })
    .where(
      and(
        sql`${riskCases.number} IN (SELECT value FROM json_each(${JSON.stringify(numbers)}))`,
        eq(riskCases.state, "open"),
        lte(riskCases.expiresAtMs, nowMs),
      ),
    );
}

/** Empties what a promoter said and what was said of it; what was decided stays. */
export async function eraseCaseTexts(
  config: D1Database,
  { program, promoter }: { readonly program: number; readonly promoter: PromoterRef },
): Promise<void> {
  await queries(config)
    .update(riskCases)
    .set({
      appeal: sql`CASE WHEN appeal IS NOT NULL THEN '' END`,
      closedReason: sql`CASE WHEN closed_reason IS NOT NULL THEN '' END`,
      heldReason: sql`CASE WHEN held_reason IS NOT NULL THEN '' END`,
    })
    .where(and(eq(riskCases.program, program), eq(riskCases.promoter, promoter)));
}
