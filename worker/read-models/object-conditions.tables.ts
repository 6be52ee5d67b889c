/** How owners stand, as each announced it last. One with which nothing is wrong has no row. */
import { and, eq, sql } from "drizzle-orm";
import { queries, type Statement } from "../platform/queries.ts";
import { objectConditions } from "./schema.tables.ts";

export type ObjectCondition = typeof objectConditions.$inferInsert;

/** Writes how an object stands, over what it announced before. */
export async function keepCondition(reports: D1Database, condition: ObjectCondition): Promise<void> {
  const { className, object, ...stands } = condition;
  const { refusedRows, stoppedPairs, waitingRows, unprojected, waitingEvents = 0 } = stands;
  if (refusedRows + stoppedPairs + waitingRows + unprojected + waitingEvents === 0) {
    await queries(reports)
      .delete(objectConditions)
      .where(and(eq(objectConditions.className, className), eq(objectConditions.object, object)));
    return;
  }
  await queries(reports)
    .insert(objectConditions)
    .values(condition)
    .onConflictDoUpdate({ target: [objectConditions.className, objectConditions.object], set: stands });
}

export interface ConditionTotals {
  readonly refusedRows: number;
  readonly stoppedPairs: number;
  readonly waitingRows: number;
  readonly waitingSinceMs: number | null;
  readonly unprojected: number;
  readonly waitingEvents: number;
}

/** Of all objects together. */
export function conditionTotals(reports: D1Database): Statement<ConditionTotals[]> {
  const { refusedRows, stoppedPairs, waitingRows, waitingSinceMs, unprojected, waitingEvents } =
    objectConditions;
  return queries(reports)
    .select({
      refusedRows: sql<number>`coalesce(sum(${refusedRows}), 0)`.as("refused"),
      stoppedPairs: sql<number>`coalesce(sum(${stoppedPairs}), 0)`.as("stopped"),
      waitingRows: sql<number>`coalesce(sum(${waitingRows}), 0)`.as("waiting"),
      waitingSinceMs: sql<number | null>`min(${waitingSinceMs})`.as("since"),
      unprojected: sql<number>`coalesce(sum(${unprojected}), 0)`.as("lagging"),
      waitingEvents: sql<number>`coalesce(sum(${waitingEvents}), 0)`.as("events"),
    })
    .from(objectConditions);
}
