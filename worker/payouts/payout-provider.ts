/**
 * How money leaves: a provider takes a sealed batch. What became of each payout is known only when somebody says so:
 * until then it stays `processing`, and is never sent again under another number.
 */
import type { CollectedPayout } from "../../domain/payout/payout.ts";
import type { Payee } from "./payee.shapes.ts";

/** A payout with its receiver in the clear: made for the provider alone, never stored or logged. */
export interface PayableRow extends Omit<CollectedPayout, "sealedPayee"> {
  /** Null when its promoter was erased since: nothing is collected without a payee. */
  readonly payee: Payee | null;
}

export interface SealedBatch {
  readonly id: string;
  readonly currency: string;
  /** In a fixed sequence. */
  readonly rows: readonly PayableRow[];
}

/** A provider that a person hands over: a file for the bank, with the same bytes for ever while nobody is erased. */
export interface FileProvider {
  readonly contentType: string;
  file(batch: SealedBatch): string;
}
