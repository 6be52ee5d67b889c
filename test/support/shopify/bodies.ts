/**
 * Bodies of Shopify's webhooks: written after Shopify's public description of its objects, with the members that
 * integrations meet and that nothing here reads. Amounts are texts, as Shopify writes them.
 */

export interface LineFacts {
  readonly id?: number;
  readonly product?: number | null;
  readonly price: string;
  readonly quantity?: number;
  readonly current?: number;
  readonly discount?: string;
  readonly tax?: string;
  readonly rate?: number;
  readonly giftCard?: boolean;
}

export interface OrderFacts {
  readonly id: number;
  readonly currency: string;
  readonly total: string;
  readonly lines: readonly LineFacts[];
  readonly taxesIncluded?: boolean;
  readonly shipping?: string;
  readonly placedAt?: string;
  readonly updatedAt?: string;
}

export type Body = Readonly<Record<string, unknown>>;

const PLACED_AT = "2026-11-22T00:00:00-05:00";

function moneySet(amount: string, currency: string) {
  return {
    shop_money: { amount, currency_code: currency },
    presentment_money: { amount, currency_code: currency },
  };
}

function lineBody(line: LineFacts, currency: string): Body {
  const { id = 1, product = 700, price, quantity = 1, current = quantity, discount, tax, rate = 0.1 } = line;
  return {
    id,
    admin_graphql_api_id: `gid://shopify/LineItem/${id}`,
    current_quantity: current,
    fulfillable_quantity: current,
    fulfillment_status: null,
    gift_card: line.giftCard ?? false,
    grams: 250,
    name: "Green tea",
    price,
    price_set: moneySet(price, currency),
    product_exists: true,
    product_id: product,
    quantity,
    requires_shipping: true,
    sku: "TEA-250",
    taxable: true,
    title: "Green tea",
    total_discount: "0.00",
    variant_id: 49_148_385,
    tax_lines:
      tax === undefined
        ? []
        : [{ channel_liable: false, price: tax, price_set: moneySet(tax, currency), rate, title: "VAT" }],
    duties: [],
    discount_allocations:
      discount === undefined
        ? []
        : [{ amount: discount, amount_set: moneySet(discount, currency), discount_application_index: 0 }],
  };
}

export function orderBody(facts: OrderFacts, more: Body = {}): Body {
  const { id, currency, total, lines, shipping = "0.00", placedAt = PLACED_AT, updatedAt = placedAt } = facts;
  return {
    id,
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    cancel_reason: null,
    cancelled_at: null,
    contact_email: "buyer@shop.example",
    created_at: placedAt,
    currency,
    current_total_price: total,
    customer: null,
    discount_codes: [],
    email: "buyer@shop.example",
    financial_status: "paid",
    fulfillment_status: null,
    fulfillments: [],
    landing_site: "/",
    line_items: lines.map((line) => lineBody(line, currency)),
    name: `#${id}`,
    note_attributes: [],
    payment_gateway_names: ["shopify_payments"],
    presentment_currency: currency,
    processed_at: placedAt,
    refunds: [],
    shipping_lines:
      shipping === "0.00"
        ? []
        : [{ id: 2, code: "Standard", price: shipping, discounted_price: shipping, tax_lines: [] }],
    source_name: "web",
    taxes_included: facts.taxesIncluded ?? false,
    test: false,
    total_price: total,
    total_price_set: moneySet(total, currency),
    updated_at: updatedAt,
    ...more,
  };
}

export interface RefundFacts {
  readonly id: number;
  readonly orderId: number;
  readonly currency: string;
  /** Lines that go back, with what Shopify reckons of them. */
  readonly lines?: readonly {
    readonly line: LineFacts;
    readonly quantity: number;
    readonly subtotal: number;
    readonly tax?: number;
  }[];
  readonly shipping?: string;
  /** Before 2024-10 shipping was told by an adjustment. */
  readonly isOld?: boolean;
  readonly money?: string;
  readonly status?: string;
  readonly at?: string;
}

export function refundBody(facts: RefundFacts): Body {
  const {
    id,
    orderId,
    currency,
    lines = [],
    shipping,
    isOld = false,
    money,
    status = "success",
    at = PLACED_AT,
  } = facts;
  return {
    id,
    admin_graphql_api_id: `gid://shopify/Refund/${id}`,
    created_at: at,
    note: null,
    order_id: orderId,
    processed_at: at,
    restock: true,
    return: null,
    user_id: 548_380_009,
    duties: [],
    refund_line_items: lines.map(({ line, quantity, subtotal, tax = 0 }, place) => ({
      id: id * 10 + place,
      line_item_id: line.id ?? 1,
      location_id: null,
      quantity,
      restock_type: "return",
      subtotal,
      subtotal_set: moneySet(String(subtotal), currency),
      total_tax: tax,
      total_tax_set: moneySet(String(tax), currency),
      line_item: lineBody(line, currency),
    })),
    order_adjustments:
      shipping === undefined || !isOld
        ? []
        : [
            {
              id,
              order_id: orderId,
              refund_id: id,
              amount: `-${shipping}`,
              tax_amount: "0.00",
              kind: "shipping_refund",
              reason: "Shipping refund",
            },
          ],
    refund_shipping_lines:
      shipping === undefined || isOld
        ? []
        : [{ id, shipping_line_id: 2, subtotal_amount_set: moneySet(shipping, currency) }],
    transactions:
      money === undefined
        ? []
        : [
            {
              id: id * 100,
              order_id: orderId,
              kind: "refund",
              gateway: "shopify_payments",
              status,
              amount: money,
              currency,
              created_at: at,
            },
          ],
  };
}

export function disputeBody(
  orderId: number,
  id: number,
  amount: string,
  status: string,
  currency = "USD",
): Body {
  return {
    id,
    order_id: orderId,
    type: "chargeback",
    amount,
    currency,
    reason: "fraudulent",
    network_reason_code: "4837",
    status,
    evidence_due_by: null,
    evidence_sent_on: null,
    finalized_on: null,
    initiated_at: PLACED_AT,
  };
}

export function deliveryBody(orderId: number, status: string, at: string): Body {
  return {
    id: 944_956_395,
    fulfillment_id: 255_858_046,
    status,
    message: null,
    happened_at: at,
    city: null,
    shop_id: 548_380_009,
    created_at: at,
    updated_at: at,
    estimated_delivery_at: null,
    order_id: orderId,
  };
}

export function editBody(orderId: number): Body {
  return {
    order_edit: {
      id: 78_912_328_793,
      app_id: null,
      created_at: PLACED_AT,
      notify_customer: false,
      order_id: orderId,
      staff_note: "",
      user_id: 548_380_009,
      line_items: { additions: [{ id: 1, delta: 1 }], removals: [] },
      discounts: { line_item: { additions: [], removals: [] } },
      shipping_lines: { additions: [], removals: [] },
    },
  };
}
