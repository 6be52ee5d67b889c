/** Bonus and penalty: what an operator adds to a wallet or takes from it, once per key, with a reason. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { AmountMinor } from "../../../domain/kernel/money.ts";
import { ERASED } from "../../../domain/order/without-customer.ts";
import { payIn, type Posting, takeOut } from "../../../domain/ledger/posting.ts";
import type { Wallet } from "../../../domain/ledger/wallet.ts";
import { unknownWord } from "../../../domain/kernel/not-understood.ts";
import type { WalletStorage } from "./wallet-storage.ts";
import { Bookkeeping } from "./bookkeeping.ts";

export interface AdjustmentRequest {
  /** The caller's idempotency key. */
  readonly key: string;
  readonly kind: "bonus" | "penalty";
  readonly amount: AmountMinor;
  readonly reason: string;
  /** The credential of who makes it, where that is known. */
  readonly by?: string;
  /** What its entries name in place of the adjustment: the prize of a contest. */
  readonly reference?: string;
}

export type AdjustmentResult =
  | { readonly kind: "adjusted"; readonly created: boolean; readonly id: string }
  | {
      readonly kind: "refused";
      readonly reason: "idempotency_conflict";
      /** The adjustment that has the key. */
      readonly knownId: string;
    };

/** Runs inside a transaction of the book. */
export function adjustWallet(
  storage: WalletStorage,
  promoter: PromoterRef,
  request: AdjustmentRequest,
  nowMs: number,
): AdjustmentResult {
  const { key, kind, amount, reason, by = null } = request;
  const known = storage.adjustments.byKey(promoter, key);
  if (known !== null) {
    const isSameReason = known.reason === reason || known.reason === ERASED;
    const same = known.kind === kind && known.amount === amount && isSameReason;
    return same
      ? { kind: "adjusted", created: false, id: known.id }
      : { kind: "refused", reason: "idempotency_conflict", knownId: known.id };
  }
  const books = new Bookkeeping(storage);
  const wallet = books.wallet(promoter);
  const postings = postingsOf(kind, wallet, amount);
  const id = `adj_${promoter.toString(36)}_${(storage.tip(promoter).entries + 1).toString(36)}`;
  books.post(postings, { promoter, orderId: null, reference: request.reference ?? id, occurredAtMs: nowMs });
  storage.adjustments.add(promoter, key, { kind, amount, reason, id, madeBy: by, madeAtMs: nowMs });
  books.commit();
  return { kind: "adjusted", created: true, id };
}

function postingsOf(kind: AdjustmentRequest["kind"], wallet: Wallet, amount: AmountMinor): Posting[] {
  switch (kind) {
    case "bonus":
      return payIn("bonus", "adjustments", wallet, amount);
    case "penalty":
      return takeOut("penalty", "adjustments", wallet, amount);
    default:
      return unknownWord(kind, "adjustment");
  }
}
