/**
 * Orders as WooCommerce's webhooks hold them. Written after the public description of its REST API, with the members that
 * integrations meet and that nothing here reads. Amounts are texts.
 */

export interface LineFacts {
  readonly product?: number;
  readonly quantity?: number;
  /** After discounts, without tax. */
  readonly total: string;
  readonly tax?: string;
}

export interface OrderFacts {
  readonly id: number;
  readonly currency?: string;
  readonly status?: string;
  readonly total: string;
  readonly lines: readonly LineFacts[];
  readonly shipping?: string;
  readonly fee?: string;
  readonly refunds?: readonly { readonly id: number; readonly total: string }[];
  /** In UTC, without saying so. */
  readonly modifiedAt?: string;
  readonly paidAt?: string | null;
}

export type Body = Readonly<Record<string, unknown>>;

const PLACED_AT = "2026-11-22T08:00:00";

export function orderBody(facts: OrderFacts, more: Body = {}): Body {
  const {
    id,
    currency = "USD",
    status = "processing",
    total,
    lines,
    shipping = "0.00",
    fee,
    refunds = [],
  } = facts;
  const { modifiedAt = PLACED_AT, paidAt = modifiedAt } = facts;
  return {
    id,
    parent_id: 0,
    status,
    currency,
    version: "10.3.0",
    prices_include_tax: false,
    date_created: PLACED_AT,
    date_created_gmt: PLACED_AT,
    date_modified: modifiedAt,
    date_modified_gmt: modifiedAt,
    discount_total: "0.00",
    discount_tax: "0.00",
    shipping_total: shipping,
    shipping_tax: "0.00",
    total,
    customer_id: 0,
    order_key: "wc_order_58d2d042d1d",
    billing: { first_name: "A", last_name: "Buyer", email: "buyer@shop.example" },
    payment_method: "stripe",
    date_paid: paidAt,
    date_paid_gmt: paidAt,
    date_completed: null,
    date_completed_gmt: null,
    number: String(id),
    meta_data: [],
    line_items: lines.map(({ product = 93, quantity = 1, total: own, tax = "0.00" }, place) => ({
      id: 315 + place,
      name: "Green tea",
      product_id: product,
      variation_id: 0,
      quantity,
      tax_class: "",
      subtotal: own,
      subtotal_tax: tax,
      total: own,
      total_tax: tax,
      taxes: [],
      meta_data: [],
      sku: "TEA-250",
      price: 50,
    })),
    tax_lines: [],
    shipping_lines:
      shipping === "0.00" ? [] : [{ id: 317, method_title: "Flat rate", total: shipping, total_tax: "0.00" }],
    fee_lines: fee === undefined ? [] : [{ id: 318, name: "Gift wrap", total: fee, total_tax: "0.00" }],
    coupon_lines: [],
    refunds: refunds.map((refund) => ({ ...refund, reason: "" })),
    is_editable: false,
    needs_payment: false,
    ...more,
  };
}
