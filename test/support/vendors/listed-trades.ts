/** What WeChat Pay lists of what it told by notifications: the bill of each day, and refunds as they stand by then. */
import { decrypted } from "../../../worker/wechat/pay/decrypt.ts";
import { API_V3_KEY } from "../wechatpay/keys.ts";
import type { Notification } from "../wechatpay/notification.ts";
import type { Account, Body } from "./account.ts";

interface Enclosed extends Body {
  readonly out_trade_no: string;
  readonly out_refund_no?: string;
  readonly success_time: string;
  readonly attach?: string;
  readonly amount: { readonly total: number; readonly refund?: number };
}

const STATUSES: Readonly<Record<string, string>> = {
  "REFUND.SUCCESS": "SUCCESS",
  "REFUND.ABNORMAL": "ABNORMAL",
  "REFUND.CLOSED": "CLOSED",
};

function yuan(fen: number): string {
  return (fen / 100).toFixed(2);
}

export function listedTrades(notifications: readonly Notification[]): Account {
  const bills: Record<string, Record<string, string>[]> = {};
  const refunds: Record<string, Body> = {};
  const add = (row: Record<string, string>, at: string) =>
    (bills[at.slice(0, 10)] ??= []).push({ 交易时间: at, ...row });
  for (const { event_type: type, create_time: createdAt, resource } of inTime(notifications)) {
    const enclosed = JSON.parse(decrypted(resource, API_V3_KEY) ?? "") as Enclosed;
    const { out_trade_no: orderId, out_refund_no: number, amount } = enclosed;
    const at = createdAt.slice(0, 19).replace("T", " ");
    const common = {
      商户订单号: orderId,
      货币种类: "CNY",
      订单金额: yuan(amount.total),
      用户标识: "oUpF8uMuAJO",
    };
    if (number === undefined) {
      add({ ...common, 交易状态: "SUCCESS", 商户退款单号: "0", 商户数据包: enclosed.attach ?? "" }, at);
      continue;
    }
    if (refunds[number] === undefined) add({ ...common, 交易状态: "REFUND", 商户退款单号: number }, at);
    const status = STATUSES[type] ?? "PROCESSING";
    const { success_time: successTime, refund_status: _, ...others } = enclosed;
    refunds[number] = { ...others, status, ...(status === "SUCCESS" ? { success_time: successTime } : {}) };
  }
  return { bills, refunds };
}

function inTime(notifications: readonly Notification[]): Notification[] {
  return notifications.toSorted((a, b) => Date.parse(a.create_time) - Date.parse(b.create_time));
}
