/** Payouts and their batches on the wire. */
import { z } from "@hono/zod-openapi";
import { type ActorNames, actorNameAnswer } from "../http/audit/actor.shapes.ts";
import { namesOf } from "../../domain/kernel/records.ts";
import { parsePayoutId, promoterIdOf } from "../../domain/kernel/ids.ts";
import { PAYOUT_STATES, type PayoutView } from "../../domain/payout/payout.ts";
import { PAYOUT_MOVES, type PayoutMove } from "../../domain/payout/transitions.ts";
import type { PayoutBatchView } from "../../durable-objects/account-book/payouts/payout-batches.ts";
import {
  amountAnswer,
  amountSchema,
  countAnswer,
  currencySchema,
  idAnswer,
  instantAnswer,
  named,
  programIdSchema,
  textSchema,
  words,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { pageFields } from "../http/page.shapes.ts";
import { wrongForm } from "../http/problems/fault-kinds.ts";

export const newPayoutSchema = named(
  "NewPayout",
  z.strictObject({ amount: amountSchema("What is taken from `available`, before tax") }),
  { amount: 12_345 },
);

export const payoutMoveSchema = named(
  "PayoutMove",
  z.strictObject({ reason: textSchema(500, "Why, for people; kept with the payout").optional() }),
  { reason: "The bank confirmed it" },
);

const payoutIdSchema = z
  .string()
  .transform((id, context) => {
    const parsed = parsePayoutId(id);
    if (parsed !== undefined) return parsed;
    context.addIssue(wrongForm("expected a payout's id"));
    return z.NEVER;
  })
  .openapi({ example: "po_5k_1", description: "The payout's id" });

export const payoutParams = z.object({ program: programIdSchema, id: payoutIdSchema });

const MOVES: Readonly<Record<PayoutMove, string>> = {
  approve: "from `requested` to `approved`: the next batch collects it",
  reject: "from `requested` to `rejected`: the gross goes back",
  paid: "from `processing` to `paid`",
  failed: "from `processing` to `failed`: the gross goes back",
  returned: "from `paid` to `returned`: the gross goes back",
};

export const payoutMoveParams = payoutParams.extend({
  move: words("The move", namesOf(PAYOUT_MOVES), MOVES).openapi({ example: "approve" }),
});

const STATES_MEAN = {
  requested: "waits for an operator",
  approved: "waits for a batch",
  processing: "a batch has collected it",
  paid: "the money has arrived",
  failed: "the money did not leave, and the gross went back",
  rejected: "an operator refused it, and the gross went back",
  returned: "the money came back, and the gross went back",
};

const stateSchema = words("How far it has come", PAYOUT_STATES, STATES_MEAN);

export const payoutsQuery = z.object({ ...pageFields, state: stateSchema.optional() });

export const payoutSchema = named(
  "Payout",
  z.object({
    id: idAnswer("The payout's id", "po_5k_1"),
    promoterId: idAnswer("Whose payout it is", "pr_5k"),
    state: stateSchema,
    currency: currencySchema,
    gross: amountAnswer("What was taken from the wallet"),
    withheld: amountAnswer("Tax withheld, by the month of the request"),
    net: amountAnswer("What the payee receives"),
    batchId: idAnswer("The batch that has collected it; null: none", "pb_0_1").nullable(),
    reason: z.string().nullable().openapi({
      description: "Why it was moved, as it was given last; null where nobody said",
    }),
    firstApproval: z
      .object({
        by: idAnswer("Who approved it: `operator`, a key or a person", "pe_1"),
        name: actorNameAnswer,
        at: instantAnswer("When it was approved"),
      })
      .nullable()
      .openapi({
        description:
          "The first of two approvals; null: one is enough, nobody has approved it, or a promoter asks",
      }),
    requestedAt: instantAnswer("When it was requested"),
    updatedAt: instantAnswer("When its state last changed"),
  }),
  {
    id: "po_5k_1",
    promoterId: "pr_5k",
    state: "requested",
    currency: "CNY",
    gross: 12_345,
    withheld: 0,
    net: 12_345,
    batchId: null,
    reason: null,
    firstApproval: null,
    requestedAt: "2026-12-02T08:00:00.000Z",
    updatedAt: "2026-12-02T08:00:00.000Z",
  },
);

/** @param reader whoever is a promoter does not see who approves. */
export function presentPayout(
  currency: string,
  view: PayoutView,
  reader: "merchant" | "promoter",
  names: ActorNames = new Map(),
): z.output<typeof payoutSchema> {
  const { id, state, gross, withheld, net, batchId, reason, firstApproval = null } = view;
  const isShown = reader === "merchant" && firstApproval !== null;
  return {
    id,
    promoterId: promoterIdOf(view.promoter),
    state,
    currency,
    gross,
    withheld,
    net,
    batchId,
    reason,
    firstApproval: isShown
      ? { by: firstApproval.by, name: names.get(firstApproval.by) ?? null, at: instantOf(firstApproval.atMs) }
      : null,
    requestedAt: instantOf(view.requestedAtMs),
    updatedAt: instantOf(view.updatedAtMs),
  };
}

const PROVIDERS = {
  file: "the batch's file, which people hand to a bank",
  wechat: "WeChat Pay pays payees in WeChat, and the file has all others",
};

const providerSchema = words("Who pays", ["file", "wechat"], PROVIDERS);

export const newPayoutBatchSchema = named(
  "NewPayoutBatch",
  z.strictObject({ provider: providerSchema.default("file") }),
  { provider: "wechat" },
);

const BATCH_STATES: Readonly<Record<PayoutBatchView["state"], string>> = {
  collecting: "approved payouts are being collected",
  sealed: "its rows are final, and its file has the same bytes for ever but for payees who were erased",
};

const batchStateSchema = words("How far it has come", namesOf(BATCH_STATES), BATCH_STATES);

export const payoutBatchesQuery = z.object({ ...pageFields, state: batchStateSchema.optional() });

export const payoutBatchSchema = named(
  "PayoutBatch",
  z.object({
    id: idAnswer("The batch's id", "pb_0_1"),
    state: batchStateSchema,
    count: countAnswer("Payouts collected so far"),
    net: amountAnswer("What their payees receive together"),
    provider: providerSchema,
    createdAt: instantAnswer("When it was opened"),
    sealedAt: instantAnswer("When it was sealed; null until then").nullable(),
  }),
  {
    id: "pb_0_1",
    state: "sealed",
    count: 3,
    net: 37_035,
    provider: "file",
    createdAt: "2026-12-02T09:00:00.000Z",
    sealedAt: "2026-12-02T09:00:01.000Z",
  },
);

export const payoutBatchParams = z.object({
  program: programIdSchema,
  id: z.string().openapi({ example: "pb_0_1", description: "The batch's id, or the id and `.csv`" }),
});

export function presentPayoutBatch(view: PayoutBatchView): z.output<typeof payoutBatchSchema> {
  const { id, state, count, net } = view;
  return {
    id,
    state,
    count,
    net,
    provider: view.isPaidByWechat ? "wechat" : "file",
    createdAt: instantOf(view.createdAtMs),
    sealedAt: view.sealedAtMs === null ? null : instantOf(view.sealedAtMs),
  };
}
