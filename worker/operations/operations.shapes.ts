/** What an operator sees and sets right: reconciliation, refused rows, dead letters, alarms, read models. */
import { z } from "@hono/zod-openapi";
import { commissionIdOf, promoterIdOf } from "../../domain/kernel/ids.ts";
import { DIFFERENCE_KINDS } from "../../domain/ledger/reconciliation.ts";
import { REFUSALS } from "../../domain/ledger/refusal.ts";
import type { RefusedRow } from "../../durable-objects/commission-ledger/ledger-audit-storage.ts";
import type { DeadLetter } from "../clicks/dead-letters.tables.ts";
import type { ReconciliationRun } from "./reconciliation.tables.ts";
import { amountAnswer, instantAnswer, instantOf } from "../http/common.shapes.ts";

export const reconciliationSchema = z
  .object({
    id: z.int(),
    state: z.enum(["running", "finished"]),
    asOf: instantAnswer,
    balanced: z.boolean().nullable().openapi({ description: "Null while it runs" }),
    inFlight: z.int().openapi({ description: "Rows and promoters on their way: no difference" }),
    differenceCount: z.int(),
    differences: z.array(
      z.object({
        kind: z.enum(DIFFERENCE_KINDS),
        about: z.string(),
        expected: z.int(),
        found: z.int(),
      }),
    ),
  })
  .openapi("Reconciliation");

export function presentReconciliation(run: ReconciliationRun): z.output<typeof reconciliationSchema> {
  return {
    id: run.run,
    state: run.isFinished ? "finished" : "running",
    asOf: instantOf(run.startedAtMs),
    balanced: run.isFinished ? run.differenceCount === 0 : null,
    inFlight: run.inFlight,
    differenceCount: run.differenceCount,
    differences: run.differences.map((difference) => ({ ...difference })),
  };
}

export const projectionProgressSchema = z
  .object({ orders: z.int(), waiting: z.int(), done: z.boolean() })
  .openapi("ProjectionProgress");

export const refusedRowSchema = z
  .object({
    id: z.string().openapi({ description: "The commission's id: its rows are replayed together" }),
    orderId: z.string(),
    promoterId: z.string(),
    kind: z.string(),
    amount: amountAnswer,
    reason: z.enum(REFUSALS),
    granted: amountAnswer
      .optional()
      .openapi({ description: "Of `grant_unapplied`: what the budget granted. A replay applies it" }),
    occurredAt: instantAnswer,
  })
  .openapi("RefusedRow");

export function presentRefusedRow(row: RefusedRow): z.output<typeof refusedRowSchema> {
  return {
    id: commissionIdOf(row),
    orderId: row.orderId,
    promoterId: promoterIdOf(row.promoter),
    kind: row.kind,
    amount: row.amount,
    reason: row.code,
    ...(row.granted === null ? {} : { granted: row.granted }),
    occurredAt: instantOf(row.atMs),
  };
}

export const replaySchema = z.object({ id: z.string(), rows: z.int() }).openapi("Replay");

export const deadLetterSchema = z
  .object({
    id: z.int(),
    queue: z.string(),
    body: z.string(),
    receivedAt: instantAnswer,
    replayedAt: instantAnswer.nullable(),
  })
  .openapi("DeadLetter");

export function presentDeadLetter(letter: DeadLetter): z.output<typeof deadLetterSchema> {
  return {
    id: letter.number,
    queue: letter.queue,
    body: letter.body,
    receivedAt: instantOf(letter.receivedAtMs),
    replayedAt: letter.replayedAtMs === null ? null : instantOf(letter.replayedAtMs),
  };
}

export const alarmSchema = z
  .object({
    object: z.string(),
    class: z.string(),
    dueAt: instantAnswer.nullable(),
    alarmAt: instantAnswer.nullable(),
    overdue: z.boolean(),
  })
  .openapi("ObjectAlarm");
