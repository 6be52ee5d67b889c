/** A payout: money on its way from a promoter's wallet to its account outside. */
import type { PromoterRef } from "../kernel/ids.ts";
import type { AmountMinor } from "../kernel/money.ts";

export const PAYOUT_STATES = [
  "requested",
  "approved",
  "processing",
  "paid",
  "failed",
  "rejected",
  "returned",
] as const;
export type PayoutState = (typeof PAYOUT_STATES)[number];

export interface PayoutView {
  readonly id: string;
  readonly promoter: PromoterRef;
  readonly state: PayoutState;
  readonly gross: AmountMinor;
  readonly withheld: AmountMinor;
  readonly net: AmountMinor;
  readonly requestedAtMs: number;
  readonly updatedAtMs: number;
  readonly batchId: string | null;
  /** Why it was moved last, for people; null where nobody said. */
  readonly reason: string | null;
  /** Who approved it where two have to, and when; absent from older versions, null where one is enough or none has. */
  readonly firstApproval?: { readonly by: string; readonly atMs: number } | null;
}

/** A payout that a batch has collected, with who receives it as that stood then: encrypted, null when nobody said. */
export interface CollectedPayout extends PayoutView {
  readonly sealedPayee: string | null;
}
