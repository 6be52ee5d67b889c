/** Budgets of campaigns, plain and slow, sharing no code with the domain: each order takes what those before it left. */
import type { WorldOrder } from "../telling/world.ts";
import type { PlainGoods } from "./goods.ts";

export interface PlainCampaign {
  readonly id: string;
  readonly madeAtMs: number;
  readonly budget: number;
}

/** What an order of a campaign took of its budget. */
export interface PlainTaken {
  readonly campaignId: string;
  readonly wanted: number;
  readonly granted: number;
}

interface Planned {
  readonly level: number;
  readonly amount: number;
}

export class PlainBudgets {
  readonly taken: Record<string, PlainTaken> = {};
  readonly #campaigns: readonly PlainCampaign[];

  constructor(campaigns: readonly PlainCampaign[]) {
    this.#campaigns = campaigns;
  }

  /** The plan of an order within what its campaign has left; the plan itself for an order of none. */
  spend<Plan extends Planned>(
    order: WorldOrder,
    planned: (goods: PlainGoods) => readonly Plan[],
  ): (goods: PlainGoods) => readonly Plan[] {
    const campaign = this.#campaigns.find(({ id }) => id === order.campaignId);
    if (campaign === undefined || order.occurredAtMs < campaign.madeAtMs) return planned;
    const wanted = planned(order).reduce((sum, { amount }) => sum + amount, 0);
    const granted = Math.min(wanted, this.#leftOf(campaign));
    this.taken[order.orderId] = { campaignId: campaign.id, wanted, granted };
    return (goods) => fromBelow(planned(goods), granted);
  }

  #leftOf({ id, budget }: PlainCampaign): number {
    return Object.values(this.taken)
      .filter(({ campaignId }) => campaignId === id)
      .reduce((left, { granted }) => left - granted, budget);
  }
}

/** Level 1 is paid first, within a level the first credit, as far as there is something. */
function fromBelow<Plan extends Planned>(plan: readonly Plan[], most: number): Plan[] {
  let left = most;
  const paid = new Map<Plan, number>();
  for (const level of [1, 2, 3]) {
    for (const one of plan.filter((candidate) => candidate.level === level)) {
      paid.set(one, Math.min(one.amount, left));
      left -= Math.min(one.amount, left);
    }
  }
  return plan.map((one) => ({ ...one, amount: paid.get(one) ?? 0 }));
}
