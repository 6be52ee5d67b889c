/**
 * What a change of a subscription gives back. An upgrade, or a downgrade that the next invoice settles, is an invoice of its
 * own: its lines hold what is given back. An invoice below 0 becomes a credit of the customer, which pays later invoices.
 * Those count in full. So the credit is taken off the invoice whose time it gives back, where Stripe names that.
 */
import { mulDiv } from "../../../domain/kernel/money.ts";
import type { WebhookMessage } from "../source.ts";
import { minorOf } from "./money.ts";
import type { Invoice, InvoiceLine } from "./objects.shapes.ts";

export function fromCredit({ id, total, currency, lines }: Invoice, occurredAt: string): WebhookMessage[] {
  if (total >= 0) return [];
  const credited = [...creditedIn(lines?.data ?? [])];
  const all = credited.reduce((sum, [, units]) => sum + units, 0);
  return credited.map(([invoice, units]) => {
    // With its tax, which lines do not hold.
    const amount = minorOf(mulDiv(-total, units, all, "floor"), currency.toUpperCase());
    const event = { eventId: `${id}:credit`, type: "refunded", amount, occurredAt };
    return { kind: "order_event", orderId: invoice, event, added: { ofPaid: true, payment: id } };
  });
}

/** What lines give back of each invoice, in Stripe's units. */
function creditedIn(lines: readonly InvoiceLine[]): ReadonlyMap<string, number> {
  const credits = new Map<string, number>();
  for (const { amount, proration_details: own, parent } of lines) {
    const { subscription_item_details: ofSubscription, invoice_item_details: ofItem } = parent ?? {};
    const details = own ?? ofSubscription?.proration_details ?? ofItem?.proration_details;
    const invoice = details?.credited_items?.invoice;
    if (invoice !== undefined && amount < 0) credits.set(invoice, (credits.get(invoice) ?? 0) - amount);
  }
  return credits;
}
