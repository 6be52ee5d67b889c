/** A book that has others pay: batches of its own, and payouts of its promoters that WeChat Pay pays. */
import { objectNamed } from "../../object/object-named.ts";
import { GATHER_MS, soonest } from "../../object/alarm.ts";
import { Backoff } from "../../object/backoff.ts";
import type { Schema } from "../../object/schema-storage.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { CollectedPayout } from "../../../domain/payout/payout.ts";
import type { PayoutMove } from "../../../domain/payout/transitions.ts";
import { PayingBook } from "./paying-book.ts";
import { PayoutBatches, type PayoutBatchView } from "./payout-batches.ts";
import { PayoutBatchStorage } from "./payout-batch-storage.ts";
import type { PayoutMoveResult } from "./payout-desk.ts";
import { TransferDesk } from "./transfer-desk.ts";
import type { Transfer } from "./transfer-storage.ts";

/** Moves by hand that say what became of the money. */
const OUTCOMES = new Set<PayoutMove>(["paid", "failed"]);

export type OpenedBatch =
  | { readonly kind: "opened"; readonly created: boolean; readonly batch: PayoutBatchView }
  /** The key has opened one that is paid in another way. */
  | { readonly kind: "conflict" };

export abstract class TransferringBook extends PayingBook {
  readonly #batches: PayoutBatches;
  readonly #desk: TransferDesk;
  readonly #collecting = new Backoff("AccountBook.collecting", GATHER_MS);
  readonly #transferring = new Backoff("AccountBook.transferring", GATHER_MS);

  constructor(ctx: DurableObjectState, env: Env, schema: Schema) {
    super(ctx, env, schema);
    const collectFrom = async (book: string, batchId: string, merchantId: string | null) =>
      book === this.place.name
        ? this.collectApproved(batchId, merchantId)
        : await objectNamed(env.ACCOUNT_BOOK, book).collectApproved(batchId, merchantId);
    this.#batches = new PayoutBatches(new PayoutBatchStorage(ctx.storage.sql), this.place, collectFrom);
    this.#desk = new TransferDesk({
      storage: this.transfers,
      programId: () => this.place.programId,
      calling: () => ctx.exports.TransferCalls,
      within: (work) => this.transaction(work),
      move: async ({ promoter, number }, move, reason, also) => {
        await this.extend(promoter, () => {
          also();
          return this.desk.move(promoter, number, { move, reason, by: null }, Date.now());
        });
      },
      explain: ({ promoter, number }, reason) =>
        this.payoutRows.setState(promoter, number, "processing", reason, Date.now()),
      now: Date.now,
    });
  }

  /** The head of a journal that this book extends by itself is known outside before the call answers. */
  protected abstract extend<Result>(promoter: PromoterRef, work: () => Result): Promise<Result>;

  /** By hand. What WeChat Pay may be paying is settled by nobody else. */
  async movePayout(
    promoter: PromoterRef,
    number: number,
    move: PayoutMove,
    reason: string | null,
    by?: string,
    approvals = 1,
  ): Promise<PayoutMoveResult> {
    return await this.extend(promoter, () => {
      const transfer = OUTCOMES.has(move) ? this.transfers.of(promoter, number) : null;
      if (transfer?.stage === "sent") return { kind: "refused", reason: "transfer_under_way" };
      const made = this.desk.move(promoter, number, { move, reason, by: by ?? null, approvals }, Date.now());
      if (transfer !== null && made.kind === "payout" && made.changed) {
        this.transfers.put({ ...transfer, stage: "ended", package: null, nextAtMs: null });
      }
      return made;
    });
  }

  /** How WeChat Pay's transfer of a payout stands; null where its batch's file pays it, or none has collected it. */
  transfer(promoter: PromoterRef, number: number): Transfer | null {
    return this.transfers.of(promoter, number);
  }

  /**
   * Has WeChat Pay cancel a transfer that its promoter has not confirmed. What comes of it, the transfer says later.
   *
   * @returns the transfer; null where WeChat Pay may have none.
   */
  cancelTransfer(promoter: PromoterRef, number: number): Transfer | null {
    if (this.transfers.of(promoter, number)?.stage !== "sent") return null;
    this.transaction(() => this.transfers.askCancel({ promoter, number }, Date.now()));
    this.arm();
    return this.transfers.of(promoter, number);
  }

  /** WeChat Pay has news of a transfer: it is asked soon. @returns whether the number is that of the payout. */
  hearOfTransfer(promoter: PromoterRef, number: number, billNo: string): boolean {
    const transfer = this.transfers.of(promoter, number);
    if (transfer === null || transfer.billNo !== billNo) return false;
    if (transfer.nextAtMs !== null) {
      this.transaction(() => this.transfers.put({ ...transfer, waitMs: 0, nextAtMs: Date.now() }));
      this.arm();
    }
    return true;
  }

  /**
   * Opens a batch, once per key, that collects the approved payouts of the named books.
   *
   * @param merchantId whose money pays payees in WeChat; absent: the file pays all.
   */
  async openBatch(key: string, books: readonly string[], merchantId?: string): Promise<OpenedBatch> {
    const opened = this.transaction(() =>
      this.#batches.open(key, books, { merchantId: merchantId ?? null, nowMs: Date.now() }),
    );
    if (opened === "conflict") return { kind: "conflict" };
    this.arm();
    await this.#collecting.attempt(async () => await this.#batches.collect(Date.now));
    return { kind: "opened", created: opened.created, batch: this.#batches.shown(opened.number) };
  }

  /** The batch that a key has opened, whatever has been set or removed since. */
  batchUnder(key: string): PayoutBatchView | null {
    return this.#batches.under(key);
  }

  batch(number: number): PayoutBatchView | null {
    return this.#batches.view(number);
  }

  /** Batches with a number below `before` (null: the newest), newest first. @param isSealed absent: all. */
  batches(before: number | null, limit: number, isSealed?: boolean): PayoutBatchView[] {
    return this.#batches.newestFirst(before ?? Number.MAX_SAFE_INTEGER, limit, isSealed ?? null);
  }

  /** The sealed batch's rows, in a fixed sequence; null while it is open. */
  batchRows(number: number): CollectedPayout[] | null {
    return this.#batches.rows(number);
  }

  protected override async work(): Promise<void> {
    await super.work();
    await this.#collecting.attempt(async () => await this.#batches.collect(Date.now));
    await this.#transferring.attempt(async () => await this.#desk.run());
  }

  protected override nextWorkAtMs(nowMs: number): number | null {
    const dueAtMs = this.transfers.nextAtMs();
    return soonest(
      super.nextWorkAtMs(nowMs),
      this.#batches.hasUnsealed() ? nowMs + GATHER_MS + this.#collecting.waitMs : null,
      dueAtMs === null ? null : Math.max(dueAtMs, nowMs + GATHER_MS + this.#transferring.waitMs),
    );
  }
}
