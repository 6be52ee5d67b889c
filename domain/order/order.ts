/** An order as the merchant tells it. */
import type { AmountMinor } from "../kernel/money.ts";

export interface OrderItem {
  readonly productId: string;
  readonly categoryId?: string;
  readonly quantity: number;
  readonly amount: AmountMinor;
}

export interface Order {
  readonly orderId: string;
  readonly amount: AmountMinor;
  readonly currency: string;
  readonly customerId?: string;
  /** The customer was erased: `customerId` is a pseudonym, and whom the order named is not known any more. */
  readonly customerIsErased?: true;
  readonly campaignId?: string;
  readonly items?: readonly OrderItem[];
  readonly metadata?: Readonly<Record<string, string>>;
  readonly occurredAtMs: number;
}
