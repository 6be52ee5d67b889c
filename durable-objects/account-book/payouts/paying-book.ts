/** A book that pays: payouts of its promoters, who receives them, and what can be requested. */
import { DAY_MS } from "../../../domain/kernel/duration.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { isPauseOver } from "../../../domain/kernel/pause.ts";
import type { Wallet } from "../../../domain/ledger/wallet.ts";
import { newestFirst } from "../../../domain/payout/newest-payouts.ts";
import type { PayoutPolicy } from "../../../domain/payout/policy.ts";
import type { TaxedMonth } from "../../../domain/payout/tax-statement.ts";
import { payoutNewsOf } from "../../../domain/notification/payout-news.ts";
import {
  type CollectedPayout,
  PAYOUT_STATES,
  type PayoutState,
  type PayoutView,
} from "../../../domain/payout/payout.ts";
import { keepPayoutSums } from "../../../worker/read-models/payout-sums.tables.ts";
import { soonest } from "../../object/alarm.ts";
import type { Schema } from "../../object/schema-storage.ts";
import { Announcer } from "../../delivery/notify.ts";
import { DecidingBook } from "../contests/deciding-book.ts";
import { UseStorage } from "../risk/use-storage.ts";
import { type PayeeProposal, PayeeProposalStorage } from "./payee-proposal-storage.ts";
import { type PayeeChange, PayeeStorage } from "./payee-storage.ts";
import { PayoutDesk, type PayoutOutlook } from "./payout-desk.ts";
import { type PaidBy, type PaidSum, PayoutListStorage, type PayoutPlace } from "./payout-list-storage.ts";
import { PayoutPublisher } from "./payout-publisher.ts";
import { PayoutStorage } from "./payout-storage.ts";
import { type MonthAsked, taxedMonths } from "./tax-month-storage.ts";
import { PayoutSumStorage } from "./payout-sum-storage.ts";
import { TransferStorage } from "./transfer-storage.ts";

/** How long a payee is known that another one replaced: as long as the audit says who did it. */
const REPLACED_KEPT_MS = 730 * DAY_MS;

/** A wallet with what its promoter can request. */
export interface WalletToday {
  readonly wallet: Wallet;
  /** Lines of its journal. Of a promoter who is unknown there are none. */
  readonly entries: number;
  readonly outlook: PayoutOutlook;
}

export abstract class PayingBook extends DecidingBook {
  protected readonly payoutRows: PayoutStorage;
  protected readonly desk: PayoutDesk;
  protected readonly uses: UseStorage;
  protected readonly announcer: Announcer;
  protected readonly sums: PayoutPublisher;
  protected readonly transfers: TransferStorage;
  readonly #payees: PayeeStorage;
  readonly #lists: PayoutListStorage;
  readonly #proposals: PayeeProposalStorage;
  /** By this life of the object. */
  #payeesSweptAtMs = 0;

  constructor(ctx: DurableObjectState, env: Env, schema: Schema) {
    super(ctx, env, schema);
    const { sql } = ctx.storage;
    this.payoutRows = new PayoutStorage(sql);
    this.uses = new UseStorage(sql);
    this.#lists = new PayoutListStorage(sql);
    this.#payees = new PayeeStorage(sql);
    this.#proposals = new PayeeProposalStorage(sql);
    this.transfers = new TransferStorage(sql);
    this.announcer = new Announcer(this.messages, this.place);
    this.desk = new PayoutDesk(this.wallets, this.payoutRows, this.#payees, (payout) => {
      this.#announce([payout]);
    });
    this.sums = new PayoutPublisher(new PayoutSumStorage(sql), ctx.storage.kv, async (version, sums) => {
      await keepPayoutSums(env.REPORTS, this.place, version, sums);
    });
  }

  wallet(promoter: PromoterRef): Wallet {
    return this.wallets.tip(promoter).wallet;
  }

  /** The wallet, and what of it can be requested under the program's present settings. */
  walletToday(
    promoter: PromoterRef,
    policy: Pick<PayoutPolicy, "minPayout" | "payoutCycleDays">,
  ): WalletToday {
    const { wallet, entries } = this.wallets.tip(promoter);
    return { wallet, entries, outlook: this.desk.outlook(promoter, policy, Date.now(), wallet) };
  }

  payout(promoter: PromoterRef, number: number): PayoutView | null {
    return this.payoutRows.byNumber(promoter, number);
  }

  /** Payouts of one promoter with a number below `before` (null: the newest), newest first. */
  payouts(promoter: PromoterRef, before: number | null, limit: number): PayoutView[] {
    return this.payoutRows.newestFirst(promoter, before ?? Number.MAX_SAFE_INTEGER, limit);
  }

  /** What was paid out in a span of time and did not come back. */
  paidOut(fromMs: number, toMs: number, by: PaidBy, to: number | null = null): PaidSum[] {
    return this.#lists.paidOut(fromMs, toMs, by, to);
  }

  /** What promoters with a greater number than `after` were paid or asked for in a month, by number. */
  taxedMonths(asked: MonthAsked, after: PromoterRef | 0, limit: number): TaxedMonth[] {
    return taxedMonths(this.ctx.storage.sql, asked, after, limit);
  }

  /** Payouts of all promoters of this book, newest first. @param state null: in any. */
  payoutsOfAll(state: PayoutState | null, before: PayoutPlace | null, limit: number): PayoutView[] {
    const states = state === null ? PAYOUT_STATES : [state];
    return states
      .flatMap((one) => this.#lists.newestFirst(one, before, limit))
      .toSorted(newestFirst)
      .slice(0, limit);
  }

  /**
   * A batch collects this book's approved payouts; asked again, the answer is the same.
   *
   * @param merchantId whose money pays payees in WeChat; null: the batch's file does.
   */
  collectApproved(batchId: string, merchantId: string | null = null): CollectedPayout[] {
    const collected = this.transaction(() => {
      const isRepeat = this.payoutRows.hasCollected(batchId);
      const payouts = this.payoutRows.collectApproved(batchId, Date.now());
      if (isRepeat) return payouts;
      this.#announce(payouts);
      if (merchantId !== null) this.transfers.begin(batchId, merchantId);
      return payouts;
    });
    this.startSending();
    this.arm();
    return collected;
  }

  #announce(payouts: readonly PayoutView[]): void {
    this.sums.changed();
    this.announcer.announce(
      payouts.map((payout) => ({ payout: payoutNewsOf(payout) })),
      Date.now(),
    );
  }

  /** Who receives a promoter's payouts, as the caller encrypted it; null when nobody said. */
  payee(promoter: PromoterRef): string | null {
    return this.#payees.payee(promoter);
  }

  /**
   * From now on; payouts that are approved keep what stood then.
   *
   * @param by the credential of who sets it. @param tag of the account, the same wherever it is named.
   */
  setPayee(promoter: PromoterRef, sealed: string, by?: string, tag?: string): void {
    this.transaction(() => this.#setPayee(promoter, sealed, by ?? null, tag));
  }

  /** Whom the promoter proposes to be paid from now on; a newer proposal replaces it. */
  proposePayee(promoter: PromoterRef, sealed: string, by: string): void {
    this.transaction(() => this.#proposals.put(promoter, sealed, by, Date.now()));
  }

  payeeProposal(promoter: PromoterRef): PayeeProposal | null {
    return this.#proposals.of(promoter);
  }

  /** Proposals of promoters with a greater number than `after`, by number. */
  payeeProposals(after: PromoterRef | 0, limit: number): PayeeProposal[] {
    return this.#proposals.after(after, limit);
  }

  /** The proposal is withdrawn or refused: nothing else changes. */
  dropPayeeProposal(promoter: PromoterRef): void {
    this.transaction(() => this.#proposals.drop(promoter));
  }

  /**
   * The proposal becomes the payee, as if whoever accepts it had set it. False where another stands by now, or none.
   *
   * @param sealed what was looked at: no other is accepted.
   */
  acceptPayee(promoter: PromoterRef, sealed: string, by: string, tag?: string): boolean {
    return this.transaction(() => {
      if (this.#proposals.of(promoter)?.sealed !== sealed) return false;
      this.#setPayee(promoter, sealed, by, tag);
      this.#proposals.drop(promoter);
      return true;
    });
  }

  #setPayee(promoter: PromoterRef, sealed: string, by: string | null, tag?: string): void {
    this.#payees.set(promoter, sealed, by, Date.now());
    if (tag !== undefined) this.uses.putPayeeTag(promoter, tag);
  }

  /** Each object is woken every hour, so this is done also where nobody is paid any more. */
  protected forgetReplacedPayees(nowMs: number): void {
    if (!isPauseOver(this.#payeesSweptAtMs + DAY_MS, nowMs, DAY_MS)) return;
    const beforeMs = nowMs - REPLACED_KEPT_MS;
    if (this.#payees.hasReplaced(beforeMs)) this.transaction(() => this.#payees.forgetReplaced(beforeMs));
    this.#payeesSweptAtMs = nowMs;
  }

  /** Payees with a number below `before` (null: the newest), newest first. */
  payeeChanges(promoter: PromoterRef, before: number | null, limit: number): PayeeChange[] {
    return this.#payees.changes(promoter, before ?? Number.MAX_SAFE_INTEGER, limit);
  }

  protected override async work(): Promise<void> {
    await super.work();
    await this.sums.run();
  }

  protected override nextWorkAtMs(nowMs: number): number | null {
    return soonest(super.nextWorkAtMs(nowMs), this.sums.nextMs(nowMs));
  }

  protected override reportsWentBack(): void {
    super.reportsWentBack();
    this.sums.sayAgain();
  }

  protected override async wasPutBack(): Promise<void> {
    await super.wasPutBack();
    this.sums.sayAgain();
  }
}
