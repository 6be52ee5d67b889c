/** What follows from a book's answer, in the transaction that acknowledges it. */
import type { Numbered, OrderMessage } from "../delivery/messages.ts";
import type { Pair } from "../delivery/pair.ts";
import type { GrantedRow, Taken } from "../delivery/rows.ts";
import { isFailingStorage } from "../object/failing-storage.ts";
import { logError } from "../object/log.ts";
import { budgetCostOf } from "./order-budget.ts";
import { Effects, type EffectStores } from "./effects.ts";
import type { KnownHeadStorage } from "./known-head-storage.ts";
import type { OrderDesk } from "./order-desk.ts";

/** Undoes what `work` wrote when it throws, and nothing else of the transaction. */
type Savepoint = (work: () => void) => void;

export class LedgerAnswers {
  readonly #stores: EffectStores;
  readonly #heads: KnownHeadStorage;
  readonly #desk: OrderDesk;
  readonly #savepoint: Savepoint;

  constructor(stores: EffectStores, heads: KnownHeadStorage, desk: OrderDesk, savepoint: Savepoint) {
    this.#stores = stores;
    this.#heads = heads;
    this.#desk = desk;
    this.#savepoint = savepoint;
  }

  /** @returns true when there are new messages to send. */
  taken(pair: Pair, { heads, grants = [] }: Taken, messages: readonly Numbered[], nowMs: number): boolean {
    if (heads.length > 0) this.#heads.raise(heads);
    const again = new Set<number>();
    const restored = grants.map((grant) => this.#restore(pair, messages, grant, nowMs, again));
    return this.#tellCosts(pair, again, nowMs) || restored.includes(true);
  }

  /** What was granted again and is no answer counts as spent there, until the book hears what the order costs. */
  #tellCosts({ receiver }: Pair, orderRows: ReadonlySet<number>, atMs: number): boolean {
    const effects = new Effects();
    for (const orderRow of orderRows) {
      const stored = this.#desk.decided(orderRow);
      if (stored.restoration?.asked != null) continue;
      effects.tell(receiver, { type: "budget", orderRow, kind: "cost", amount: budgetCostOf(stored), atMs });
    }
    return effects.commit(this.#stores);
  }

  /** A book that was put back is fed again, and answers again what was answered long ago. */
  #isOpen(pair: number, seq: number, orderRow: number): boolean {
    const { restoration } = this.#desk.decided(orderRow);
    return restoration?.asked != null && !this.#stores.outbox.hasAskedSince(pair, seq, orderRow);
  }

  /**
   * Commissions come back as far as their campaigns' budgets granted, each order alone. Of one that fails the answer is
   * kept with the question, which counts as refused: a replay applies it. So the answers behind it are not lost with it.
   */
  #restore(
    { pair }: Pair,
    messages: readonly Numbered[],
    { seq, granted }: GrantedRow,
    nowMs: number,
    again: Set<number>,
  ): boolean {
    const asking = messages.find((one) => one.seq === seq);
    if (asking === undefined) return false;
    const { orderRow } = asking.message as OrderMessage;
    if (!this.#isOpen(pair, seq, orderRow)) {
      again.add(orderRow);
      return false;
    }
    let hasMessages = false;
    try {
      this.#savepoint(() => {
        const effects = new Effects();
        this.#desk.restore(orderRow, granted, effects, nowMs);
        hasMessages = effects.commit(this.#stores);
      });
    } catch (error) {
      // No fault of the answer: it is not taken, and comes again.
      if (isFailingStorage(error)) throw error;
      logError("commissions_not_restored", error);
      this.#stores.outbox.refused.mark(pair, seq, "grant_unapplied", granted);
      return false;
    }
    return hasMessages;
  }
}
