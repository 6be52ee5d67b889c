/** Wallets of promoters by slot: double-entry journals, hash-chained, and payouts. */
import { DurableObject } from "cloudflare:workers";
import type { PromoterRef } from "../domain/kernel/ids.ts";
import type { AmountMinor } from "../domain/kernel/money.ts";
import type { JournalEntry, Wallet } from "../domain/ledger/wallet.ts";
import type { PayoutMove, PayoutView } from "../domain/payout/payout.ts";
import type { KnownHead } from "./commission-ledger.ts";

export interface Verification {
  readonly valid: boolean;
  readonly entries: number;
  readonly head: string | null;
  /** Sequence of the first entry that does not hold; for a cut tail, the first that is missing. */
  readonly brokenAt: number | null;
}

export interface AdjustmentRequest {
  /** The caller's idempotency key. */
  readonly key: string;
  readonly kind: "bonus" | "penalty";
  readonly amount: AmountMinor;
  readonly reason: string;
}

export type AdjustmentResult =
  | { readonly kind: "adjusted"; readonly created: boolean; readonly id: string }
  | { readonly kind: "refused"; readonly reason: "idempotency_conflict" };

export interface PayoutRequest {
  readonly key: string;
  readonly amount: AmountMinor;
  readonly minPayout: AmountMinor;
}

export type PayoutResult =
  | { readonly kind: "payout"; readonly created: boolean; readonly payout: PayoutView }
  | {
      readonly kind: "refused";
      readonly reason: "below_minimum" | "insufficient_available" | "payout_open" | "idempotency_conflict";
    };

export type PayoutMoveResult =
  | { readonly kind: "payout"; readonly changed: boolean; readonly payout: PayoutView }
  | { readonly kind: "refused"; readonly reason: "unknown_payout" | "invalid_transition" };

export interface PayoutBatchView {
  readonly id: string;
  readonly state: "collecting" | "sealed";
  readonly count: number;
  readonly net: AmountMinor;
  readonly createdAtMs: number;
  readonly sealedAtMs: number | null;
}

export class AccountBook extends DurableObject<Env> {
  wallet(_promoter: PromoterRef): Wallet {
    throw new Error("unbuilt");
  }

  /** Entries with a sequence below `before` (null: the newest), newest first. */
  journal(_promoter: PromoterRef, _before: number | null, _limit: number): JournalEntry[] {
    throw new Error("unbuilt");
  }

  /** Checks the chain from entry `from` on, and its length and head against the greatest known outside. */
  verify(_promoter: PromoterRef, _from: number, _known: KnownHead | null): Verification {
    throw new Error("unbuilt");
  }

  async adjust(_promoter: PromoterRef, _request: AdjustmentRequest): Promise<AdjustmentResult> {
    throw new Error("unbuilt");
  }

  async requestPayout(_promoter: PromoterRef, _request: PayoutRequest): Promise<PayoutResult> {
    throw new Error("unbuilt");
  }

  async movePayout(
    _promoter: PromoterRef,
    _number: number,
    _move: PayoutMove,
    _reason: string | null,
  ): Promise<PayoutMoveResult> {
    throw new Error("unbuilt");
  }

  payout(_promoter: PromoterRef, _number: number): PayoutView | null {
    throw new Error("unbuilt");
  }

  /** Payouts of a promoter with a number below `before` (null: the newest), newest first. */
  payouts(_promoter: PromoterRef, _before: number | null, _limit: number): PayoutView[] {
    throw new Error("unbuilt");
  }

  /** Opens a batch (once per key) that claims the approved payouts of every book of the program. */
  openBatch(_key: string, _books: readonly string[]): Promise<{ created: boolean; batch: PayoutBatchView }> {
    throw new Error("unbuilt");
  }

  batch(_id: string): PayoutBatchView | null {
    throw new Error("unbuilt");
  }

  /** The sealed batch's rows, in a fixed sequence; null while it is open. */
  batchRows(_id: string): PayoutView[] | null {
    throw new Error("unbuilt");
  }
}
