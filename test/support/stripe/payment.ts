/**
 * One payment as Stripe tells it, in the shapes of an account's API version. Written after Stripe's public description of
 * its objects, with the members that integrations meet and that nothing here reads.
 */

import type { ApiVersion, PaymentFacts, PaymentShape } from "./facts.ts";
import { invoiceOf, sessionOf } from "./objects.ts";

export interface StripeEvent {
  readonly id: string;
  readonly object: "event";
  readonly api_version: ApiVersion;
  readonly created: number;
  readonly type: string;
  readonly data: { readonly object: Readonly<Record<string, unknown>> };
}

export class Payment implements PaymentShape {
  readonly facts: Required<PaymentFacts>;
  readonly intent: string;
  readonly charge: string;
  readonly invoice: string | null;
  readonly session: string;
  #events = 0;

  constructor(facts: PaymentFacts) {
    const mode = facts.mode ?? "payment";
    this.facts = {
      version: "2026-09-30.endive",
      currency: "cny",
      tax: 0,
      shipping: 0,
      discount: 0,
      hasInvoice: mode === "subscription",
      customer: null,
      reference: null,
      metadata: {},
      promotion: "",
      mode,
      ...facts,
    };
    const { name } = facts;
    this.intent = `pi_3Q${name}`;
    this.charge = `ch_3Q${name}`;
    this.session = `cs_test_a1${name}`;
    this.invoice = this.facts.hasInvoice ? `in_1Q${name}` : null;
  }

  get isOld(): boolean {
    return this.facts.version === "2024-06-20";
  }

  sessionCompleted(more: Record<string, unknown> = {}): StripeEvent {
    return this.#event("checkout.session.completed", { ...sessionOf(this), ...more });
  }

  sessionPaidLater(): StripeEvent {
    return this.#event("checkout.session.async_payment_succeeded", sessionOf(this));
  }

  invoicePaid(more: Record<string, unknown> = {}): StripeEvent {
    return this.#event("invoice.paid", { ...invoiceOf(this), ...more });
  }

  /** Exists since 2025-03-31 alone. */
  invoicePaymentPaid(): StripeEvent {
    const { total, currency, atS } = this.facts;
    return this.#event("invoice_payment.paid", {
      id: `inpay_1Q${this.facts.name}`,
      object: "invoice_payment",
      amount_paid: total,
      amount_requested: total,
      created: atS,
      currency,
      invoice: this.invoice,
      is_default: true,
      livemode: false,
      payment: { type: "payment_intent", payment_intent: this.intent },
      status: "paid",
      status_transitions: { canceled_at: null, paid_at: atS },
    });
  }

  intentSucceeded(): StripeEvent {
    const { total, currency, customer, metadata, atS } = this.facts;
    return this.#event("payment_intent.succeeded", {
      id: this.intent,
      object: "payment_intent",
      amount: total,
      amount_capturable: 0,
      amount_details: { tip: {} },
      amount_received: total,
      capture_method: "automatic",
      created: atS,
      currency,
      customer,
      latest_charge: this.charge,
      livemode: false,
      metadata,
      payment_method_types: ["card"],
      status: "succeeded",
      ...(this.isOld ? { invoice: this.invoice } : {}),
    });
  }

  /** @param refunded all that is refunded so far. */
  chargeRefunded(refunded: number, atS: number): StripeEvent {
    const { total, currency, customer } = this.facts;
    return this.#event(
      "charge.refunded",
      {
        id: this.charge,
        object: "charge",
        amount: total,
        amount_captured: total,
        amount_refunded: refunded,
        created: this.facts.atS,
        currency,
        customer,
        disputed: false,
        livemode: false,
        paid: true,
        payment_intent: this.intent,
        refunded: refunded === total,
        status: "succeeded",
        ...(this.isOld ? { invoice: this.invoice } : {}),
      },
      atS,
    );
  }

  refund(
    what: "created" | "updated" | "failed",
    name: string,
    amount: number,
    status: string,
    { madeS, atS = madeS }: { readonly madeS: number; readonly atS?: number },
  ): StripeEvent {
    return this.#event(
      `refund.${what}`,
      {
        id: `re_3Q${this.facts.name}${name}`,
        object: "refund",
        amount,
        balance_transaction: "txn_3QLkTz2eZvKYlo2C",
        charge: this.charge,
        created: madeS,
        currency: this.facts.currency,
        metadata: {},
        payment_intent: this.intent,
        reason: null,
        status,
      },
      atS,
    );
  }

  /** @param refunded the part of it that is a refund. */
  creditNote(
    what: "created" | "voided",
    name: string,
    amount: number,
    atS: number,
    refunded = 0,
  ): StripeEvent {
    const refund = `re_3Q${this.facts.name}${name}`;
    const refunds =
      refunded === 0
        ? []
        : [{ amount_refunded: refunded, refund, payment_record_refund: null, type: "refund" }];
    return this.#event(
      `credit_note.${what}`,
      {
        id: `cn_1Q${this.facts.name}${name}`,
        object: "credit_note",
        amount,
        created: atS,
        currency: this.facts.currency,
        customer: this.facts.customer,
        customer_balance_transaction: null,
        invoice: this.invoice,
        number: "ABCDEF-0001-CN-01",
        out_of_band_amount: amount - refunded,
        reason: null,
        status: what === "voided" ? "void" : "issued",
        subtotal: amount,
        total: amount,
        type: "post_payment",
        ...(this.isOld
          ? { refund: refunded === 0 ? null : refund }
          : { refunds, post_payment_amount: amount, pre_payment_amount: 0 }),
      },
      atS,
    );
  }

  dispute(
    what: "created" | "closed" | "funds_reinstated",
    name: string,
    amount: number,
    status: string,
    atS: number,
  ): StripeEvent {
    return this.#event(
      `charge.dispute.${what}`,
      {
        id: `du_1Q${this.facts.name}${name}`,
        object: "dispute",
        amount,
        charge: this.charge,
        created: this.facts.atS + 60,
        currency: this.facts.currency,
        evidence: {},
        is_charge_refundable: false,
        livemode: false,
        metadata: {},
        payment_intent: this.intent,
        reason: "fraudulent",
        status,
      },
      atS,
    );
  }

  event(type: string, object: Record<string, unknown>): StripeEvent {
    return this.#event(type, object);
  }

  #event(type: string, object: Record<string, unknown>, atS = this.facts.atS): StripeEvent {
    this.#events += 1;
    return {
      id: `evt_1Q${this.facts.name}x${this.#events}`,
      object: "event",
      api_version: this.facts.version,
      created: atS,
      type,
      data: { object },
    };
  }
}
