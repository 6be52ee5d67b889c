/** What takes an order of Stripe's back: refunds, credit notes, disputes, each told once however often Stripe tells it. */
import { describe, expect, test } from "vitest";
import { API_VERSIONS } from "../../../support/stripe/facts.ts";
import type { StripeEvent } from "../../../support/stripe/payment.ts";
import { AT_S, paymentOf, told } from "../../../support/stripe/told.ts";

describe("what takes an order back", () => {
  const payment = paymentOf({ hasInvoice: true });
  const eventsIn = (event: StripeEvent) =>
    told(event).flatMap((message) =>
      message.kind === "order_event"
        ? [{ orderId: message.orderId, ...(message.event as object), ...message.added }]
        : [],
    );
  const times = { madeS: AT_S, atS: AT_S + 5 };

  test("a charge tells all that is refunded of it so far", () => {
    expect(eventsIn(payment.chargeRefunded(500, AT_S + 9))).toEqual([
      {
        orderId: payment.intent,
        eventId: `${payment.charge}:refunded:500`,
        type: "refunded",
        refundedTotal: 500,
        occurredAt: "2026-11-22T00:00:09.000Z",
        ofPaid: true,
        payment: payment.intent,
      },
    ]);
    expect(told(payment.chargeRefunded(0, AT_S))).toEqual([{ kind: "without_use" }]);
  });

  test("a refund counts from its making, and not once it has failed or was cancelled", () => {
    for (const status of ["pending", "requires_action", "succeeded"]) {
      const [made, ...others] = eventsIn(payment.refund("created", "a", 500, status, times));
      expect(made).toMatchObject({ eventId: "re_3Qxa", type: "refunded", amount: 500, ofPaid: true });
      expect([made?.orderId, others]).toEqual([payment.intent, []]);
    }
    for (const status of ["failed", "canceled"]) {
      expect(eventsIn(payment.refund("failed", "a", 500, status, times))).toMatchObject([
        { eventId: "re_3Qxa", type: "refunded", occurredAt: "2026-11-22T00:00:00.000Z" },
        { type: "refund_voided", voids: "re_3Qxa", occurredAt: "2026-11-22T00:00:05.000Z" },
      ]);
    }
  });

  test.each(API_VERSIONS)(
    "a credit note gives back what is no refund of its own, until it is voided (%s)",
    (version) => {
      const invoiced = paymentOf({ version, hasInvoice: true });
      expect(eventsIn(invoiced.creditNote("created", "n", 900, AT_S, 600))).toMatchObject([
        { orderId: invoiced.invoice, eventId: "cn_1Qxn", type: "refunded", amount: 300 },
      ]);
      expect(told(invoiced.creditNote("created", "n", 900, AT_S, 900))).toEqual([{ kind: "without_use" }]);
      expect(eventsIn(invoiced.creditNote("created", "n", 900, AT_S))).toMatchObject([{ amount: 900 }]);
      expect(eventsIn(invoiced.creditNote("voided", "n", 900, AT_S))).toMatchObject([
        { type: "refund_voided", voids: "cn_1Qxn" },
      ]);
    },
  );

  test("an older note that refunds and credits without saying how much of each is kept, not guessed", () => {
    const note = paymentOf({ version: "2024-06-20", hasInvoice: true }).creditNote(
      "created",
      "n",
      900,
      AT_S,
      600,
    );
    const object = { ...note.data.object, customer_balance_transaction: "cbtxn_1" };
    expect(told({ ...note, data: { object } })).toEqual([
      { kind: "unreadable", reason: "credit_note_split_unknown" },
    ]);
  });

  test.each([
    ["created", "needs_response", "disputed", 700],
    ["created", "warning_needs_response", "disputed", 700],
    ["closed", "lost", "dispute_lost", 700],
    ["closed", "won", "dispute_won", undefined],
    ["closed", "warning_closed", "dispute_won", undefined],
    ["closed", "prevented", "dispute_won", undefined],
    ["funds_reinstated", "won", "dispute_won", undefined],
  ] as const)("a dispute that is %s as %s is %s", (what, status, type, amount) => {
    const [event] = eventsIn(payment.dispute(what, "d", 700, status, AT_S + 90));
    expect(event).toMatchObject({ orderId: payment.intent, type, disputeId: "du_1Qxd" });
    expect((event as { amount?: number }).amount).toBe(amount);
  });
});

test("what is taken back in another currency than the program's is kept, and counts as no sum of the program's", () => {
  const payment = paymentOf({ currency: "eur", hasInvoice: true });
  const foreign = [{ kind: "unreadable", reason: "currency_mismatch" }];
  expect([
    told(payment.chargeRefunded(500, AT_S)),
    told(payment.refund("created", "a", 500, "succeeded", { madeS: AT_S })),
    told(payment.creditNote("created", "n", 900, AT_S)),
    told(payment.dispute("created", "d", 700, "needs_response", AT_S)),
  ]).toEqual([foreign, foreign, foreign, foreign]);
});

describe("what a change of a subscription gives back", () => {
  const lineOf = (version: string, amount: number, invoice: string | null) => {
    const details = { credited_items: invoice === null ? null : { invoice, invoice_line_items: ["il_1"] } };
    return version === "2024-06-20"
      ? { amount, proration_details: details }
      : {
          amount,
          parent: {
            type: "subscription_item_details",
            subscription_item_details: { proration: true, proration_details: details },
          },
        };
  };
  const creditsOf = (version: (typeof API_VERSIONS)[number], total: number, lines: object[]) => {
    const payment = paymentOf({ version, mode: "subscription", name: "down" });
    const more = { total, total_excluding_tax: total, lines: { data: lines, has_more: false } };
    return told(payment.invoicePaid(more)).flatMap((message) =>
      message.kind === "order_event"
        ? [{ orderId: message.orderId, ...(message.event as object), ...message.added }]
        : [],
    );
  };

  test.each(API_VERSIONS)(
    "a credit beyond the sum is taken off the invoice that it credits (%s)",
    (version) => {
      const of = (amount: number, invoice: string | null) => lineOf(version, amount, invoice);
      // 30.00 of unused time with 10 % tax, less 10.00 of new time: 22.00.
      expect(creditsOf(version, -2_200, [of(-3_000, "in_1"), of(1_000, null)])).toEqual([
        {
          orderId: "in_1",
          eventId: "in_1Qdown:credit",
          type: "refunded",
          amount: 2_200,
          occurredAt: "2026-11-22T00:00:00.000Z",
          ofPaid: true,
          payment: "in_1Qdown",
        },
      ]);
      expect(creditsOf(version, -4_000, [of(-3_000, "in_1"), of(-1_000, "in_2")])).toMatchObject([
        { orderId: "in_1", amount: 3_000 },
        { orderId: "in_2", amount: 1_000 },
      ]);
      // The invoice itself settles what it gives back, and a credit that names no invoice is the merchant's own.
      expect(creditsOf(version, 500, [of(-3_000, "in_1"), of(3_500, null)])).toEqual([]);
      expect(creditsOf(version, -500, [of(-500, null)])).toEqual([]);
    },
  );
});
