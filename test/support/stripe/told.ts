/** What events of Stripe tell, as the Worker reads them. */
import { expect } from "vitest";
import type { WebhookMessage } from "../../../worker/sources/source.ts";
import { SOURCES } from "../../../worker/sources/sources.ts";
import type { PaymentFacts } from "./facts.ts";
import { Payment, type StripeEvent } from "./payment.ts";

export const AT_S = Date.UTC(2026, 10, 22) / 1_000;
const { translate } = await SOURCES.stripe.load();

export function told(event: StripeEvent, settings: Record<string, unknown> = {}): readonly WebhookMessage[] {
  const webhook = { headers: new Headers(), body: event, secrets: [] };
  const context = { settings: SOURCES.stripe.settingsSchema.parse(settings), currency: "CNY" };
  return translate(webhook, context).messages;
}

export function paymentOf(facts: Partial<PaymentFacts> = {}): Payment {
  return new Payment({ name: "x", total: 12_000, tax: 1_500, shipping: 500, atS: AT_S, ...facts });
}

type Member = "orderId" | "amount" | "items" | "clickTokens" | "customerId" | "couponCode";

/** The one conversion that an event tells, with what is said beside it. */
export function conversionIn(
  messages: readonly WebhookMessage[],
): Readonly<Partial<Record<Member, unknown>>> {
  const found = messages.flatMap((message) =>
    message.kind === "conversion"
      ? [{ ...(message.conversion as Partial<Record<Member, unknown>>), ...message.added }]
      : [],
  );
  expect(found).toHaveLength(1);
  return found[0] ?? {};
}
