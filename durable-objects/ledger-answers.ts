/** What follows from a receiver's answer, in the transaction that acknowledges it. */
import type { DeliveryAnswer, GrantedRow } from "./delivery.ts";
import { Effects, type EffectStores } from "./effects.ts";
import type { KnownHeadStorage } from "./known-head-storage.ts";
import type { OrderDesk } from "./order-desk.ts";
import type { NumberedRow, Pair } from "./outbox-storage.ts";
import type { ProgramPlace } from "./program-place.ts";
import { addJoins } from "./send-joins.ts";

export class LedgerAnswers {
  readonly #stores: EffectStores;
  readonly #heads: KnownHeadStorage;
  readonly #desk: OrderDesk;
  readonly #place: ProgramPlace;

  constructor(stores: EffectStores, heads: KnownHeadStorage, desk: OrderDesk, place: ProgramPlace) {
    this.#stores = stores;
    this.#heads = heads;
    this.#desk = desk;
    this.#place = place;
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
    this.#restore(rows, answer.grants ?? [], effects, nowMs);
    return effects.commit(this.#stores);
  }

  /** Commissions come back as far as their campaigns' budgets granted. */
  #restore(
    rows: readonly NumberedRow[],
    grants: readonly GrantedRow[],
    effects: Effects,
    nowMs: number,
  ): void {
    for (const { seq, granted } of grants) {
      const asking = rows.find((row) => row.seq === seq);
      if (asking !== undefined) this.#desk.restore(asking.orderRow, granted, effects, nowMs);
    }
  }
}
