/** What lines of an order are worth to commission, in minor units: sold, taken off by an edit, or given back. */
import { unknownWord } from "../../../domain/kernel/not-understood.ts";
import { mulDiv } from "../../../domain/kernel/money.ts";
import type { AmountBase } from "../amount-base.ts";
import { bounded, minorOfDecimal } from "../decimal-money.ts";
import type { Line, Refund, ShopifyOrder } from "./objects.shapes.ts";
import type { ShopifySettings } from "./shopify.shapes.ts";

export interface Item {
  readonly productId: string;
  readonly quantity: number;
  readonly amount: number;
}

/** A line's worth, without and with its tax. */
export interface LineWorth {
  readonly net: number;
  readonly gross: number;
}

/** A line that names no product: something that staff wrote by hand. */
const BY_HAND = "shopify:custom";
/** What no line is: shipping, tips and duties where these count, and roundings. */
export const BESIDE_LINES = "shopify:other";

function productOf(line: Pick<Line, "product_id"> | null | undefined): string {
  return line?.product_id ?? BY_HAND;
}

/** Of what an order sold, what its lines are worth; removed ones too that a refund tells of. */
export function soldItems(order: ShopifyOrder, settings: ShopifySettings): Item[] {
  const refunded = new Map<string, number>();
  for (const one of order.refunds.flatMap((refund) => refund.refund_line_items)) {
    refunded.set(one.line_item_id, (refunded.get(one.line_item_id) ?? 0) + one.quantity);
  }
  return order.line_items.flatMap((line) => {
    const { quantity, current_quantity: current } = line;
    const removed = quantity - (current ?? quantity) - (refunded.get(line.id) ?? 0);
    const sold = Math.min(quantity, quantity - removed);
    if (sold <= 0 || (line.gift_card && !settings.giftCards)) return [];
    const worth = worthOf(line, order.currency, order.taxes_included);
    const amount = mulDiv(ofBase(worth, settings.amountBase), sold, quantity, "floor");
    return [{ productId: productOf(line), quantity: sold, amount }];
  });
}

function worthOf(line: Line, currency: string, taxesIncluded: boolean): LineWorth {
  const value = Math.max(0, bounded(priceOf(line, currency)));
  const tax = Math.max(0, bounded(taxOf(line, currency)));
  return withTax(value, tax, taxesIncluded);
}

/** @param value as Shopify writes it: with its tax where prices include that. */
function withTax(value: number, tax: number, taxesIncluded: boolean): LineWorth {
  return taxesIncluded ? { net: Math.max(0, value - tax), gross: value } : { net: value, gross: value + tax };
}

export function ofBase({ net, gross }: LineWorth, base: AmountBase): number {
  switch (base) {
    case "net":
      return net;
    case "with_tax":
    case "total":
      return gross;
    default:
      return unknownWord(base, "amountBase");
  }
}

/** After discounts, with its tax where prices include that. */
function priceOf({ price, quantity, discount_allocations: discounts }: Line, currency: string): number {
  const off = discounts.reduce((sum, { amount }) => sum + minorOfDecimal(amount, currency), 0);
  return minorOfDecimal(price, currency) * quantity - off;
}

function taxOf({ tax_lines: taxes }: Line, currency: string): number {
  return taxes.reduce((sum, { price }) => sum + minorOfDecimal(price, currency), 0);
}

/**
 * Whether prices include tax, which a refund does not say. By the rates of the line, whichever of the two ways gives its tax
 * more nearly.
 */
function includesTax(line: Line, currency: string): boolean {
  const rate = line.tax_lines.reduce((sum, { rate: own }) => sum + (own ?? 0), 0);
  const [price, tax] = [priceOf(line, currency), taxOf(line, currency)];
  if (rate === 0 || tax === 0) return false;
  const off = (expected: number) => Math.abs(tax - expected);
  return off(price - price / (1 + rate)) < off(price * rate);
}

/** Lines of a refund, each with its worth. */
export function givenBack({ refund_line_items: lines }: Refund, currency: string) {
  return lines.map(({ quantity, subtotal, total_tax: tax, line_item: line }) => {
    const isIncluded = line != null && includesTax(line, currency);
    const worth = withTax(minorOfDecimal(subtotal, currency), minorOfDecimal(tax, currency), isIncluded);
    return { productId: productOf(line), quantity, isGiftCard: line?.gift_card === true, worth };
  });
}
