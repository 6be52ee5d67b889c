/** How WeChat Pay's transfer of a payout stands, and where WeChat Pay says that it has changed. */
import { payoutIdOf } from "../../../domain/kernel/ids.ts";
import type { Transfer } from "../../../durable-objects/account-book/payouts/transfer-storage.ts";
import { type ApiApp, requireProgram } from "../../access/api-env.ts";
import { defineRoute } from "../../access/route.ts";
import { currentProgram } from "../../configuration/current-program.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { ApiProblem } from "../../http/problem.ts";
import { readBytes, textOf } from "../../http/request-bytes.ts";
import { bodyNamed, json, whyBody } from "../../http/route-parts.ts";
import { parseJson } from "../../platform/json-text.ts";
import { keyRing } from "../../platform/keys.ts";
import { callObject } from "../../platform/object-call.ts";
import { bookOf } from "../../platform/objects.ts";
import { openResource } from "../../wechat/pay/open-resource.ts";
import { verifyWeChatPay } from "../../wechat/pay/verify.ts";
import { payoutParams } from "../payout.shapes.ts";
import { openSettings, paySecretOf } from "./sealed-settings.ts";
import { openPackage } from "./sealed-transfers.ts";
import { notifiedBillSchema, transferNotificationSchema } from "./transfer-answers.shapes.ts";
import { notificationAnswerSchema, presentTransfer, transferSchema } from "./transfer.shapes.ts";
import { readWechatPayouts } from "./wechat-payouts.tables.ts";

const NOTIFICATION = "TransferNotification";

const readTransfer = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/payouts/{id}/transfer",
  operationId: "readPayoutTransfer",
  tag: "Payouts",
  summary: "How WeChat Pay's transfer of a payout stands, and what its promoter confirms with",
  access: ["operator", "key:read", "key:payouts", "promoter:own"],
  request: { params: payoutParams },
  responses: { 200: json(transferSchema, "The transfer, also where there is none") },
});

const cancelTransfer = defineRoute({
  method: "post",
  path: "/v1/programs/{program}/payouts/{id}/transfer/cancel",
  operationId: "cancelPayoutTransfer",
  tag: "Payouts",
  summary: "Have WeChat Pay cancel a transfer that its promoter has not confirmed; a repeat changes nothing",
  description:
    "The transfer says what comes of it. Once it is cancelled the payout has `failed`, and its gross is back in the wallet. A " +
    "promoter who confirms first is paid.",
  access: ["operator", "key:payouts"],
  keepsReason: true,
  request: { params: payoutParams, body: whyBody() },
  responses: { 200: json(transferSchema, "The transfer, which is to be cancelled") },
});

const hearNotification = defineRoute({
  method: "post",
  path: "/webhooks/{program}/transfers/{id}",
  operationId: "receiveTransferNotification",
  tag: "Webhooks",
  summary: "WeChat Pay says that a transfer has changed: it is asked how it stands",
  access: ["signature"],
  readsBody: true,
  request: { params: payoutParams, body: bodyNamed(NOTIFICATION) },
  responses: { 200: json(notificationAnswerSchema, "Heard") },
});

export function registerTransfers(app: ApiApp): void {
  app.openAPIRegistry.register(NOTIFICATION, transferNotificationSchema);
  app.openapi(readTransfer, async (c) => {
    const { program, principal } = requireProgram(c);
    const { promoter, number } = c.req.valid("param").id;
    if (principal.kind === "promoter" && principal.promoter !== promoter)
      throw new ApiProblem("unknown_payout");
    const book = () => bookOf(c.env, program, promoter);
    const payout = await callObject(async () => await book().payout(promoter, number));
    if (payout === null) throw new ApiProblem("unknown_payout");
    const transfer = await callObject(async () => await book().transfer(promoter, number));
    return c.json(presentTransfer(payout.id, transfer, await confirmOf(c.env, program, transfer)), 200);
  });
  app.openapi(cancelTransfer, async (c) => {
    const { program } = requireProgram(c);
    const { promoter, number } = c.req.valid("param").id;
    const book = () => bookOf(c.env, program, promoter);
    const payout = await callObject(async () => await book().payout(promoter, number));
    if (payout === null) throw new ApiProblem("unknown_payout");
    const transfer = await callObject(async () => await book().cancelTransfer(promoter, number));
    if (transfer === null) throw new ApiProblem("no_transfer_under_way");
    return c.json(presentTransfer(payout.id, transfer, null), 200);
  });
  app.openapi(hearNotification, async (c) => {
    const { program: programId, id } = c.req.valid("param");
    const bytes = await readBytes(c.req.raw);
    const program = await currentProgram(c.env, programId);
    if (program === null) throw new ApiProblem("unknown_program");
    const billNo = await notifiedBill(c.env, program, c.req.raw.headers, bytes);
    const isKnown = await callObject(
      async () => await bookOf(c.env, program, id.promoter).hearOfTransfer(id.promoter, id.number, billNo),
    );
    if (!isKnown) throw new ApiProblem("unknown_payout");
    return c.json({ code: "SUCCESS" as const }, 200);
  });
}

/** The number of the bill that a notification is about. @throws ApiProblem `invalid_signature` for what is not WeChat Pay's. */
async function notifiedBill(
  env: Env,
  program: ProgramConfig,
  headers: Headers,
  bytes: Uint8Array,
): Promise<string> {
  const row = await readWechatPayouts(env.CONFIG, program.number);
  const settings = row === undefined ? undefined : openSettings(keyRing(env), program.id, row.sealed);
  if (settings === undefined) throw new ApiProblem("invalid_signature");
  const secrets = [paySecretOf(settings)];
  if (verifyWeChatPay(headers, bytes, secrets, Date.now()).kind !== "verified")
    throw new ApiProblem("invalid_signature");
  const notification = transferNotificationSchema.safeParse(parseJson(textOf(bytes) ?? ""));
  const inside = notification.success ? openResource(notification.data.resource, secrets) : undefined;
  const bill = notifiedBillSchema.safeParse(inside);
  if (!bill.success) throw new ApiProblem("invalid_signature");
  return bill.data.out_bill_no;
}

async function confirmOf(env: Env, program: ProgramConfig, transfer: Transfer | null) {
  if (transfer?.state !== "WAIT_USER_CONFIRM" || transfer.package === null) return null;
  if (transfer.cancelAskedAtMs !== null) return null;
  const payoutId = payoutIdOf(transfer.promoter, transfer.number);
  const text = openPackage(keyRing(env), { programId: program.id, payoutId }, transfer.package);
  const row = await readWechatPayouts(env.CONFIG, program.number);
  if (text === undefined || row === undefined || row.merchantId !== transfer.merchantId) return null;
  return { merchantId: row.merchantId, appId: row.appId, package: text };
}
