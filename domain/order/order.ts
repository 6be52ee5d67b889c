/** An order as the merchant tells it. */
import type { AmountMinor } from "../kernel/money.ts";

export interface OrderItem {
  readonly productId: string;
  readonly categoryId?: string;
  /** Up to three decimals: half a kilogram is 0.5. */
  readonly quantity: number;
  /** In minor units; below zero for a discount. */
  readonly amount: number;
}

/** What only adds to an order. Where a checkout spells one that cannot be read, it costs itself and not the order. */
export const ADDING_FIELDS = [
  "couponCode",
  "customerId",
  "clickTokens",
  "campaignId",
  "items",
  "categories",
  "metadata",
  "hashes",
] as const;
export type AddingField = (typeof ADDING_FIELDS)[number];

/** One of several tellers of one payment. */
export interface Telling {
  readonly by: string;
  /** Who knows the order best has the greatest, and says what it is worth. 1: knows a sum alone, perhaps of a part. */
  readonly rank: number;
}

/** What a merchant may tell of a buyer by hashes of its own, so that sameness shows and nothing else. */
export const CONTACT_KINDS = ["address", "payment", "device"] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

export interface Order {
  readonly orderId: string;
  readonly amount: AmountMinor;
  readonly currency: string;
  readonly customerId?: string;
  /** The customer was erased: `customerId` is a pseudonym, and whom the order named is not known any more. */
  readonly customerIsErased?: true;
  readonly campaignId?: string;
  /** As sent. What they sold, discounts spread, is `soldLines`. */
  readonly items?: readonly OrderItem[];
  readonly hashes?: Readonly<Partial<Record<ContactKind, string>>>;
  readonly metadata?: Readonly<Record<string, string>>;
  /**
   * What was paid in all, tax and shipping too, where commission may be earned on a part of it. What is taken back of the
   * payment counts in proportion.
   */
  readonly paid?: AmountMinor;
  /** By whom it was told, of those who tell one payment each in its own way. Absent: by one who knows all of it. */
  readonly telling?: Telling;
  /** What came with the order and could not be read, or not whole. */
  readonly unreadable?: readonly AddingField[];
  readonly occurredAtMs: number;
}
