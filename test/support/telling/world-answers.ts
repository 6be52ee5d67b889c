/** What a world has come to, as the service shows it: commissions, wallets, budgets. */
import type { PlainKept, PlainOutcome } from "../plain/told-orders.ts";
import { spending } from "../campaigns/budget.ts";
import { refOf, type World } from "./world-shop.ts";
import type { WorldOrder } from "./world.ts";

export async function keptIn({ shop, promoters }: World, orders: readonly WorldOrder[]): Promise<PlainKept> {
  const numbers = new Map(promoters.map((one) => [one.id, refOf(one)]));
  const kept: PlainKept = {};
  for (const { orderId } of orders) {
    const { body } = await shop.get(`/orders/${orderId}`);
    for (const one of body.commissions) {
      const name = `${orderId}/${numbers.get(one.creditedPromoterId)}/${numbers.get(one.promoterId)}/${one.level}`;
      if (one.kept > 0) kept[name] = one.kept;
    }
  }
  return kept;
}

export async function wallets({ shop, promoters }: World): Promise<number[]> {
  return await Promise.all(
    promoters.map(async (promoter) => {
      const { body } = await shop.get(`/promoters/${promoter.id}/wallet`);
      return body.pending + body.held + body.available - body.debt;
    }),
  );
}

/** What orders show of their campaigns' budgets. */
export async function takenIn(
  { shop }: World,
  orders: readonly WorldOrder[],
): Promise<PlainOutcome["taken"]> {
  const taken: Record<string, PlainOutcome["taken"][string]> = {};
  for (const { orderId } of orders) {
    const { body } = await shop.get(`/orders/${orderId}`);
    if (body.campaign !== undefined) taken[orderId] = body.campaign;
  }
  return taken;
}

/** What budgets say, and what the commissions that they paid keep. */
export async function budgetsIn(world: World, kept: PlainKept, taken: PlainOutcome["taken"]) {
  return await Promise.all(
    world.program.campaigns.map(async ({ id }) => {
      const owned = Object.entries(kept).filter(
        ([name]) => taken[name.split("/")[0] ?? ""]?.campaignId === id,
      );
      const paid = owned.reduce((sum, [, amount]) => sum + amount, 0);
      return { id, paid, ...(await spending(world.shop, id)) };
    }),
  );
}
