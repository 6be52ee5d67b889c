/** An order as its owner shows it: decision, events, and how far each commission has come. */
import type { CommissionDraft } from "../commission/commission.ts";
import type { Decision } from "../commission/decision.ts";
import type { Order } from "../commission/order.ts";
import type { AmountMinor } from "../kernel/money.ts";
import type { OrderEvent } from "./order-event.ts";

export type CommissionState = "pending" | "held" | "available" | "reversed";

export interface CommissionView extends CommissionDraft {
  readonly id: string;
  readonly state: CommissionState;
  /** What is left of it after refunds and lost disputes. */
  readonly kept: AmountMinor;
}

export interface OrderView {
  readonly order: Order;
  readonly decision: Decision;
  readonly commissions: readonly CommissionView[];
  readonly events: readonly OrderEvent[];
  readonly state: CommissionState;
  readonly underReview: boolean;
  readonly openDisputes: number;
  /** Refunds and lost disputes, at most the order's amount. */
  readonly reversedAmount: AmountMinor;
  readonly receivedAtMs: number | null;
  readonly holdEndsAtMs: number | null;
  readonly releasedAtMs: number | null;
  readonly firstReceivedAtMs: number;
}
