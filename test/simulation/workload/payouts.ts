/** What promoters and operators do about money: adjustments, requests for payouts, and batches. */
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { PayoutView } from "../../../domain/payout/payout.ts";
import { TAX_REGIMES } from "../../../domain/payout/taxes/regimes.ts";
import type { PayoutMove } from "../../../domain/payout/transitions.ts";
import type { Chance } from "../../support/chance.ts";
import { surely } from "../platform/stubs.ts";
import type { World } from "../platform/world.ts";
import type { Acts } from "./acts.ts";
import { type Cast, HOUR_MS, PROGRAM } from "./cast.ts";
import type { Received } from "./received.ts";

const LARGE = 20_000_000;

export class Payouts {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #cast: Cast;
  readonly #acts: Acts;
  readonly #received: Received;

  constructor(world: World, chance: Chance, cast: Cast, acts: Acts, received: Received) {
    this.#world = world;
    this.#chance = chance;
    this.#cast = cast;
    this.#acts = acts;
    this.#received = received;
  }

  async adjust(promoter: PromoterRef): Promise<void> {
    const chance = this.#chance;
    for (let number = chance.between(0, 2); number > 0; number -= 1) {
      await this.#acts.someTime();
      const kind = chance.oneOf(["bonus", "penalty"] as const);
      // Some are so large that taxes begin.
      const most = kind === "bonus" && chance.hits(0.6) ? LARGE : 3_000;
      const amount = amountMinor(chance.between(1, most));
      const request = { key: `adjustment-${number}`, kind, amount, reason: "by hand" };
      const book = surely(this.#world, "ACCOUNT_BOOK", this.#cast.bookOf(promoter));
      await book.adjust(promoter, request);
      if (chance.hits(0.3)) await book.adjust(promoter, request);
      const change = kind === "bonus" ? Number(amount) : -Number(amount);
      this.#received.adjustments.push({ promoter, key: request.key, change });
    }
  }

  async payOut(promoter: PromoterRef): Promise<void> {
    const chance = this.#chance;
    const book = surely(this.#world, "ACCOUNT_BOOK", this.#cast.bookOf(promoter));
    const rounds = chance.between(0, this.#cast.size.payouts);
    for (let number = rounds; number > 0; number -= 1) {
      await this.#world.scheduler.sleep(chance.between(0, (2 * this.#cast.activeMs) / rounds));
      const { available } = await book.wallet(promoter);
      if (available === 0) continue;
      const amount = amountMinor(chance.between(1, available));
      const taxRegime = chance.oneOf(TAX_REGIMES);
      const payoutCycleDays = chance.hits(0.2) ? 1 : 0;
      const policy = { minPayout: amountMinor(1), payoutCycleDays, approvals: 1, taxRegime };
      const keys = chance.hits(0.3) ? [`payout-${number}`, `rival-${number}`] : [`payout-${number}`];
      const asked = keys.map(async (key) => {
        const result = await book.requestPayout(promoter, {
          key,
          amount,
          policy,
          timezone: "Asia/Shanghai",
        });
        if (result.kind !== "payout") return;
        this.#received.payouts.set(result.payout.id, policy);
        await this.#resolve(result.payout);
      });
      await Promise.all(asked);
    }
  }

  async openBatches(operator: string): Promise<void> {
    const books = Array.from({ length: this.#cast.books }, (_, index) => `${PROGRAM}/${index}`);
    const owner = surely(this.#world, "ACCOUNT_BOOK", `${PROGRAM}/0`);
    for (let number = 0; number < this.#cast.size.batches; number += 1) {
      // Both operators press the button in the same second.
      await this.#world.scheduler.sleep(HOUR_MS / 2 + this.#chance.between(0, 1_000));
      const opened = await owner.openBatch(`${operator}-${number}`, books);
      if (opened.kind === "opened") this.#received.batches.add(opened.batch.id);
    }
  }

  /** Approves or rejects, waits for a batch, and says what became of it; some are left for ever. */
  async #resolve(payout: PayoutView): Promise<void> {
    const chance = this.#chance;
    const { promoter } = payout;
    const number = Number.parseInt(payout.id.split("_")[2] ?? "", 36);
    const book = surely(this.#world, "ACCOUNT_BOOK", this.#cast.bookOf(promoter));
    const move = async (step: PayoutMove) => {
      await this.#world.scheduler.sleep(chance.between(0, HOUR_MS / 4));
      return await book.movePayout(promoter, number, step, "received by the bank");
    };
    if (chance.hits(0.1)) return;
    if (chance.hits(0.2)) return void (await move("reject"));
    await move("approve");
    for (let waits = 0; waits < 16; waits += 1) {
      await this.#world.scheduler.sleep(HOUR_MS / 4);
      if ((await book.payout(promoter, number))?.state !== "processing") continue;
      if (chance.hits(0.2)) return;
      const outcome = chance.oneOf<PayoutMove>(["paid", "paid", "failed"]);
      await move(outcome);
      if (outcome === "paid" && chance.hits(0.3)) await move("returned");
      return;
    }
  }
}
