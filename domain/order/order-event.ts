/** What can happen to an order after it was placed. */
import type { AmountMinor } from "../kernel/money.ts";
import type { RiskReason } from "./risk-reason.ts";

/** Told by the merchant. */
export const MERCHANT_EVENTS = [
  "received",
  "refunded",
  "cancelled",
  "refund_voided",
  "disputed",
  "dispute_won",
  "dispute_lost",
  /** The order is worth another amount from then on: an exchange, an added item, an edited order. */
  "amended",
] as const;
export type MerchantEventKind = (typeof MERCHANT_EVENTS)[number];

/** Made by the order's owner: its clock, or an operator through it. */
export const OWNER_EVENTS = [
  "released",
  /** By an operator, or by what became known of it, which stands in `risk`. */
  "review_opened",
  /** By an operator, or by the clock, where no person came. */
  "review_cleared",
  /** Something became known of it that is not enough for a review, or that the program only observes. */
  "risk_noted",
  "reversed",
  /** An operator took back the reversals before it. */
  "reversal_voided",
  /** Late evidence earned what nobody had earned. */
  "credited",
  /** An operator credited what nobody had earned, with a reason. */
  "manually_credited",
  /** An operator had decided again what it earns, since no rule had paid for it. */
  "planned",
  /** A campaign's budget answered what a voided refund or a dispute that was won may bring back. */
  "restored",
] as const;
export type OwnerEventKind = (typeof OWNER_EVENTS)[number];

/** What credits an order that nobody had earned: late evidence, or an operator. */
export function creditsLate(kind: OrderEvent["kind"]): boolean {
  return kind === "credited" || kind === "manually_credited";
}

export const ORDER_EVENTS = [...MERCHANT_EVENTS, ...OWNER_EVENTS] as const;

/** A line that an event names. */
export interface EventItem {
  readonly productId: string;
  readonly categoryId?: string;
  readonly quantity?: number;
  /** In minor units; below zero for a discount. */
  readonly amount?: number;
}

export interface OrderEvent {
  readonly eventId: string;
  readonly kind: MerchantEventKind | OwnerEventKind;
  /** When it happened, as told; by default when it was first recorded. */
  readonly occurredAtMs: number;
  /**
   * Absent: all that is left (`refunded`, `dispute_lost`) or as disputed. Of `amended`: what the order is worth. Of
   * `restored`: what was granted.
   */
  readonly amount?: AmountMinor;
  /** Of `refunded`, in place of `amount`: all that is refunded so far. The greatest counts. */
  readonly refundedTotal?: AmountMinor;
  /**
   * Of `refundedTotal`: it says how things stood at its time, and may be less than before. The latest such total counts, with
   * the parts since.
   */
  readonly asOf?: true;
  /** Of `amended`: what was paid in all by then, where commission may be earned on a part of it. */
  readonly paid?: AmountMinor;
  /** Its amounts are of what was paid in all ({@link Order.paid}), not of what commission is earned on. */
  readonly ofPaid?: true;
  /** Which payment of the order was refunded, where it has several: a `refundedTotal` is of one payment. */
  readonly payment?: string;
  /** Of `restored`: what the commissions were to gain. */
  readonly wanted?: AmountMinor;
  /** Default `1`. */
  readonly disputeId?: string;
  /** The refund that a `refund_voided` takes back. */
  readonly voids?: string;
  /** Why, as a person wrote it. */
  readonly reason?: string;
  /** Of a review that a person opened: when it ends at the latest, unless signs hold it longer. Absent: a person ends it. */
  readonly endsAtMs?: number;
  /** What became known of the order, where that is what happened. */
  readonly risk?: RiskReason;
  /** What it is about. */
  readonly items?: readonly EventItem[];
  /** What came with it and could not be read: it costs itself alone. */
  readonly unreadable?: readonly ("items" | "categories")[];
}
