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
