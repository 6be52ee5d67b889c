/**
 * What a book and the part of the Worker that asks WeChat Pay say to each other of a payout. Payee, keys and the package that
 * the promoter confirms with are sealed in all of it: the Worker has the key.
 */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { AmountMinor } from "../../../domain/kernel/money.ts";
import type { TransferState } from "../../../domain/payout/transfer-state.ts";

/** A payout as WeChat Pay is asked about it. */
export interface TransferTerms {
  readonly programId: string;
  readonly promoter: PromoterRef;
  readonly payoutId: string;
  readonly net: AmountMinor;
  /** As it stood when the batch collected the payout; null where its promoter was erased since. */
  readonly sealedPayee: string | null;
  /** At whom alone it is asked: another merchant would know nothing of the bill. */
  readonly merchantId: string;
  /** The payout's number at WeChat Pay for ever; null before it was first asked about. */
  readonly billNo: string | null;
}

export interface NumberedTransfer extends TransferTerms {
  readonly billNo: string;
}

/** The transfer as WeChat Pay has it. */
export interface TransferBill {
  readonly kind: "bill";
  readonly state: TransferState;
  /** WeChat Pay's own number. */
  readonly transferBillNo: string | null;
  /** What the promoter confirms with; null unless this very answer had it. */
  readonly sealedPackage: string | null;
  /** WeChat Pay's word for why it failed. */
  readonly failReason: string | null;
}

/**
 * - `not_set`: the program's settings are gone, or those of another merchant.
 * - `limited`, `down`: it is asked again.
 * - `refused`: WeChat Pay refuses whoever asks.
 * - `unsigned`: an answer that WeChat Pay has not signed.
 */
export type TransferFault = "not_set" | "limited" | "down" | "refused" | "unsigned";

export interface TransferFailure {
  readonly kind: "failed";
  readonly fault: TransferFault;
  /** WeChat Pay's word for it; null where it told none. */
  readonly code: string | null;
}

/** What differs between a payout and the bill of its number. */
export type Mismatch = "amount" | "openid" | "merchant";

export type FoundTransfer =
  | TransferBill
  /** WeChat Pay has no bill of that number. */
  | { readonly kind: "unknown" }
  | { readonly kind: "mismatch"; readonly of: Mismatch }
  /** The payee is no user of WeChat: the batch's file pays. */
  | { readonly kind: "by_file" }
  | TransferFailure;

export type SentTransfer =
  | TransferBill
  /** It made no bill, and says why. */
  | { readonly kind: "declined"; readonly code: string }
  | TransferFailure;

export type CancelAnswer =
  /** WeChat Pay has taken it, and says by the bill what comes of it. */
  { readonly kind: "taken" } | { readonly kind: "declined"; readonly code: string } | TransferFailure;

/** The Worker's part, as the book calls it. */
export interface TransferCalling {
  /** Asks what WeChat Pay has of a payout: before anything is sent, and before anything is sent again. */
  find(terms: TransferTerms): Promise<{ readonly billNo: string; readonly found: FoundTransfer }>;
  /** Sends a payout under its number. */
  send(terms: NumberedTransfer): Promise<SentTransfer>;
  /** Asks for a bill to be cancelled that its payee has not confirmed. */
  cancel(terms: NumberedTransfer): Promise<CancelAnswer>;
}
