/** What follows from a receiver's answer, in the transaction that acknowledges it. */
import type { DeliveryAnswer, GrantedRow } from "../delivery/messages.ts";
import { Effects, type EffectStores } from "./effects.ts";
import type { KnownHeadStorage } from "./known-head-storage.ts";
import { logFailure } from "../object/log.ts";
import type { OrderDesk } from "./order-desk.ts";
import type { NumberedRow, Pair } from "../delivery/outbox-storage.ts";
import type { ProgramPlace } from "../object/program-place.ts";
import { addJoins } from "./send-joins.ts";
import { unappliedGrant } from "./unapplied-grant.ts";

/** Undoes what `work` wrote when it throws, and nothing else of the transaction. */
type Savepoint = (work: () => void) => void;

export class LedgerAnswers {
  readonly #stores: EffectStores;
  readonly #heads: KnownHeadStorage;
  readonly #desk: OrderDesk;
  readonly #place: ProgramPlace;
  readonly #savepoint: Savepoint;

  constructor(
    stores: EffectStores,
    heads: KnownHeadStorage,
    desk: OrderDesk,
    place: ProgramPlace,
    savepoint: Savepoint,
  ) {
    this.#stores = stores;
    this.#heads = heads;
    this.#desk = desk;
    this.#place = place;
    this.#savepoint = savepoint;
  }

  /** @returns true when there are new rows to send. */
  taken(
    pair: Pair,
    answer: Extract<DeliveryAnswer, { kind: "taken" }>,
    rows: readonly NumberedRow[],
    nowMs: number,
  ): boolean {
    for (const { seq, reason } of answer.refused) this.#stores.outbox.markRefused(pair.pair, seq, reason);
    if (answer.heads.length > 0) this.#heads.raise(answer.heads);
    const effects = new Effects();
    // Buyers become promoters once their Journey has taken the order that makes them so, and its binding.
    if (pair.receiverClass === "journey") addJoins(effects, rows, answer.last, this.#place.programId, nowMs);
    const hasJoins = effects.commit(this.#stores);
    const restored = (answer.grants ?? []).map((grant) => this.#restore(pair, rows, grant, nowMs));
    return hasJoins || restored.includes(true);
  }

  /**
   * Commissions come back as far as their campaigns' budgets granted, each order alone. Of one that fails the answer is
   * kept with the question, which is stopped: a replay applies it. So the answers behind it are not lost with it.
   */
  #restore(
    { pair }: Pair,
    rows: readonly NumberedRow[],
    { seq, granted }: GrantedRow,
    nowMs: number,
  ): boolean {
    const asking = rows.find((row) => row.seq === seq);
    if (asking === undefined) return false;
    let hasRows = false;
    try {
      this.#savepoint(() => {
        const effects = new Effects();
        this.#desk.restore(asking.orderRow, granted, effects, nowMs);
        hasRows = effects.commit(this.#stores);
      });
    } catch (error) {
      logFailure("LedgerAnswers.restore", error);
      this.#stores.outbox.markRefused(pair, seq, unappliedGrant(granted));
      return false;
    }
    return hasRows;
  }
}
