/** How WeChat Pay's transfer of a payout stands, on the wire. */
import { z } from "@hono/zod-openapi";
import type { Transfer } from "../../../durable-objects/account-book/payouts/transfer-storage.ts";
import { TRANSFER_STATES } from "../../../domain/payout/transfer-state.ts";
import { idAnswer, instantAnswer, named, words } from "../../http/common.shapes.ts";
import { instantOf } from "../../http/instants.ts";

const STAGES = {
  file: "no transfer: the batch's file pays, or no batch has collected the payout",
  waiting: "WeChat Pay is asked, or is to be asked",
  confirm: "the promoter has to confirm in WeChat, within a day",
  cancelling:
    "WeChat Pay is asked to cancel it: the payout has `failed` once it has, and is `paid` if the promoter was faster",
  stopped: "a person has to look, and settles the payout by hand: `fault` says why",
  ended: "the payout was moved",
};
type Stage = keyof typeof STAGES;

const confirmSchema = z
  .object({
    merchantId: z.string().openapi({ description: "`mchId`" }),
    appId: z.string().openapi({ description: "`appId`" }),
    package: z.string().openapi({ description: "`package`" }),
  })
  .openapi({
    description: "What a page in WeChat gives to `requestMerchantTransfer`; null: nothing is to be confirmed",
  });

export const transferSchema = named(
  "PayoutTransfer",
  z.object({
    payoutId: idAnswer("The payout's id", "po_5k_1"),
    stage: words(
      "What is to be done",
      ["file", "waiting", "confirm", "cancelling", "stopped", "ended"],
      STAGES,
    ),
    state: z
      .enum(TRANSFER_STATES)
      .nullable()
      .openapi({ description: "WeChat Pay's own word; null before it has a transfer" }),
    billNo: z.string().nullable().openapi({
      description: "The payout's number at WeChat Pay, `out_bill_no`, for ever; null before it was asked",
    }),
    transferBillNo: z
      .string()
      .nullable()
      .openapi({ description: "WeChat Pay's own number; null before there is one" }),
    fault: z.string().nullable().openapi({
      description:
        "What was wrong when WeChat Pay was asked last, in its own word or in one of ours; null: nothing",
    }),
    confirm: confirmSchema.nullable(),
    changedAt: instantAnswer("When this was last looked at; null of a file").nullable(),
  }),
  {
    payoutId: "po_5k_1",
    stage: "confirm",
    state: "WAIT_USER_CONFIRM",
    billNo: "8f14e45fceea167a5a36dedd4bea2543",
    transferBillNo: "1330000071100999991182020050700019480001",
    fault: null,
    confirm: { merchantId: "1230000109", appId: "wx8d1f2c3b4a5e6f70", package: "affffddafdfafddffda==" },
    changedAt: "2026-12-02T09:00:02.000Z",
  },
);

type WireTransfer = z.output<typeof transferSchema>;

export function presentTransfer(
  payoutId: string,
  transfer: Transfer | null,
  confirm: WireTransfer["confirm"],
): WireTransfer {
  if (transfer === null) {
    const none = {
      state: null,
      billNo: null,
      transferBillNo: null,
      fault: null,
      confirm: null,
      changedAt: null,
    };
    return { payoutId, stage: "file", ...none };
  }
  const { state, billNo, transferBillNo, fault, changedAtMs } = transfer;
  const changedAt = instantOf(changedAtMs);
  return { payoutId, stage: stageOf(transfer), state, billNo, transferBillNo, fault, confirm, changedAt };
}

function stageOf({ stage, state, cancelAskedAtMs }: Transfer): Stage {
  if (stage === "stopped" || stage === "ended") return stage;
  if (cancelAskedAtMs !== null) return "cancelling";
  return state === "WAIT_USER_CONFIRM" ? "confirm" : "waiting";
}

export const notificationAnswerSchema = named(
  "TransferNotificationAnswer",
  z.object({ code: z.literal("SUCCESS").openapi({ description: "As WeChat Pay wants it" }) }),
  { code: "SUCCESS" },
);
