/** What one payment is, in the words of the tests. */

/** Before and since the version that took invoices out of payments, and payments out of invoices. */
export const API_VERSIONS = ["2024-06-20", "2026-09-30.endive"] as const;
export type ApiVersion = (typeof API_VERSIONS)[number];

export interface PaymentFacts {
  /** Part of every id of the payment. */
  readonly name: string;
  readonly version?: ApiVersion;
  readonly currency?: string;
  /** In Stripe's units: all of it, and of that tax and shipping without tax. */
  readonly total: number;
  readonly tax?: number;
  readonly shipping?: number;
  readonly discount?: number;
  readonly mode?: "payment" | "subscription";
  /** Whether an invoice is made of it. */
  readonly hasInvoice?: boolean;
  readonly customer?: string | null;
  readonly reference?: string | null;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly promotion?: string;
  readonly atS: number;
}

/** A payment under its ids. */
export interface PaymentShape {
  readonly facts: Required<PaymentFacts>;
  readonly intent: string;
  readonly charge: string;
  readonly invoice: string | null;
  readonly session: string;
  readonly isOld: boolean;
}
