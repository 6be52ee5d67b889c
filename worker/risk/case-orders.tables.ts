/** What cases made of orders: what an appeal takes back, and what a ledger that was put back hears of again. */
import { and, asc, eq, gt, isNotNull, isNull, lte, ne, or, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { OrderOutcome } from "../../domain/risk/risk-case.ts";
import { programs } from "../configuration/schema.tables.ts";
import { queries } from "../platform/queries.ts";
import { riskCaseOrders, riskCases } from "./schema.tables.ts";

/** What one of the decisions of a case makes of its orders. */
export interface Making {
  readonly outcome: OrderOutcome;
  /** The first decision of the case, or the one after an appeal. */
  readonly decision: 1 | 2;
}

/** Notes orders before they are moved. */
export async function keepCaseOrders(
  config: D1Database,
  number: number,
  orderIds: readonly string[],
): Promise<void> {
  await queries(config).run(
    sql`INSERT OR IGNORE INTO ${riskCaseOrders} (case_number, order_id)
      SELECT ${number}, value FROM json_each(${JSON.stringify(orderIds)})`,
  );
}

/** Notes of which orders a case made something. A repeat leaves the time at which that was. */
export async function keepOutcome(
  config: D1Database,
  number: number,
  { outcome, decision }: Making,
  orderIds: readonly string[],
  nowMs: number,
): Promise<void> {
  if (orderIds.length === 0) return;
  await queries(config)
    .update(riskCaseOrders)
    .set({ outcome, decision, appliedAtMs: nowMs })
    .where(
      and(
        eq(riskCaseOrders.caseNumber, number),
        sql`${riskCaseOrders.orderId} IN (SELECT value FROM json_each(${JSON.stringify(orderIds)}))`,
        isNot({ outcome, decision }),
      ),
    );
}

/** Some orders of a case that were noted, by id. */
export async function sampleCaseOrders(config: D1Database, number: number, limit: number): Promise<string[]> {
  const rows = await queries(config)
    .select({ orderId: riskCaseOrders.orderId })
    .from(riskCaseOrders)
    .where(eq(riskCaseOrders.caseNumber, number))
    .orderBy(asc(riskCaseOrders.orderId))
    .limit(limit);
  return rows.map(({ orderId }) => orderId);
}

/** Orders of a case that were noted, and of which it is not known to have made this, by id, after one. */
export async function unmadeOrders(
  config: D1Database,
  number: number,
  making: Making,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await queries(config)
    .select({ orderId: riskCaseOrders.orderId })
    .from(riskCaseOrders)
    .where(and(eq(riskCaseOrders.caseNumber, number), gt(riskCaseOrders.orderId, after), isNot(making)))
    .orderBy(asc(riskCaseOrders.orderId))
    .limit(limit);
  return rows.map(({ orderId }) => orderId);
}

function isNot({ outcome, decision }: Making) {
  const { outcome: stored, decision: storedDecision } = riskCaseOrders;
  return or(isNull(stored), ne(stored, outcome), ne(storedDecision, decision));
}

/**
 * Has all orders of a program of which a case made something since a time hear of it again. Of each what its last case made.
 * False: there are none.
 */
export async function askReplay(
  config: D1Database,
  programId: string,
  sinceMs: number,
  nowMs: number,
): Promise<boolean> {
  const { meta } = await queries(config).run(
    sql`UPDATE ${riskCaseOrders} SET replay_since_ms = ${nowMs} WHERE (case_number, order_id) IN (
      SELECT max(o.case_number), o.order_id FROM ${riskCaseOrders} o
      JOIN ${riskCases} c ON c.number = o.case_number JOIN ${programs} p ON p.number = c.program
      WHERE p.id = ${programId} AND o.applied_at_ms >= ${sinceMs} GROUP BY o.order_id)`,
  );
  return meta.changes > 0;
}

/** An order of a case, by its place in the sequence of all. */
export interface CaseOrderPlace {
  readonly caseNumber: number;
  readonly orderId: string;
}

/** An order that waits to hear again what a case made of it. */
export interface ReplayedOrder extends CaseOrderPlace, Making {
  readonly promoter: PromoterRef;
  /** Until when the case is held, where it is. */
  readonly heldUntilMs: number | null;
  readonly appliedAtMs: number;
  readonly replaySinceMs: number;
}

/** Those of a program, after a place. */
export async function ordersToReplay(
  config: D1Database,
  program: number,
  { caseNumber, orderId }: CaseOrderPlace,
  limit: number,
): Promise<ReplayedOrder[]> {
  const rows = await queries(config)
    .select({
      caseNumber: riskCaseOrders.caseNumber,
      orderId: riskCaseOrders.orderId,
      outcome: sql<OrderOutcome>`outcome`,
      decision: sql<1 | 2>`decision`,
      appliedAtMs: sql<number>`applied_at_ms`,
      replaySinceMs: sql<number>`replay_since_ms`,
      promoter: riskCases.promoter,
      heldUntilMs: riskCases.heldUntilMs,
    })
    .from(riskCaseOrders)
    .innerJoin(riskCases, eq(riskCases.number, riskCaseOrders.caseNumber))
    .where(
      and(
        eq(riskCases.program, program),
        isNotNull(riskCaseOrders.replaySinceMs),
        sql`(${riskCaseOrders.caseNumber}, ${riskCaseOrders.orderId}) > (${caseNumber}, ${orderId})`,
      ),
    )
    .orderBy(asc(riskCaseOrders.caseNumber), asc(riskCaseOrders.orderId))
    .limit(limit);
  return rows;
}

/** Notes that orders have heard, unless they are to hear again since. */
export async function replayed(config: D1Database, heard: readonly ReplayedOrder[]): Promise<void> {
  if (heard.length === 0) return;
  const rows = heard.map((one) => [one.caseNumber, one.orderId, one.replaySinceMs]);
  await queries(config).run(
    sql`UPDATE ${riskCaseOrders} SET replay_since_ms = NULL WHERE (case_number, order_id, replay_since_ms) IN (
      SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(${JSON.stringify(rows)}))`,
  );
}

/** Programs some of whose orders wait since before a time. */
export async function programsToReplay(config: D1Database, beforeMs: number): Promise<string[]> {
  const rows = await queries(config)
    .selectDistinct({ id: programs.id })
    .from(riskCaseOrders)
    .innerJoin(riskCases, eq(riskCases.number, riskCaseOrders.caseNumber))
    .innerJoin(programs, eq(programs.number, riskCases.program))
    .where(and(isNotNull(riskCaseOrders.replaySinceMs), lte(riskCaseOrders.replaySinceMs, beforeMs)));
  return rows.map(({ id }) => id);
}
