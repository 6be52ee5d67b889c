/** What the service decided by itself is what a plain model decides by the settings and rules of the order's own time. */
import type { Credit } from "../../../domain/attribution/attribution.ts";
import type { Evidence } from "../../../domain/attribution/evidence.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { Order } from "../../../domain/order/order.ts";
import type { PromoterSnapshot } from "../../../domain/referral/promoter.ts";
import type { OrderView } from "../../../domain/settlement/order-view.ts";
import { ruleSetOf, type WireRule } from "../../../worker/configuration/rules.shapes.ts";
import { settingsOf, type WireSettings } from "../../../worker/configuration/settings.shapes.ts";
import { plainAttribution } from "../../support/plain/attribution.ts";
import { plainPlan } from "../../support/plain/commission.ts";
import type { World } from "../platform/world.ts";
import { storedVersions } from "../database-restores.ts";
import type { KnownVersion, SentOrder } from "../workload/received.ts";
import type { Workload } from "../workload/workload.ts";
import { type Findings, isSame, type Report } from "./findings.ts";
import { tiersAt } from "./tiers.ts";
import { plainMonth } from "./taxes.ts";

export function checkDecisions(world: World, workload: Workload, found: Findings, report: Report): void {
  const versions = [...storedVersions(world), ...workload.received.versions];
  for (const sent of workload.received.sent.values()) {
    const view = found.orders.get(sent.orderId)?.view;
    if (view === undefined) continue;
    checkTerms(versions, view, report);
    if (sent.customerId === undefined) checkAgainstPlain(world, versions, workload, sent, view, report);
    else checkCredits(workload, sent, view, report);
  }
}

/** Terms are those of a version that was in force at the order's time or before, and never of a later one. */
function checkTerms(versions: readonly KnownVersion[], { order, decision }: OrderView, report: Report): void {
  const { terms } = decision;
  if (terms.month !== plainMonth(order.occurredAtMs)) report(`${order.orderId} counts in ${terms.month}`);
  const settings = versionOf(versions, "settings", terms.settingsVersion, order) as WireSettings | null;
  const rules = versionOf(versions, "rules", terms.rulesVersion, order);
  if (settings === null || rules === null)
    return report(`${order.orderId} was decided by what came into force after it, or never stood`);
  const { attribution, commission, settlement } = settingsOf(settings);
  if (!isSame([attribution, commission, settlement], [terms.attribution, terms.commission, terms.settlement]))
    report(`${order.orderId}: its terms are not those of version ${terms.settingsVersion}`);
}

/** Of a buyer whom nobody knows all evidence is what came with the order. */
function checkAgainstPlain(
  world: World,
  versions: readonly KnownVersion[],
  workload: Workload,
  sent: SentOrder,
  { order, decision, goods, commissions }: OrderView,
  report: Report,
): void {
  const { terms } = decision;
  const tierOf = tiersAt(world, workload, order.occurredAtMs);
  const snapshots = new Map(workload.promoters.map((ref) => [ref, snapshotOf(workload, ref, tierOf)]));
  const evidence: Evidence = {
    touches: sent.touches.map((touch) => ({ touch, source: "order" })),
    tokenFaults: [],
    binding: null,
    coupon: null,
  };
  const { attribution: policy, commission } = terms;
  const { selfPurchase } = commission;
  const expected = plainAttribution({
    order,
    evidence,
    snapshots,
    buyerIsPromoter: null,
    policy,
    selfPurchase,
  });
  const { credits, basis } = decision.attribution;
  const isByHand = basis === "manual" && expected.credits.length === 0;
  if (isByHand) checkNamed(workload, order.orderId, credits, report);
  else if (!isSame(expected.credits, credits))
    report(`${order.orderId} credits ${JSON.stringify(credits)}, not ${JSON.stringify(expected.credits)}`);
  const stored = versionOf(versions, "rules", terms.rulesVersion, order) as {
    readonly rules: WireRule[];
  } | null;
  const set = ruleSetOf(terms.rulesVersion, stored?.rules ?? []);
  const planOf = (amount: Order["amount"]) =>
    plainPlan({ order: { ...order, amount }, credits, snapshots, policy: commission, rules: set });
  const planned = planOf(order.amount);
  const amounts = (all: readonly { promoter: number; level: number; amount: number }[]) =>
    all.map(({ promoter, level, amount }) => ({ promoter, level, amount: amountMinor(amount) }));
  // What a wrong clock dated may have come to be known after the decision.
  const { jumps, machineJumps } = world.faults.counts;
  const hasTiers = (stored?.rules.length ?? 0) > 1;
  if (hasTiers && jumps + machineJumps > 0) return;
  if (!isSame(amounts(planned), amounts(decision.commissions)))
    report(
      `${order.orderId} pays ${JSON.stringify(amounts(decision.commissions))}, not ${JSON.stringify(amounts(planned))}`,
    );
  // Where CONFIG has lost the version of its rules, an order that is amended later is planned by none.
  if (workload.received.versions.length > 0 || decision.amendments === undefined) return;
  const isPaid = ({ amount }: { readonly amount: number }) => amount > 0;
  const [amended, shown] = [amounts(planOf(goods.amount)), amounts(commissions)];
  if (!isSame(amended.filter(isPaid), shown.filter(isPaid)))
    report(`${order.orderId} pays ${JSON.stringify(shown)} now, not ${JSON.stringify(amended)}`);
}

/** Who is credited by hand was named by an operator, is the one whom the answer said, and earns all. */
function checkNamed(workload: Workload, orderId: string, credits: readonly Credit[], report: Report): void {
  const [only] = credits;
  const told = workload.received.credited.get(orderId);
  const isNamed = only !== undefined && workload.received.named.get(orderId)?.has(only.promoter) === true;
  const isTold = told === undefined || told === only?.promoter;
  if (credits.length !== 1 || only?.weightBps !== 10_000 || !isNamed || !isTold)
    report(`${orderId} credits ${JSON.stringify(credits)}, and not ${told ?? "whom an operator named"}`);
}

/** Of a known buyer nobody is credited but whom its own orders, calls or binding named. */
function checkCredits(workload: Workload, sent: SentOrder, view: OrderView, report: Report): void {
  const { customerId = "" } = sent;
  const touches = [...workload.received.sent.values()]
    .filter((other) => other.customerId === customerId)
    .flatMap((other) => other.touches);
  const named = new Set<PromoterRef>(
    [...touches, ...(workload.received.identified.get(customerId) ?? [])].map(({ promoter }) => promoter),
  );
  const { basis, credits } = view.decision.attribution;
  if (basis === "manual") return checkNamed(workload, view.order.orderId, credits, report);
  for (const { promoter } of credits) {
    if (!named.has(promoter)) report(`${view.order.orderId} credits ${promoter}, whom nothing names`);
  }
}

function snapshotOf(
  workload: Workload,
  ref: PromoterRef,
  tierOf: (promoter: PromoterRef) => string,
): PromoterSnapshot {
  const [, ...above] = workload.wholeLineOf(ref);
  const about = (promoter: PromoterRef) =>
    ({
      ref: promoter,
      memberId: `seller of ${promoter}`,
      status: "active",
      tier: tierOf(promoter),
    }) as const;
  return { ...about(ref), uplines: above.map((upline) => ({ ...about(upline), sinceMs: 0 })) };
}

/**
 * What a number named for an order: in force at its time, so of what CONFIG has lost and given again the first. Null when
 * nothing of that number was in force then.
 */
function versionOf(
  versions: readonly KnownVersion[],
  kind: KnownVersion["kind"],
  version: number,
  { occurredAtMs }: Pick<Order, "occurredAtMs">,
): unknown {
  const found = versions.find(
    (one) => one.kind === kind && one.version === version && one.fromMs <= occurredAtMs,
  );
  return found === undefined ? null : JSON.parse(found.value);
}
