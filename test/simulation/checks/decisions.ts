/** What the service decided by itself is what a plain model decides by the settings and rules of the order's own time. */
import type { Credit } from "../../../domain/attribution/attribution.ts";
import type { Evidence } from "../../../domain/attribution/evidence.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { Order } from "../../../domain/order/order.ts";
import type { PromoterSnapshot } from "../../../domain/referral/promoter.ts";
import type { OrderView } from "../../../domain/settlement/order-view.ts";
import type { ProgramSettings } from "../../../worker/configuration/program-settings.ts";
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
  const settings = versionsNamed<WireSettings>(versions, "settings", terms.settingsVersion, order);
  const rules = versionsNamed(versions, "rules", terms.rulesVersion, order);
  if (settings.length === 0 || rules.length === 0)
    return report(`${order.orderId} was decided by what came into force after it, or never stood`);
  const isOf = ({ attribution, commission, settlement }: ProgramSettings) =>
    isSame([attribution, commission, settlement], [terms.attribution, terms.commission, terms.settlement]);
  if (!settings.some((stored) => isOf(settingsOf(stored))))
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
  const found = versionsNamed<{ rules: WireRule[] }>(versions, "rules", terms.rulesVersion, order);
  const sets = (found.length === 0 ? [{ rules: [] }] : found).map(({ rules }) =>
    ruleSetOf(terms.rulesVersion, rules),
  );
  const plansOf = (amount: Order["amount"]) =>
    sets.map((rules) =>
      amountsOf(plainPlan({ order: { ...order, amount }, credits, snapshots, policy: commission, rules })),
    );
  // What a wrong clock dated may have come to be known after the decision.
  const { jumps, machineJumps } = world.faults.counts;
  const hasTiers = found.some(({ rules }) => rules.length > 1);
  if (hasTiers && jumps + machineJumps > 0) return;
  const [planned, decided] = [plansOf(order.amount), amountsOf(decision.commissions)];
  if (!planned.some((plan) => isSame(plan, decided)))
    report(`${order.orderId} pays ${JSON.stringify(decided)}, not ${JSON.stringify(planned[0])}`);
  // Where CONFIG has lost the version of its rules, an order that is amended later is planned by none.
  if (workload.received.versions.length > 0 || decision.amendments === undefined) return;
  const [amended = [], shown] = [plansOf(goods.amount)[0], amountsOf(commissions)];
  const isPaid = ({ amount }: { readonly amount: number }) => amount > 0;
  if (!isSame(amended.filter(isPaid), shown.filter(isPaid)))
    report(`${order.orderId} pays ${JSON.stringify(shown)} now, not ${JSON.stringify(amended)}`);
}

function amountsOf(all: readonly { promoter: number; level: number; amount: number }[]) {
  return all.map(({ promoter, level, amount }) => ({ promoter, level, amount: amountMinor(amount) }));
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
 * What a number named for an order: in force at its time. CONFIG that was put back gives the numbers again that it has lost,
 * and an order keeps the terms that it was decided by. So a number may have named several. Empty when nothing of that number
 * was in force then.
 */
function versionsNamed<Value>(
  versions: readonly KnownVersion[],
  kind: KnownVersion["kind"],
  version: number,
  { occurredAtMs }: Pick<Order, "occurredAtMs">,
): Value[] {
  return versions
    .filter((one) => one.kind === kind && one.version === version && one.fromMs <= occurredAtMs)
    .map(({ value }) => JSON.parse(value) as Value);
}
