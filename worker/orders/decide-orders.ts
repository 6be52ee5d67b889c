/**
 * Loads what orders are decided by, and decides them purely. Everything as of each order's own time, and those of one call
 * in the sequence in which they occurred.
 */
import type { Decision } from "../../domain/commission/decision.ts";
import { decideOrder } from "../../domain/commission/decide-order.ts";
import type { RuleSet } from "../../domain/commission/rule.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import type { Order } from "../../domain/order/order.ts";
import { isPageOrderId } from "../../domain/order/page-order.ts";
import { versionAt } from "../../domain/program/versions.ts";
import { isUnearned } from "../../domain/settlement/late-credit.ts";
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { Strides } from "../http/traffic/parts-of.ts";
import { slotOf } from "../platform/objects.ts";
import { gatherEvidence, NO_EVIDENCE, type PendingOrder } from "./gather-evidence.ts";
import { gatherSales } from "./gather-sales.ts";
import { LINES_AT_ONCE, mostLinesOf } from "./call-parts.ts";
import { linkCampaigns } from "./link-campaigns.ts";
import { monthOf } from "../../domain/program/month.ts";
import { EarlierOrders } from "./sequence/earlier-orders.ts";
import { asksForCustomers, asksForSales } from "./sequence/first-orders.ts";
import { inTime } from "./sequence/in-time.ts";
import { ordersThat } from "./sequence/orders-that.ts";
import { rulesAt } from "../configuration/as-of.ts";

/** Orders that are decided as if, in parts of one call. */
export interface Trial {
  /** A set to decide by, in place of those in force at each order's time. */
  readonly rules?: RuleSet;
  /** What the parts before say. */
  readonly earlier: EarlierOrders | undefined;
}

/** The decision of each order, in sequence, before any budget. A trial leaves no mark. */
export async function decideOrders(
  env: Env,
  program: ProgramConfig,
  pending: readonly PendingOrder[],
  trial?: Trial,
): Promise<Decision[]> {
  const rules = trial?.rules;
  const gathered = await gatherEvidence(env, program, pending, { isTrial: trial !== undefined, rules });
  const links = gathered.flatMap(({ evidence }) => evidence.touches.map(({ touch }) => touch.link));
  const known = pending.map(({ order }, index) => {
    const { evidence = NO_EVIDENCE, snapshots: lines = new Map() } = gathered[index] ?? {};
    return { order, evidence, lines };
  });
  const [sold, ofLinks] = await Promise.all([
    gatherSales(env, program, known),
    linkCampaigns(env, program, links),
  ]);
  const earlier = trial === undefined ? await earlierOrders(env, program, pending) : trial.earlier;
  const decisions: Decision[] = [];
  const strides = new Strides(LINES_AT_ONCE);
  for (const { order, settings, rules: ofOrder, index } of inTime(pending)) {
    const [gatheredOf, salesOf] = [gathered[index], sold[index]];
    invariant(gatheredOf !== undefined && salesOf !== undefined, "every order was gathered for");
    const inForce = rules ?? ofOrder ?? rulesAt(program, order.occurredAtMs);
    if (strides.isOver(mostLinesOf(order, gatheredOf.snapshots.size, inForce))) await letOthersIn();
    const { occurredAtMs, customerId } = order;
    const alone = { ...gatheredOf, ...salesOf };
    const found = earlier?.before(order, monthOf(occurredAtMs, program.timezone), alone) ?? alone;
    const { devices, promotersKnown: promoters } = alone;
    const decide = (known: typeof alone): Decision =>
      decideOrder({
        ...known,
        known: { promoters, ...(devices === undefined ? {} : { devices }) },
        ...(customerId === undefined || settings.value.promoterRule.kind === "operator"
          ? {}
          : { buyerSlot: slotOf(program, "member", customerId) }),
        order,
        settings,
        reportedByPage: isPageOrderId(order.orderId),
        rules: inForce,
        tiersVersion: versionAt(program.tiers, occurredAtMs)?.version ?? 0,
        timezone: program.timezone,
        campaigns: { ofLinks, dated: program.campaigns },
      });
    const decision = decideWithLater(order, found, earlier, decide);
    decisions[index] = earlier?.add(order, found, decision) ?? decision;
  }
  return decisions;
}

/** An order that nobody earns is decided with what its customer's later orders of the call bring, where it may be credited late. */
function decideWithLater<Found extends Parameters<EarlierOrders["before"]>[2]>(
  order: Order,
  found: Found,
  earlier: EarlierOrders | undefined,
  decide: (known: Found) => Decision,
): Decision {
  const decision = decide(found);
  if (!isUnearned(decision) || decision.terms.attribution.graceMs === 0) return decision;
  const more = earlier?.withLater(order, found);
  const later = more === undefined ? decision : decide(more);
  return isUnearned(later) ? decision : later;
}

/** What orders of this call say of those behind them; undefined where none could say anything. */
export async function earlierOrders(
  env: Env,
  program: ProgramConfig,
  pending: readonly PendingOrder[],
  rules?: RuleSet,
): Promise<EarlierOrders | undefined> {
  if (pending.length < 2) return undefined;
  const customers = pending.flatMap(({ order }) => order.customerId ?? []);
  const matters =
    asksForCustomers(program, rules) ||
    asksForSales(program, rules) ||
    new Set(customers).size < customers.length;
  if (!matters) return undefined;
  const orderIds = [...new Set(pending.map(({ order }) => order.orderId))];
  return new EarlierOrders(await ordersThat(env, program, orderIds, ({ isDecided }) => isDecided), pending);
}
