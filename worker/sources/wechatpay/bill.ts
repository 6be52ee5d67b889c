/**
 * Reads WeChat Pay's bill of all trades of a day. Lines of values, each with a grave accent before it, below a line of their
 * names. Each row is a payment, a refund, or a payment that was taken back at once.
 */
import { minorOfDecimal, isDecimal } from "../decimal-money.ts";

/** What is read of a row, by the name of its column. */
const COLUMNS = {
  time: "交易时间",
  orderId: "商户订单号",
  openId: "用户标识",
  state: "交易状态",
  currency: "货币种类",
  total: "订单金额",
  settled: "应结订单金额",
  refundNo: "商户退款单号",
  attach: "商户数据包",
} as const;

export type BillRow = Readonly<Record<keyof typeof COLUMNS, string>>;

/** @returns undefined for what is no such bill. */
export function rowsOfBill(text: string): BillRow[] | undefined {
  const [head = "", ...lines] = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const names = head.split(",").map((name) => name.trim().replace(/^`/, ""));
  const places = Object.entries(COLUMNS).map(([member, name]) => [member, names.indexOf(name)] as const);
  if (![COLUMNS.time, COLUMNS.orderId, COLUMNS.state].every((name) => names.includes(name))) return undefined;
  // Rows end where the sums of the day begin, below names of their own.
  const end = lines.findIndex((line) => !line.startsWith("`"));
  return lines.slice(0, end < 0 ? lines.length : end).map((line) => {
    const values = line.slice(1).split(",`");
    return Object.fromEntries(places.map(([member, at]) => [member, values[at]?.trim() ?? ""])) as BillRow;
  });
}

/** A payment as a notification encloses it; undefined for what is none. */
export function paymentOf({ time, orderId, openId, state, currency, total, settled, attach }: BillRow) {
  const amount = [total, settled].find(isDecimal);
  if (state !== "SUCCESS" || amount === undefined) return undefined;
  const code = currency === "" ? "CNY" : currency;
  return {
    out_trade_no: orderId,
    trade_state: "SUCCESS",
    success_time: instantOfBill(time),
    attach,
    payer: { openid: openId },
    amount: { total: minorOfDecimal(amount, code), currency: code },
  };
}

/** Times of bills are those of China, and do not say so. */
export function instantOfBill(time: string): string {
  return `${time.replace(" ", "T")}+08:00`;
}
