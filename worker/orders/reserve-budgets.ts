/** Sets aside what orders cost their campaigns, and cuts each order to what its campaign's budget has room for. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { costOf, withinBudget } from "../../domain/commission/campaign-budget.ts";
import type { Decision } from "../../domain/commission/decision.ts";
import { ZERO } from "../../domain/kernel/money.ts";
import type { Order } from "../../domain/order/order.ts";
import type { VoidedReservation } from "../../domain/settlement/voided-reservation.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { decidedCampaign } from "./decided-campaign.ts";
import { inTime } from "./sequence/in-time.ts";
import { callObject } from "../platform/object-call.ts";
import { bookNameOfSlot, ledgerName, slotOf } from "../platform/objects.ts";
import { groupedBy } from "../platform/by-owner.ts";

interface Costing {
  readonly order: Order;
  readonly decision: Decision;
  /** A reservation of the order that its owner declared void. */
  readonly voided?: VoidedReservation | undefined;
}

/**
 * The decisions within the budgets of their campaigns. What occurred first takes of a budget first. What is reserved is confirmed when the order's
 * owner accepts it; should that never happen, the owner says so when the campaign's book asks.
 *
 * @throws ApiProblem `unavailable` (503) while it cannot be known whether a name is a campaign's.
 */
export async function reserveBudgets(
  env: Env,
  program: ProgramConfig,
  costings: readonly Costing[],
): Promise<Decision[]> {
  const decisions = costings.map(({ decision }) => decision);
  const costly = inTime(costings).flatMap(({ order, decision, voided, index }) => {
    const isEarned = decision.attribution.credits.length > 0;
    if (!isEarned || decision.risk.verdict === "block") return [];
    const campaign = decidedCampaign(program, order, decision);
    if (campaign === undefined) return [];
    const slot = slotOf(program, "campaign", campaign.id);
    const wanted = costOf(decision);
    if (wanted === 0) {
      // The budget is asked should the order grow.
      decisions[index] = withinBudget(decision, { slot, reservation: 0, granted: ZERO });
      return [];
    }
    // Numbers are those of a book: of another campaign's book this one would mean something else.
    const already = voided?.slot === slot ? { voided: voided.reservation } : {};
    return [{ index, slot, campaign, wanted, order, already }];
  });
  await Promise.all(
    [...groupedBy(costly, ({ slot }) => bookNameOfSlot(program, slot))].map(async ([name, own]) => {
      const requests = own.map(({ entry: { campaign, order, wanted, already } }) => ({
        campaignId: campaign.id,
        firstBudget: campaign.firstBudget,
        orderId: order.orderId,
        ledger: ledgerName(program, order.orderId),
        wanted,
        ...already,
      }));
      const grants = await callObject(
        async () => await objectNamed(env.ACCOUNT_BOOK, name).reserve(requests),
      );
      own.forEach(({ entry: { index, slot } }, place) => {
        const [decision, grant] = [decisions[index], grants[place]];
        if (decision !== undefined && grant !== undefined) {
          decisions[index] = withinBudget(decision, { slot, ...grant });
        }
      });
    }),
  );
  return decisions;
}
