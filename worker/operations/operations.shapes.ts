/** What an operator sees and sets right: reconciliation, refused rows, dead letters, alarms, read models. */
import { z } from "@hono/zod-openapi";
import { namesOf } from "../../domain/kernel/records.ts";
import { commissionIdOf, promoterIdOf } from "../../domain/kernel/ids.ts";
import { DIFFERENCE_KINDS } from "../../domain/ledger/reconciliation.ts";
import { merchantOrderIdOf } from "../../domain/order/page-order.ts";
import type { RefusedRow } from "../../durable-objects/commission-ledger/ledger-audit-storage.ts";
import type { DeadLetter } from "../clicks/dead-letters.tables.ts";
import type { ReconciliationRun } from "./reconciliation.tables.ts";
import {
  switchQuery,
  amountAnswer,
  countAnswer,
  idAnswer,
  instantAnswer,
  named,
  orderIdSchema,
  programIdSchema,
  textSchema,
  words,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { refusalWords } from "../orders/refusal.shapes.ts";

const DIFFERENCES_MEAN = {
  received_more_than_sent: "a receiver has rows that its sender never wrote",
  acknowledged_but_missing: "a sender heard that rows were taken which the receiver does not have",
  refused: "rows that a book refused and nobody has replayed",
  ledger_and_journal: "what a ledger told of a commission and what its book posted",
  unknown_order: "posted for an order that its ledger lost: tell the order again",
  journal_and_wallet: "a wallet and what its journal adds up to",
  journal_and_read_model: "a commission in the journal and in the read model",
  journal_and_head: "entries that a journal had when its head was published, and entries that it has",
  orders_and_reports: "sums of reports are not those of the orders; a repair sums that month anew",
  unknown_promoter: "a wallet, a binding or a link names a promoter that the tree has lost",
  put_back: "an object was woken more often than it knows: it was put back, and what it alone knew is lost",
};

const RUN_STATES: Readonly<Record<ReconciliationRun["state"], string>> = {
  running: "some books were not compared yet",
  finished: "everything was compared",
  failed: "some books could not be compared, and `failure` says why",
};

export const reconciliationSchema = named(
  "Reconciliation",
  z.object({
    id: z.int().openapi({ description: "Number of the run within the program" }),
    state: words("How far the run has come", namesOf(RUN_STATES), RUN_STATES),
    asOf: instantAnswer("When the run began"),
    balanced: z
      .boolean()
      .nullable()
      .openapi({ description: "Whether nothing differs; null unless it is finished" }),
    failure: z.string().openapi({ description: "Of a run that failed: why" }).optional(),
    inFlight: countAnswer("Rows and promoters on their way: no difference"),
    differenceCount: countAnswer("Differences found, also those that are not listed"),
    differences: z.array(
      z.object({
        kind: words("What differs", DIFFERENCE_KINDS, DIFFERENCES_MEAN),
        about: z.string().openapi({
          description: "The pair or promoter, or the commission and the account that its money lies in",
        }),
        expected: z.int().openapi({ description: "What the first side says: rows, or minor units" }),
        found: z.int().openapi({ description: "What the other side says: rows, or minor units" }),
      }),
    ),
  }),
  {
    id: 7,
    state: "finished",
    asOf: "2026-11-22T08:00:00.000Z",
    balanced: true,
    inFlight: 0,
    differenceCount: 0,
    differences: [],
  },
);

export function presentReconciliation(run: ReconciliationRun): z.output<typeof reconciliationSchema> {
  return {
    id: run.run,
    state: run.state,
    asOf: instantOf(run.startedAtMs),
    balanced: run.state === "finished" ? run.differenceCount === 0 : null,
    ...(run.failure === null ? {} : { failure: run.failure }),
    inFlight: run.inFlight,
    differenceCount: run.differenceCount,
    differences: run.differences.map((difference) => ({ ...difference })),
  };
}

export const repairSchema = named(
  "Repair",
  z.strictObject({ reason: textSchema(500, "Why, for people; kept with what is given up") }),
  { reason: "The book demo/0 was put back to 2026-11-24 08:00" },
);

export const projectionProgressSchema = named(
  "ProjectionProgress",
  z.object({
    orders: countAnswer("Orders of the program"),
    waiting: countAnswer("Orders whose read model is still to be written"),
    months: countAnswer("Months whose sums for reports are still to be compared with their orders"),
    done: z.boolean().openapi({ description: "Whether none waits" }),
  }),
  { orders: 1_200, waiting: 0, months: 0, done: true },
);

export const refusedRowSchema = named(
  "RefusedRow",
  z.object({
    id: idAnswer("The commission's id: its rows are replayed together", "cm_5k_0_1_A-1001"),
    orderId: orderIdSchema,
    promoterId: idAnswer("Whose wallet it was for", "pr_5k"),
    kind: z.string().openapi({ description: "What the row was to do: an entry's kind" }),
    amount: amountAnswer("What it was to move"),
    reason: refusalWords("Why the receiver refused it"),
    granted: amountAnswer("Of `grant_unapplied`: what the budget granted; a replay applies it").optional(),
    occurredAt: instantAnswer("When the row was written"),
  }),
  {
    id: "cm_5k_0_1_A-1001",
    orderId: "order-1001",
    promoterId: "pr_5k",
    kind: "hold",
    amount: 1_000,
    reason: "insufficient_pending",
    occurredAt: "2026-11-24T08:00:00.000Z",
  },
);

export const refusedRowParams = z.object({
  program: programIdSchema,
  id: idAnswer("The commission's id", "cm_5k_0_1_A-1001"),
});

export function presentRefusedRow(row: RefusedRow): z.output<typeof refusedRowSchema> {
  return {
    id: commissionIdOf(row),
    orderId: merchantOrderIdOf(row.orderId),
    promoterId: promoterIdOf(row.promoter),
    kind: row.kind,
    amount: row.amount,
    reason: row.code,
    ...(row.granted === null ? {} : { granted: row.granted }),
    occurredAt: instantOf(row.atMs),
  };
}

export const replaySchema = named(
  "Replay",
  z.object({
    id: idAnswer("The commission's id", "cm_5k_0_1_A-1001"),
    rows: countAnswer("Rows that were sent again"),
  }),
  { id: "cm_5k_0_1_A-1001", rows: 2 },
);

export const deadLetterSchema = named(
  "DeadLetter",
  z.object({
    id: z.int().openapi({ description: "Number of the message" }),
    queue: z.string().openapi({ description: "The queue whose consumer gave it up" }),
    body: z.string().openapi({ description: "The message as it was sent" }),
    receivedAt: instantAnswer("When it was given up"),
    replayedAt: instantAnswer("When it was last delivered again; null: never").nullable(),
    doneAt: instantAnswer("When it was counted or its work done; null: it is open").nullable(),
  }),
  {
    id: 1,
    queue: "tributary-events",
    body: "{}",
    receivedAt: "2026-11-22T08:00:00.000Z",
    replayedAt: null,
    doneAt: null,
  },
);

export const deadLetterParams = z.object({
  id: z
    .string()
    .regex(/^[1-9][0-9]{0,14}$/)
    .transform(Number)
    .openapi({ type: "integer", minimum: 1, example: 1, description: "Number of the message" }),
});

export function presentDeadLetter(letter: DeadLetter): z.output<typeof deadLetterSchema> {
  return {
    id: letter.number,
    queue: letter.queue,
    body: letter.body,
    receivedAt: instantOf(letter.receivedAtMs),
    replayedAt: letter.replayedAtMs === null ? null : instantOf(letter.replayedAtMs),
    doneAt: letter.doneAtMs === null ? null : instantOf(letter.doneAtMs),
  };
}

export const alarmSchema = named(
  "ObjectAlarm",
  z.object({
    object: z.string().openapi({ description: "Name of the object: the program and a number" }),
    class: z.string().openapi({ description: "The binding of its class" }),
    dueAt: instantAnswer("When its work is due; null: it has none").nullable(),
    alarmAt: instantAnswer("When its alarm will wake it; null: no alarm is set").nullable(),
    overdue: z.boolean().openapi({ description: "Whether work is due and no alarm will wake it" }),
  }),
  {
    object: "demo/0",
    class: "COMMISSION_LEDGER",
    dueAt: "2026-12-01T08:00:00.000Z",
    alarmAt: "2026-12-01T08:00:00.000Z",
    overdue: false,
  },
);

export const alarmReplayQuery = z.object({
  all: switchQuery(
    "Also those that the database of reports does not list, because it was put back to before they were made. " +
      "Objects that there are not are made by it",
  ),
});

export const alarmReplaySchema = named(
  "AlarmReplay",
  z.object({
    woken: countAnswer("Objects that were woken"),
    overdue: countAnswer("Those whose alarm had been lost"),
    failed: countAnswer("Objects that could not be woken: the log names them"),
  }),
  { woken: 3, overdue: 0, failed: 0 },
);
