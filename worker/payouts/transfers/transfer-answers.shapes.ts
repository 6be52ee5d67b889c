/** What WeChat Pay answers of transfers, and what its notifications enclose, as far as it is used. */
import { z } from "@hono/zod-openapi";
import { TRANSFER_STATES } from "../../../domain/payout/transfer-state.ts";
import { withExample } from "../../http/common.shapes.ts";

const state = z.enum(TRANSFER_STATES);

export const sentBillSchema = z.looseObject({
  out_bill_no: z.string(),
  transfer_bill_no: z.string().max(64).nullish(),
  state,
  package_info: z.string().max(4_096).nullish(),
});

export const foundBillSchema = z.looseObject({
  mch_id: z.string().nullish(),
  out_bill_no: z.string(),
  transfer_bill_no: z.string().max(64).nullish(),
  state,
  transfer_amount: z.int(),
  openid: z.string().nullish(),
  fail_reason: z.string().nullish(),
});

export const payFaultSchema = z.looseObject({ code: z.string().regex(/^[A-Z0-9_]{1,64}$/) });

export const transferNotificationSchema = withExample(
  z.looseObject({
    event_type: z.string().openapi({ description: "WeChat Pay's word for what happened" }),
    resource: z
      .looseObject({
        ciphertext: z.string().openapi({ description: "Base64, by AES-256-GCM under the APIv3 key" }),
        nonce: z.string().openapi({ description: "Of that encryption" }),
        associated_data: z.string().default("").openapi({ description: "What is authenticated besides" }),
      })
      .openapi({ description: "The transfer, encrypted" }),
  }),
  {
    event_type: "MCHTRANSFER.BILL.FINISHED",
    resource: { ciphertext: "ZXhhbXBsZQ==", nonce: "0123456789ab", associated_data: "mch_payment" },
  },
);

export const notifiedBillSchema = z.looseObject({ out_bill_no: z.string() });
