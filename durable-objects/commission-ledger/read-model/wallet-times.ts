/**
 * How long commissions take from the acceptance of their order to a wallet. Gathered as books acknowledge them, and written
 * in few rows by an alarm that is set anyhow. It lies in memory, so that no order costs a write for it.
 */
import { observationOf, WALLET_BOUNDS_MS } from "../../../domain/kernel/histogram.ts";
import { addTotals } from "../../../worker/read-models/totals.tables.ts";
import type { Numbered } from "../../delivery/messages.ts";
import type { Pair } from "../../delivery/pair.ts";
import type { Taken } from "../../delivery/rows.ts";
import { GATHER_MS } from "../../object/alarm.ts";
import { Backoff } from "../../object/backoff.ts";
import { Tally } from "../../object/tally.ts";

export class WalletTimes {
  readonly #reports: D1Database;
  readonly #tally = new Tally();
  readonly #writing = new Backoff("CommissionLedger.timing", GATHER_MS);

  constructor(reports: D1Database) {
    this.#reports = reports;
  }

  /** A book has taken messages. What it had before, and what it refused, says nothing of how long they took. */
  add(
    { receiverClass, ackedSeq }: Pair,
    { refused }: Taken,
    messages: readonly Numbered[],
    nowMs: number,
  ): void {
    if (receiverClass !== "book") return;
    const isRefused = new Set(refused.map(({ seq }) => seq));
    for (const { seq, message } of messages) {
      if (message.type !== "intent" || message.intent !== "earn") continue;
      if (seq <= ackedSeq || isRefused.has(seq)) continue;
      const { bucket, ms } = observationOf(WALLET_BOUNDS_MS, nowMs - message.atMs);
      this.#tally.add("order_to_wallet", bucket, 1, ms);
    }
  }

  async write(): Promise<void> {
    await this.#writing.attempt(async () => {
      await this.#tally.write(async (counts) => await addTotals(this.#reports, counts));
    });
  }

  nextMs(nowMs: number): number | null {
    return this.#tally.isEmpty ? null : nowMs + GATHER_MS + this.#writing.waitMs;
  }
}
