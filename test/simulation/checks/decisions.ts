/** What the service decided by itself is what a plain model decides by the settings and rules of the order's own time. */
import type { Evidence } from "../../../domain/attribution/evidence.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { PromoterSnapshot } from "../../../domain/referral/promoter.ts";
import type { OrderView } from "../../../domain/settlement/order-view.ts";
import { ruleSetOf, type WireRule } from "../../../worker/configuration/rules.shapes.ts";
import { settingsOf, type WireSettings } from "../../../worker/configuration/settings.shapes.ts";
import { plainAttribution } from "../../support/plain/attribution.ts";
import { plainPlan } from "../../support/plain/commission.ts";
import type { World } from "../platform/world.ts";
import type { SentOrder } from "../workload/received.ts";
import type { Workload } from "../workload/workload.ts";
import { type Findings, isSame, type Report } from "./findings.ts";

/** The lowest of the tiers that a program has by itself; nobody rises here, since nothing reviews within a day. */
const TIER = "bronze";

export function checkDecisions(world: World, workload: Workload, found: Findings, report: Report): void {
  for (const sent of workload.received.sent.values()) {
    const view = found.orders.get(sent.orderId)?.view;
    if (view === undefined) continue;
    checkTerms(world, view, report);
    if (sent.customerId === undefined) checkAgainstPlain(world, workload, sent, view, report);
    else checkCredits(workload, sent, view, report);
  }
}

/** Terms are those of a version that was in force at the order's time or before, and never of a later one. */
function checkTerms(world: World, { order, decision }: OrderView, report: Report): void {
  const { terms } = decision;
  const settings = versionOf(world, "settings", terms.settingsVersion);
  const rules = versionOf(world, "rule", terms.rulesVersion);
  for (const { fromMs } of [settings, rules]) {
    if (fromMs > order.occurredAtMs) report(`${order.orderId} was decided by what came into force after it`);
  }
  const { attribution, commission, settlement } = settingsOf(settings.value);
  if (!isSame([attribution, commission, settlement], [terms.attribution, terms.commission, terms.settlement]))
    report(`${order.orderId}: its terms are not those of version ${terms.settingsVersion}`);
}

/** Of a buyer whom nobody knows all evidence is what came with the order. */
function checkAgainstPlain(
  world: World,
  workload: Workload,
  sent: SentOrder,
  { order, decision }: OrderView,
  report: Report,
): void {
  const { terms } = decision;
  const snapshots = new Map(workload.promoters.map((ref) => [ref, snapshotOf(workload, ref)]));
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
  const { credits } = decision.attribution;
  if (!isSame(expected.credits, credits))
    report(`${order.orderId} credits ${JSON.stringify(credits)}, not ${JSON.stringify(expected.credits)}`);
  const { rules } = versionOf(world, "rule", terms.rulesVersion).value;
  const set = ruleSetOf(terms.rulesVersion, rules);
  const planned = plainPlan({ order, credits, snapshots, policy: commission, rules: set });
  const amounts = (all: readonly { promoter: number; level: number; amount: number }[]) =>
    all.map(({ promoter, level, amount }) => ({ promoter, level, amount: amountMinor(amount) }));
  if (!isSame(amounts(planned), amounts(decision.commissions)))
    report(
      `${order.orderId} pays ${JSON.stringify(amounts(decision.commissions))}, not ${JSON.stringify(amounts(planned))}`,
    );
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
  for (const { promoter } of view.decision.attribution.credits) {
    if (!named.has(promoter)) report(`${view.order.orderId} credits ${promoter}, whom nothing names`);
  }
}

function snapshotOf(workload: Workload, ref: PromoterRef): PromoterSnapshot {
  const [, ...above] = workload.wholeLineOf(ref);
  const about = (promoter: PromoterRef) =>
    ({ ref: promoter, memberId: `seller of ${promoter}`, status: "active", tier: TIER }) as const;
  return { ...about(ref), uplines: above.map((upline) => ({ ...about(upline), sinceMs: 0 })) };
}

/** What each kind of versions holds. */
interface Values {
  readonly settings: WireSettings;
  readonly rule: { readonly rules: WireRule[] };
}

function versionOf<Kind extends keyof Values>(
  world: World,
  kind: Kind,
  version: number,
): { readonly fromMs: number; readonly value: Values[Kind] } {
  const column = kind === "rule" ? "rules" : kind;
  const [row] = world.databases.CONFIG.read(
    `SELECT effective_from_ms AS fromMs, ${column} AS value FROM ${kind}_versions WHERE version = ?`,
    version,
  );
  if (row === undefined) throw new Error(`no version ${version} of ${kind}`);
  return { fromMs: Number(row["fromMs"]), value: JSON.parse(String(row["value"])) as Values[Kind] };
}
