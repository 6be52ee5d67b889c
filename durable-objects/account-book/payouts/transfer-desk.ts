/**
 * Has WeChat Pay pay what batches collected for it. A payout has one number there for ever. WeChat Pay is asked for its bill
 * before anything is sent, so that an answer that was lost sends nothing twice.
 */
import { DAY_MS } from "../../../domain/kernel/duration.ts";
import { payoutIdOf } from "../../../domain/kernel/ids.ts";
import type { PayoutMove } from "../../../domain/payout/transitions.ts";
import { logError } from "../../object/log.ts";
import type { FoundTransfer, SentTransfer, TransferBill, TransferCalling } from "./transfer-calls.ts";
import type { DueTransfer, Transfer, TransferStorage } from "./transfer-storage.ts";

/** WeChat Pay finds bills of 30 days. Later, what it does not find may be there all the same. */
const FOUND_FOR_MS = 25 * DAY_MS;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 600_000;
/** What a person has to put right is tried again so seldom. */
const REFUSED_WAIT_MS = 300_000;
/** No request is under way for longer. */
const ARRIVES_WITHIN_MS = 600_000;
/** Of one piece of work. */
const AT_ONCE = 20;

/** Where a transfer of WeChat Pay's ends, and what it does with the payout. */
const ENDS: Readonly<Partial<Record<TransferBill["state"], PayoutMove>>> = {
  SUCCESS: "paid",
  FAIL: "failed",
  CANCELLED: "failed",
};

interface Terms {
  readonly storage: TransferStorage;
  readonly programId: () => string;
  readonly calling: () => TransferCalling;
  /** Runs in a transaction of the book. */
  readonly within: <Result>(work: () => Result) => Result;
  /** Moves a payout, and runs `also` in that transaction. */
  readonly move: (
    transfer: Transfer,
    move: PayoutMove,
    reason: string | null,
    also: () => void,
  ) => Promise<void>;
  /** Says with the payout why nobody goes on with it. Runs in a transaction. */
  readonly explain: (transfer: Transfer, reason: string) => void;
  readonly now: () => number;
}

export class TransferDesk {
  readonly #terms: Terms;
  #running: Promise<void> | undefined;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  /** Goes on with what is due, one after another: of a payout nothing is ever under way twice. */
  async run(): Promise<void> {
    this.#running ??= this.#goOn().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  async #goOn(): Promise<void> {
    for (const transfer of this.#terms.storage.due(this.#terms.now(), AT_ONCE)) {
      await this.#step(transfer).catch((error: unknown) => this.#putOff(transfer, error));
    }
  }

  /** One that cannot be gone on with holds up no other. */
  #putOff({ promoter, number }: DueTransfer, error: unknown): void {
    logError("payout_transfer_failed", error, { payout: payoutIdOf(promoter, number) });
    const { storage, within, now } = this.#terms;
    within(() => {
      const row = storage.of(promoter, number);
      if (row === null || row.nextAtMs === null) return;
      storage.put({ ...row, fault: "failed", nextAtMs: now() + REFUSED_WAIT_MS });
    });
  }

  async #step(due: DueTransfer): Promise<void> {
    const { storage, within } = this.#terms;
    if (due.payoutState !== "processing") {
      within(() => storage.put({ ...due, stage: "ended", package: null, nextAtMs: null }));
      return;
    }
    const { billNo, found } = await this.#terms.calling().find(this.#asked(due));
    const numbered = { ...due, billNo };
    if (due.cancelAskedAtMs !== null) await this.#cancel(numbered, due.cancelAskedAtMs, found);
    else if (found.kind === "unknown") await this.#send(numbered);
    else if (found.kind === "bill" && found.state === "WAIT_USER_CONFIRM" && due.package === null)
      await this.#askForPackage(numbered, found);
    else await this.#take(numbered, found);
  }

  /** Nothing is sent any more. Whether the payee or the cancellation came first, the bill alone says. */
  async #cancel(
    transfer: DueTransfer & { readonly billNo: string },
    askedAtMs: number,
    found: FoundTransfer,
  ): Promise<void> {
    if (found.kind === "unknown") return await this.#giveUp(transfer, askedAtMs);
    if (found.kind !== "bill" || found.state !== "WAIT_USER_CONFIRM")
      return await this.#take(transfer, found);
    const asked = { ...this.#asked(transfer), billNo: transfer.billNo };
    const made = await this.#terms.calling().cancel(asked);
    if (made.kind === "failed") return await this.#take(transfer, made);
    const { found: after } = await this.#terms.calling().find(asked);
    const isDeclined = made.kind === "declined" && after.kind === "bill" && after.state === found.state;
    if (isDeclined) this.#wait({ ...transfer, state: after.state, fault: made.code }, REFUSED_WAIT_MS);
    else await this.#take(transfer, after);
  }

  /**
   * A bill that was sent and that WeChat Pay does not know may still arrive, for a while. Of an old one it may have paid and
   * forgotten the bill: the gross is not given back.
   */
  async #giveUp(transfer: DueTransfer, askedAtMs: number): Promise<void> {
    const { storage, move, now } = this.#terms;
    if (now() > transfer.begunAtMs + FOUND_FOR_MS) return this.#stop(transfer, "too_old");
    if (now() < askedAtMs + ARRIVES_WITHIN_MS) return this.#wait(transfer, 0);
    await move(transfer, "failed", "cancelled before WeChat Pay had it", () => {
      storage.put({ ...transfer, stage: "ended", package: null, changedAtMs: now(), nextAtMs: null });
    });
  }

  #asked({ promoter, number, net, payee, merchantId, billNo }: DueTransfer) {
    const programId = this.#terms.programId();
    const payoutId = payoutIdOf(promoter, number);
    return { programId, promoter, payoutId, net, sealedPayee: payee, merchantId, billNo };
  }

  /** WeChat Pay has no bill: it is sent, after it was noted that one may be there from now on. */
  async #send(transfer: DueTransfer & { readonly billNo: string }): Promise<void> {
    const { storage, within, now } = this.#terms;
    if (transfer.payee === null) return this.#stop(transfer, "payee_erased");
    // One that was never sent too: a book that was put back does not know what it has sent.
    if (now() > transfer.begunAtMs + FOUND_FOR_MS) return this.#stop(transfer, "too_old");
    const isMine = within(() => {
      // A person may have moved the payout while WeChat Pay was asked.
      const known = storage.of(transfer.promoter, transfer.number);
      if (known?.stage !== transfer.stage || known.cancelAskedAtMs !== null) return false;
      storage.put({ ...transfer, stage: "sent", changedAtMs: now() });
      return true;
    });
    if (!isMine) return;
    const { billNo } = transfer;
    const asked = { ...this.#asked(transfer), billNo };
    const sent = await this.#terms.calling().send(asked);
    // A refusal is one of that request: only a look says that there is no bill of an earlier one.
    const found = sent.kind === "declined" ? (await this.#terms.calling().find(asked)).found : null;
    const answer = found === null || found.kind === "unknown" ? sent : found;
    await this.#take({ ...transfer, stage: "sent" }, answer);
  }

  /** The answer that had the package was lost: the same bill is asked for under the same number once more. */
  async #askForPackage(
    transfer: DueTransfer & { readonly billNo: string },
    found: TransferBill,
  ): Promise<void> {
    const { billNo } = transfer;
    const asked = { ...this.#asked(transfer), billNo };
    const again = transfer.payee === null ? null : await this.#terms.calling().send(asked);
    await this.#take({ ...transfer, stage: "sent" }, again?.kind === "bill" ? again : found);
  }

  async #take(transfer: DueTransfer, answer: FoundTransfer | SentTransfer): Promise<void> {
    const { storage, within } = this.#terms;
    switch (answer.kind) {
      case "bill":
        return await this.#takeBill(transfer, answer);
      case "mismatch":
        return this.#stop(transfer, `other_${answer.of}`);
      case "by_file":
        return within(() => storage.drop(transfer));
      case "declined":
        return this.#wait({ ...transfer, stage: "unsent", fault: answer.code }, REFUSED_WAIT_MS);
      case "failed": {
        const { fault, code } = answer;
        const isPassing = fault === "limited" || fault === "down";
        return this.#wait({ ...transfer, fault: code ?? fault }, isPassing ? 0 : REFUSED_WAIT_MS);
      }
      case "unknown":
        return this.#wait(transfer, 0);
    }
  }

  async #takeBill(transfer: DueTransfer, bill: TransferBill): Promise<void> {
    const { state, transferBillNo, sealedPackage, failReason } = bill;
    const kept = { ...transfer, stage: "sent" as const, state, transferBillNo, fault: null };
    const move = ENDS[state];
    if (move === undefined) {
      const isNew = state !== transfer.state;
      const waitMs = isNew ? 0 : transfer.waitMs;
      return this.#wait({ ...kept, package: sealedPackage ?? transfer.package, waitMs }, 0);
    }
    const reason = move === "paid" ? null : `WeChat Pay: ${failReason ?? state}`;
    await this.#terms.move(transfer, move, reason, () => {
      const changedAtMs = this.#terms.now();
      this.#terms.storage.put({ ...kept, stage: "ended", package: null, changedAtMs, nextAtMs: null });
    });
  }

  /** A person decides: nothing is sent any more, and the payout can be moved by hand. */
  #stop(transfer: DueTransfer, fault: string): void {
    const { storage, within, explain, now } = this.#terms;
    within(() => {
      if (storage.of(transfer.promoter, transfer.number)?.stage === "ended") return;
      storage.put({ ...transfer, stage: "stopped", fault, changedAtMs: now(), nextAtMs: null });
      explain(transfer, REASONS[fault] ?? fault);
    });
    const payout = payoutIdOf(transfer.promoter, transfer.number);
    logError("payout_transfer_stopped", undefined, { payout, fault });
  }

  #wait(transfer: DueTransfer, leastMs: number): void {
    const { storage, within, now } = this.#terms;
    const waitMs = Math.min(Math.max(FIRST_WAIT_MS, 2 * transfer.waitMs), LONGEST_WAIT_MS);
    within(() => {
      // A person may have moved the payout by hand meanwhile.
      if (storage.of(transfer.promoter, transfer.number)?.stage === "ended") return;
      const nowMs = now();
      storage.put({ ...transfer, waitMs, changedAtMs: nowMs, nextAtMs: nowMs + Math.max(waitMs, leastMs) });
    });
  }
}

/** As the payout says it, for people. */
const REASONS: Readonly<Record<string, string>> = {
  other_amount:
    "WeChat Pay has a transfer of this number with another sum: look there, then settle it by hand",
  other_openid:
    "WeChat Pay has a transfer of this number to somebody else: look there, then settle it by hand",
  other_merchant:
    "WeChat Pay has a transfer of this number of another merchant: look there, then settle it by hand",
  payee_erased: "Nobody knows any more who was to be paid: settle it by hand",
  too_old:
    "WeChat Pay no longer says what became of the transfer: look in its statements, then settle it by hand",
};
