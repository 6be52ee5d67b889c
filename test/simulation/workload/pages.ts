/** Pages that tell orders by guesses, before and after their merchants do: with other amounts, for other promoters. */
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { Order } from "../../../domain/order/order.ts";
import { pageOrderIdOf } from "../../../domain/order/page-order.ts";
import type { ProposedOrder } from "../../../durable-objects/commission-ledger/order-storage.ts";
import type { Chance } from "../../support/chance.ts";
import type { World } from "../platform/world.ts";
import { surely } from "../platform/stubs.ts";
import type { Acts } from "./acts.ts";
import { plannedFor } from "./amendments.ts";
import type { Cast } from "./cast.ts";
import { drawDecision } from "./proposals.ts";

export class Pages {
  readonly #world: World;
  readonly #chance: Chance;
  readonly #cast: Cast;
  readonly #acts: Acts;

  constructor(world: World, chance: Chance, cast: Cast, acts: Acts) {
    this.#world = world;
    this.#chance = chance;
    this.#cast = cast;
    this.#acts = acts;
  }

  /** Guesses an order of a merchant's. What a ledger loses no page tells again. */
  guess(own: ProposedOrder): void {
    const chance = this.#chance;
    if (this.#cast.losesObjects || !chance.hits(0.4)) return;
    const guessed = this.#draw(own);
    for (let times = chance.between(1, 2); times > 0; times -= 1) {
      this.#acts.start(async () => {
        if (chance.hits(0.5)) await this.#acts.someTime();
        await this.#acts.moment();
        const ledger = surely(this.#world, "COMMISSION_LEDGER", this.#cast.ledgerOf(guessed));
        const [outcome] = await ledger.accept([guessed], this.#cast.objects);
        if (outcome?.status === "unplanned")
          await ledger.accept([plannedFor(guessed, outcome.amending)], this.#cast.objects);
      });
    }
  }

  #draw({ order: { orderId, amount, occurredAtMs }, slot }: ProposedOrder): ProposedOrder {
    const chance = this.#chance;
    const order: Order = {
      orderId: pageOrderIdOf(orderId),
      amount: chance.hits(0.3) ? amount : amountMinor(chance.between(0, 100_000)),
      currency: "CNY",
      occurredAtMs: occurredAtMs + chance.between(0, 60_000),
    };
    const { campaignId: _, ...decision } = drawDecision(chance, this.#cast, order);
    return {
      order,
      slot,
      journey: null,
      decision: {
        ...decision,
        risk: { verdict: "review", score: 2.5, reasons: [{ code: "page_reported", weight: 2.5, facts: {} }] },
      },
      evidence: { touches: [], tokenFaults: [], couponCode: null, gatheredAtMs: order.occurredAtMs },
      page: { token: orderId, network: "" },
    };
  }
}
