/**
 * A random history of one payment, with every notification by which WeChat Pay tells it, and what has to be left of it.
 * Computed plainly from what happened, never from what was told.
 */
import type { Chance } from "../chance.ts";
import { type Notification, notificationOf, paidOf, refundOf } from "./notification.ts";

export interface PaidHistory {
  readonly notifications: readonly Notification[];
  readonly total: number;
  readonly refunded: number;
}

export function randomPaidHistory(
  chance: Chance,
  orderId: string,
  { attach, atS }: { readonly attach: string; readonly atS: number },
): PaidHistory {
  const total = chance.between(1, 100_000);
  const refunds = refundsOf(chance, orderId, total, atS);
  const paid = notificationOf("TRANSACTION.SUCCESS", paidOf(orderId, { total, attach, atS }), atS);
  return { total, refunded: refunds.amount, notifications: [paid, ...refunds.notifications] };
}

/**
 * Refunds one after another. One fails first, another fails or is closed after it was told as a success, or before. One that
 * failed after its success succeeds again, as the merchant sends it to another account.
 */
function refundsOf(chance: Chance, orderId: string, total: number, atS: number) {
  const notifications: Notification[] = [];
  let amount = 0;
  for (let index = 0; index < chance.between(0, 3); index += 1) {
    const part = chance.between(1, Math.ceil(total / 2));
    if (amount + part > total) break;
    const madeS = atS + 10 + index * 10;
    const refund = refundOf(orderId, `${orderId}-R${index}`, part, madeS, total);
    const tell = (type: string, afterS: number) =>
      notifications.push(notificationOf(type, refund, madeS + afterS));
    const isClosed = chance.hits(0.3);
    if (!isClosed && chance.hits(0.3)) tell("REFUND.ABNORMAL", 0);
    if (!isClosed || chance.hits(0.5)) tell("REFUND.SUCCESS", 1);
    if (isClosed) tell(chance.oneOf(["REFUND.CLOSED", "REFUND.ABNORMAL"]), 2);
    const comesAgain = isClosed && chance.hits(0.7);
    if (comesAgain) {
      const again = refundOf(orderId, refund.out_refund_no, part, madeS + 4, total);
      notifications.push(notificationOf("REFUND.SUCCESS", again, madeS + 5));
    }
    if (!isClosed || comesAgain) amount += part;
  }
  return { notifications, amount };
}
