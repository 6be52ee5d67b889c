/** Loads what orders are decided by, and decides them purely: everything as of each order's own time. */
import type { Decision } from "../../domain/commission/decision.ts";
import { decideOrder } from "../../domain/commission/decide-order.ts";
import type { RuleSet } from "../../domain/commission/rule.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import { isPageOrderId } from "../../domain/order/page-order.ts";
import { versionAt } from "../../domain/program/versions.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { slotOf } from "../platform/objects.ts";
import { gatherEvidence, type PendingOrder } from "./gather-evidence.ts";
import { gatherSales } from "./gather-sales.ts";
import { linkCampaigns } from "./link-campaigns.ts";
import { rulesAt } from "../configuration/as-of.ts";

/**
 * The decision of each order, in sequence, before any budget.
 *
 * @param rules a set to decide by, in place of those in force at each order's time.
 */
export async function decideOrders(
  env: Env,
  program: ProgramConfig,
  pending: readonly PendingOrder[],
  rules?: RuleSet,
): Promise<Decision[]> {
  const gathered = await gatherEvidence(env, program, pending);
  const links = gathered.flatMap(({ evidence }) => evidence.touches.map(({ touch }) => touch.link));
  const known = gathered.map(({ snapshots }, index) => ({
    occurredAtMs: pending[index]?.order.occurredAtMs ?? 0,
    lines: snapshots,
  }));
  const [sold, ofLinks] = await Promise.all([
    gatherSales(env, program, known),
    linkCampaigns(env, program, links),
  ]);
  return pending.map(({ order, settings }, index) => {
    const [found, sales] = [gathered[index], sold[index]];
    invariant(found !== undefined && sales !== undefined, "every order was gathered for");
    const { occurredAtMs, customerId } = order;
    return decideOrder({
      ...found,
      ...sales,
      ...(customerId === undefined || settings.value.promoterRule.kind === "operator"
        ? {}
        : { buyerSlot: slotOf(program, "member", customerId) }),
      order,
      settings,
      reportedByPage: isPageOrderId(order.orderId),
      rules: rules ?? rulesAt(program, occurredAtMs),
      tiersVersion: versionAt(program.tiers, occurredAtMs)?.version ?? 0,
      timezone: program.timezone,
      campaigns: { ofLinks, dated: program.campaigns },
    });
  });
}
