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
  readonly campaignId?: string;
  readonly items?: readonly OrderItem[];
  readonly metadata?: Readonly<Record<string, string>>;
  readonly occurredAtMs: number;
}
