/** Payouts of one book: money is set aside at the request, and every step is posted in the step's transaction. */
import { payoutIdOf, type PromoterRef } from "../../../domain/kernel/ids.ts";
import { invariant } from "../../../domain/kernel/invariant.ts";
import { DAY_MS } from "../../../domain/kernel/duration.ts";
import type { AmountMinor } from "../../../domain/kernel/money.ts";
import type { Wallet } from "../../../domain/ledger/wallet.ts";
import { arrivalPostings, requestPostings } from "../../../domain/payout/payout-postings.ts";
import type { PayoutView } from "../../../domain/payout/payout.ts";
import { type Requestable, requestableOf } from "../../../domain/payout/requestable.ts";
import { withholdingOf } from "../../../domain/payout/tax.ts";
import { type PayoutMove, transitionOf } from "../../../domain/payout/transitions.ts";
import { monthOf } from "../../../domain/program/month.ts";
import type { PayoutPolicy } from "../../../domain/payout/policy.ts";
import type { WalletStorage } from "../wallets/wallet-storage.ts";
import { Bookkeeping } from "../wallets/bookkeeping.ts";
import type { PayeeStorage } from "./payee-storage.ts";
import type { PayoutStorage } from "./payout-storage.ts";

export interface PayoutRequest {
  readonly key: string;
  readonly amount: AmountMinor;
  /** The program's settings at the moment of the request. */
  readonly policy: PayoutPolicy;
  readonly timezone: string;
}

/** What a promoter could request at a moment, and the payout under way that stands before any other. */
export interface PayoutOutlook extends Requestable {
  readonly openPayoutId: string | null;
}

export type PayoutRefusal =
  | "below_minimum"
  | "insufficient_available"
  | "payout_open"
  | "idempotency_conflict";

export type PayoutResult =
  | { readonly kind: "payout"; readonly created: boolean; readonly payout: PayoutView }
  | {
      readonly kind: "refused";
      readonly reason: PayoutRefusal;
      /** What would have been taken; absent where the request was not judged by it. */
      readonly outlook?: PayoutOutlook;
    };

export type PayoutMoveRefusal =
  | "unknown_payout"
  | "invalid_transition"
  | "payee_changed_by_approver"
  | "payee_missing"
  | "second_approver_needed"
  | "transfer_under_way";

/** A move by hand: why, and by which credential, where those are known. */
export interface MadeMove {
  readonly move: PayoutMove;
  readonly reason: string | null;
  readonly by: string | null;
  /** How many have to approve; absent: one. */
  readonly approvals?: number;
}

export type PayoutMoveResult =
  | { readonly kind: "payout"; readonly changed: boolean; readonly payout: PayoutView }
  | {
      readonly kind: "refused";
      readonly reason: PayoutMoveRefusal;
      /** The payout as it stands; absent where there is none. */
      readonly payout?: PayoutView;
    };

/** Every method that changes anything runs inside a transaction of the book. */
export class PayoutDesk {
  readonly #book: WalletStorage;
  readonly #payouts: PayoutStorage;
  readonly #payees: PayeeStorage;
  readonly #moved: (payout: PayoutView) => void;

  /** @param moved hears of each payout that was requested or moved, within the transaction. */
  constructor(
    book: WalletStorage,
    payouts: PayoutStorage,
    payees: PayeeStorage,
    moved: (payout: PayoutView) => void = () => {},
  ) {
    this.#book = book;
    this.#payouts = payouts;
    this.#payees = payees;
    this.#moved = moved;
  }

  /** Sets the amount aside: once per key, one open payout per promoter, never more than is available. */
  request(promoter: PromoterRef, request: PayoutRequest, nowMs: number): PayoutResult {
    const { key, amount, policy, timezone } = request;
    const known = this.#payouts.byKey(promoter, key);
    if (known !== null) {
      if (known.gross !== amount) return { kind: "refused", reason: "idempotency_conflict" };
      return { kind: "payout", created: false, payout: known };
    }
    const outlook = this.outlook(promoter, policy, nowMs);
    const reason = refusalOf(amount, policy, outlook);
    if (reason !== null) return { kind: "refused", reason, outlook };
    const books = new Bookkeeping(this.#book);
    const month = monthOf(nowMs, timezone);
    const withheld = withholdingOf(policy.taxRegime, amount, month, this.#payouts.yearOf(promoter, month));
    const number = this.#payouts.add(promoter, { key, gross: amount, withheld, month }, nowMs);
    const reference = payoutIdOf(promoter, number);
    books.post(requestPostings(amount), { promoter, orderId: null, reference, occurredAtMs: nowMs });
    books.commit();
    const payout = this.#payouts.byNumber(promoter, number);
    invariant(payout !== null, "a payout that was added is there");
    this.#moved(payout);
    return { kind: "payout", created: true, payout };
  }

  /**
   * Who changed the payee does not approve: the money would go where one alone has decided. Where two have to approve, the
   * first leaves the payout where it is.
   */
  move(promoter: PromoterRef, number: number, made: MadeMove, nowMs: number): PayoutMoveResult {
    const { move, reason, by } = made;
    const payout = this.#payouts.byNumber(promoter, number);
    if (payout === null) return { kind: "refused", reason: "unknown_payout" };
    const transition = transitionOf(payout.state, move);
    if (transition.kind === "refused") return { kind: "refused", reason: "invalid_transition", payout };
    if (transition.kind === "repeated") return { kind: "payout", changed: false, payout };
    if (move === "approve") {
      const refusal = this.#refusalOfApproval(payout, made);
      if (refusal !== null) return { kind: "refused", reason: refusal, payout };
      if (needsSecond(payout, made)) return this.#approveFirst(payout, number, made, nowMs);
      this.#payees.confirm(promoter);
      this.#payouts.setApproval(promoter, number, by);
    }
    const books = new Bookkeeping(this.#book);
    const postings = arrivalPostings(transition.to, payout, books.wallet(promoter));
    books.post(postings, { promoter, orderId: null, reference: payout.id, occurredAtMs: nowMs });
    books.commit();
    this.#payouts.setState(promoter, number, transition.to, reason, nowMs);
    const after = { ...payout, state: transition.to, reason: reason ?? payout.reason, updatedAtMs: nowMs };
    this.#moved(after);
    return { kind: "payout", changed: true, payout: after };
  }

  #refusalOfApproval(payout: PayoutView, { by, approvals = 1 }: MadeMove): PayoutMoveRefusal | null {
    const { promoter, firstApproval = null } = payout;
    if (this.#payees.isUnconfirmedOf(promoter, by)) return "payee_changed_by_approver";
    if (this.#payees.payee(promoter) === null) return "payee_missing";
    const isSame = firstApproval !== null && firstApproval.by === (by ?? UNKNOWN);
    return approvals > 1 && isSame ? "second_approver_needed" : null;
  }

  /** Nothing is posted, and nobody hears of it: the payout stays requested. */
  #approveFirst(
    payout: PayoutView,
    number: number,
    { reason, by }: MadeMove,
    atMs: number,
  ): PayoutMoveResult {
    const firstApproval = { by: by ?? UNKNOWN, atMs };
    this.#payouts.setFirstApproval(payout.promoter, number, { ...firstApproval, reason });
    return {
      kind: "payout",
      changed: true,
      payout: { ...payout, reason: reason ?? payout.reason, firstApproval },
    };
  }

  /** What could be requested now of the money that has lain as long as the cycle asks, and when more can. */
  outlook(
    promoter: PromoterRef,
    { minPayout, payoutCycleDays }: Pick<PayoutPolicy, "minPayout" | "payoutCycleDays">,
    nowMs: number,
    { available }: Pick<Wallet, "available"> = this.#book.tip(promoter).wallet,
  ): PayoutOutlook {
    const open = this.#payouts.open(promoter);
    const cycleMs = payoutCycleDays * DAY_MS;
    const isAsked = cycleMs > 0 && open === null;
    const young = isAsked ? this.#book.journal.since(promoter, nowMs - cycleMs) : [];
    const bounds = { cycleMs, minPayout, isOpen: open !== null };
    return { ...requestableOf(available, young, bounds), openPayoutId: open?.id ?? null };
  }
}

/** Whoever cannot be told from another is one and the same. */
const UNKNOWN = "unknown";

function needsSecond({ firstApproval = null }: PayoutView, { approvals = 1 }: MadeMove): boolean {
  return approvals > 1 && firstApproval === null;
}

function refusalOf(
  amount: AmountMinor,
  { minPayout }: PayoutPolicy,
  outlook: PayoutOutlook,
): PayoutRefusal | null {
  if (outlook.openPayoutId !== null) return "payout_open";
  if (amount < minPayout || amount === 0) return "below_minimum";
  return amount > outlook.amount ? "insufficient_available" : null;
}
