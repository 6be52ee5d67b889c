/** What tells an order: a payment that succeeded, and each order of a combined payment. */
import { parseJson } from "../../platform/json-text.ts";
import type { WebhookMessage } from "../source.ts";
import { isTokenShaped } from "../token-shaped.ts";
import { attachedSchema, type Combined, type Payer, type Transaction } from "./objects.shapes.ts";
import type { WeChatPaySettings } from "./wechatpay.shapes.ts";

const WITHOUT_USE: WebhookMessage = { kind: "without_use" };

export function fromTransaction(
  paid: Transaction,
  createdAt: string,
  settings: WeChatPaySettings,
): WebhookMessage[] {
  // The event says that it succeeded. A state that says otherwise is no payment.
  if (paid.trade_state != null && paid.trade_state !== "SUCCESS") return [WITHOUT_USE];
  const { out_trade_no: orderId, amount, success_time: paidAt, attach } = paid;
  const conversion = {
    orderId,
    // Fen, or the minor unit of the currency.
    amount: amount.total,
    currency: amount.currency,
    occurredAt: paidAt ?? createdAt,
    ...referencesOf(attach, paid.payer, settings),
  };
  return [{ kind: "conversion", conversion }];
}

export function fromCombined(
  { sub_orders: orders, combine_payer_info: payer }: Combined,
  createdAt: string,
  settings: WeChatPaySettings,
): WebhookMessage[] {
  return orders.flatMap(({ amount: { total_amount: total, currency }, ...order }) =>
    fromTransaction({ ...order, amount: { total, currency }, payer }, createdAt, settings),
  );
}

/** Who brought the payment, and who made it. */
function referencesOf(attach: string | null | undefined, payer: Payer, { customer }: WeChatPaySettings) {
  const { tby, c } = attached(attach ?? "");
  const openId = payer?.openid ?? payer?.sub_openid ?? payer?.sp_openid;
  const customerId = c ?? (customer === "openid" ? openId : undefined);
  return {
    ...(tby == null ? {} : { clickToken: tby }),
    ...(customerId == null ? {} : { customerId: String(customerId) }),
  };
}

/** `attach` is a token, or JSON that holds one. What a merchant keeps there for itself is passed over. */
function attached(attach: string) {
  const read = attachedSchema.safeParse(parseJson(attach));
  if (read.success) return read.data;
  return isTokenShaped(attach) ? { tby: attach } : {};
}
