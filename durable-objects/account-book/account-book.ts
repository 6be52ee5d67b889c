/** Wallets of promoters by slot: double-entry journals, hash-chained, payouts, and the batches this book owns. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { AmountMinor } from "../../domain/kernel/money.ts";
import type { KnownHead, StartingPoint, Verification } from "../../domain/ledger/verification.ts";
import type { JournalEntry } from "../../domain/ledger/wallet.ts";
import { raiseJournalHead } from "../../worker/read-models/journal-heads.tables.ts";
import { bookNews } from "./book-news.ts";
import { BOOK_TABLES } from "./book-schema-storage.ts";
import { type AdjustmentRequest, type AdjustmentResult, adjustWallet } from "./wallets/adjustment.ts";
import { GATHER_MS, soonest } from "../object/alarm.ts";
import { TransferringBook } from "./payouts/transferring-book.ts";
import { type BookRow, type Delivery, type DeliveryAnswer, senderKey } from "../delivery/rows.ts";
import { Backoff } from "../object/backoff.ts";
import { askOwners } from "./budgets/ask-owners.ts";
import { type BookParts, bookWork } from "./book-work.ts";
import { BudgetDesk, type BudgetView, type Grant, type ReserveRequest } from "./budgets/budget-desk.ts";
import { BudgetNewsStorage } from "./budgets/budget-news-storage.ts";
import { BudgetStorage, type OrderCost } from "./budgets/budget-storage.ts";
import { HeadPublisher } from "./wallets/head-publisher.ts";
import { checkJournal } from "./wallets/journal-check.ts";
import type { PayoutRequest, PayoutResult } from "./payouts/payout-desk.ts";
import type { StoredAdjustment } from "./wallets/adjustment-storage.ts";
import { NetworkStorage } from "./risk/network-storage.ts";
import { UseDesk } from "./risk/use-desk.ts";
import { UseSweep } from "./risk/use-sweep.ts";
import { findings } from "./risk/findings.ts";
import { type SalesAnswer, SalesDesk, type SalesQuery } from "./sales/sales-desk.ts";
import { type MonthSales, SalesStorage, type TierChange, type VersionedPlan } from "./sales/sales-storage.ts";
import { UnpublishedHeadStorage } from "./wallets/unpublished-head-storage.ts";
import { type Completions, Owner } from "../delivery/owner.ts";
import { tellFailures } from "../object/tell-failures.ts";

export class AccountBook extends TransferringBook {
  static {
    tellFailures(AccountBook, Owner, "book");
  }

  readonly #parts: BookParts;
  readonly #sales: SalesDesk;
  readonly #budgets: BudgetDesk;
  readonly #budgetNews: BudgetNewsStorage;
  readonly #heads: HeadPublisher;
  readonly #networks: NetworkStorage;
  readonly #sweep: UseSweep;
  readonly #publishing = new Backoff("AccountBook.publishing", GATHER_MS);
  readonly #reviewing = new Backoff("AccountBook.reviewing", GATHER_MS);
  readonly #asking = new Backoff("AccountBook.asking", GATHER_MS);
  readonly #forgetting = new Backoff("AccountBook.forgetting", GATHER_MS);

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, BOOK_TABLES);
    const { sql } = ctx.storage;
    const sales = new SalesStorage(sql);
    this.#sales = new SalesDesk(sales);
    this.#budgetNews = new BudgetNewsStorage(sql, this.announcer);
    this.#budgets = new BudgetDesk(new BudgetStorage(sql), (stored) => this.#budgetNews.changed(stored));
    this.#networks = new NetworkStorage(sql);
    this.#sweep = new UseSweep(this.uses, this.#networks);
    const uses = new UseDesk(this.uses, this.#networks, this.messages);
    this.#parts = { wallets: this.wallets, sales, budgets: this.#budgets, uses };
    this.#heads = new HeadPublisher(
      this.wallets,
      new UnpublishedHeadStorage(sql),
      async (head) => await raiseJournalHead(env.REPORTS, this.place.programId, head),
    );
  }

  /** Takes what a ledger tells, each row once and in turn: intents for wallets, sales, spending of budgets. */
  deliver(delivery: Delivery<BookRow>): DeliveryAnswer {
    const sender = senderKey(delivery.from);
    const answer = this.take(delivery, {
      begin: (rows) => bookWork(this.#parts, { sender, ledger: delivery.from.name }, rows, Date.now()),
      failed: (row) => {
        if (row.type === "intent") this.wallets.stop(sender, row.commissionId);
      },
    });
    if (this.#parts.uses.hasFound() || this.#budgetNews.hasSaid()) this.startSending();
    return answer.kind !== "taken" ? answer : { ...answer, grants: this.#budgets.grantsIn(delivery) };
  }

  /**
   * Sales as they are now and tiers as of a time, for several promoters. With them comes what else is known of those of whom an order is
   * asked. Learns the plan of tiers on the way.
   */
  salesOf(queries: readonly SalesQuery[], plan: VersionedPlan): SalesAnswer[] {
    this.learnTiers(plan);
    return this.#parts.uses.beside(this.#sales.answer(queries), queries, Date.now());
  }

  /** A promoter came from a network today. The book is listed before: who erases it asks the books that are. */
  async noteNetwork(promoter: PromoterRef, network: number): Promise<void> {
    await this.listing.ensure();
    this.transaction(() => this.#networks.put(promoter, network, LIMITS.networksPerPromoter));
  }

  /** Networks that a promoter came from on the last days, the last one first. */
  networks(promoter: PromoterRef): number[] {
    return this.#networks.of(promoter);
  }

  /** Nothing says any more with what a customer ordered. @param customer its tag. */
  forgetCustomer(customer: string): void {
    this.transaction(() => this.uses.forgetCustomer(customer));
  }

  /** Takes a newer plan of tiers; what follows from it for the promoters is done by the alarm. */
  learnTiers(plan: VersionedPlan): void {
    if (this.transaction(() => this.#sales.learn(plan, Date.now()))) this.arm();
  }

  /** The tier named at joining, in force from the beginning unless there is one. */
  beginTier(promoter: PromoterRef, tier: string): void {
    this.transaction(() => this.#sales.begin(promoter, tier));
  }

  /** An operator's tier, from now on. */
  setTier(promoter: PromoterRef, tier: string): void {
    this.transaction(() => this.#sales.set(promoter, tier, Date.now()));
  }

  /** Changes with a number below `before` (null: the newest), newest first. */
  tierHistory(promoter: PromoterRef, before: number | null, limit: number): TierChange[] {
    return this.#sales.history(promoter, before ?? Number.MAX_SAFE_INTEGER, limit);
  }

  /** Sets aside what orders may cost their campaigns, each as far as there is room. */
  reserve(requests: readonly ReserveRequest[]): Grant[] {
    const nowMs = Date.now();
    const grants = this.transaction(() => requests.map((request) => this.#budgets.reserve(request, nowMs)));
    if (this.#budgetNews.hasSaid()) this.startSending();
    this.arm();
    return grants;
  }

  /** Asks owners at once about reservations that their orders did not take. What their answers allow is given back. */
  async askAbout(reservations: readonly number[]): Promise<void> {
    this.transaction(() => this.#budgets.askNext(reservations, Date.now()));
    await askOwners(this.env, this.place.name, this.#budgets, (work) => this.transaction(work));
  }

  /** Budgets of campaigns, opened with what they were made with if this book has not heard of them. */
  budgets(
    campaigns: readonly { readonly id: string; readonly firstBudget: AmountMinor | null }[],
  ): BudgetView[] {
    return this.transaction(() =>
      campaigns.map(({ id, firstBudget }) => this.#budgets.view(id, firstBudget)),
    );
  }

  setBudget(
    id: string,
    firstBudget: AmountMinor | null,
    budget: AmountMinor | null,
  ): BudgetView | "below_spent" {
    const view = this.transaction(() => this.#budgets.setBudget(id, firstBudget, budget));
    if (this.#budgetNews.hasSaid()) this.startSending();
    return view;
  }

  /** Entries with a sequence below `before` (null: the newest), newest first. */
  journal(promoter: PromoterRef, before: number | null, limit: number): JournalEntry[] {
    return this.wallets.journal.newestFirst(promoter, before ?? Number.MAX_SAFE_INTEGER, limit);
  }

  /** A page of entries with a sequence above `after`, oldest first, as an export reads them; none at the end. */
  journalAfter(promoter: PromoterRef, after: number): JournalEntry[] {
    return this.wallets.journal.page(promoter, after);
  }

  /** Checks the chain after a starting point, and its length and heads against those known outside. */
  async verify(
    promoter: PromoterRef,
    start: StartingPoint,
    known: readonly KnownHead[],
  ): Promise<Verification> {
    return await checkJournal(this.wallets, promoter, start, known);
  }

  /** Bonus or penalty by an operator. Its journal's head stands in D1 before it answers. */
  async adjust(promoter: PromoterRef, request: AdjustmentRequest): Promise<AdjustmentResult> {
    return await this.extend(promoter, () => adjustWallet(this.wallets, promoter, request, Date.now()));
  }

  /** Sets the amount aside for a payout: one open payout per promoter. */
  async requestPayout(promoter: PromoterRef, request: PayoutRequest): Promise<PayoutResult> {
    return await this.extend(promoter, () => this.desk.request(promoter, request, Date.now()));
  }

  /** Adjustments made before the one of an id (null: the newest), newest first. */
  adjustments(promoter: PromoterRef, before: string | null, limit: number): StoredAdjustment[] {
    return this.wallets.adjustments.newestFirst(promoter, before, limit);
  }

  /** What a ledger told of sales, after a place. */
  readBackSales(ledger: string, after: Pick<MonthSales, "promoter" | "month">, limit: number): MonthSales[] {
    return this.#parts.sales.receivedFrom(senderKey({ class: "ledger", name: ledger }), after, limit);
  }

  /** What orders of a ledger cost their campaigns in all, after a reservation. */
  readBackBudgets(ledger: string, after: number, limit: number): OrderCost[] {
    return this.#budgets.spentBy(ledger, after, limit);
  }

  /** Has the heads of all journals made known again, by the alarm. */
  announceHeads(): void {
    this.transaction(() => this.#heads.announceAll());
    this.arm();
  }

  protected override async work(): Promise<void> {
    await super.work();
    await this.#publishing.attempt(async () => await this.#heads.publishWaiting());
    await this.#reviewing.attempt(() => {
      while (this.transaction(() => this.#sales.review(Date.now()))) continue;
    });
    await this.#asking.attempt(async () => {
      await askOwners(this.env, this.place.name, this.#budgets, (work) => this.transaction(work));
    });
    await this.#forgetting.attempt(async () => {
      this.forgetReplacedPayees(Date.now());
      await this.#sweep.run(Date.now(), (work) => this.transaction(work));
    });
  }

  protected override completions(): Completions {
    return { ledger: findings, notifier: (messages) => bookNews(messages, this.place.home) };
  }

  protected override nextWorkAtMs(nowMs: number): number | null {
    const later = (dueAtMs: number | null, waitMs: number) =>
      dueAtMs === null ? null : Math.max(dueAtMs, nowMs + GATHER_MS + waitMs);
    return soonest(
      super.nextWorkAtMs(nowMs),
      this.#heads.hasWaiting() ? nowMs + GATHER_MS + this.#publishing.waitMs : null,
      later(this.#sales.nextReviewAtMs(), this.#reviewing.waitMs),
      later(this.#budgets.nextAskAtMs(nowMs), this.#asking.waitMs),
    );
  }

  protected override async extend<Result>(promoter: PromoterRef, work: () => Result): Promise<Result> {
    const result = this.transaction(() => this.#heads.extending(promoter, work));
    this.startSending();
    // A batch of payouts asks the books that are listed.
    await this.listing.ensure();
    await this.#heads.publish(promoter);
    return result;
  }
}
