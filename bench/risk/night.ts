/** What a night finds: patterns of promoters over four weeks, and groups that live on themselves, by the service's functions. */
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { type PromoterRef, promoterIdOf } from "../../domain/kernel/ids.ts";
import type { LateFinding } from "../../domain/risk/late-risk.ts";
import { livesOnItself } from "../../domain/risk/patterns/collusion.ts";
import { densestGroup, type Purchase } from "../../domain/risk/patterns/dense-group.ts";
import { findPattern, Judging } from "../../domain/risk/patterns/find-patterns.ts";
import { holdsOrders, type ObservedPattern } from "../../domain/risk/patterns/holding-patterns.ts";
import { emptyWindow } from "../../test/support/risk/empty-window.ts";
import { lastOf } from "../../test/support/risk/last-of.ts";
import { type NetworkPairs, networkPairs } from "../../test/support/risk/network-pairs.ts";
import { PATTERN_NAMES } from "../../domain/risk/patterns/patterns.ts";
import { type PromoterWindow, WINDOW_DAYS } from "../../domain/risk/patterns/promoter-window.ts";
import { type PromoterPurchase, ringsOf } from "../../domain/risk/patterns/rings.ts";
import { SeveralSigns } from "../../domain/risk/patterns/several-signs.ts";
import type { JudgedOrder } from "./judged-order.ts";

const SOON_MS = 15_000;
const LONG_MS = 7 * DAY_MS;
/** Of clicks, the part that is of different people. */
const DIFFERENT = 0.85;

/** Promoters who are shown to a person, each with what its orders take note of. */
export function findingsOf(orders: readonly JudgedOrder[], nowMs: number): Map<PromoterRef, LateFinding[]> {
  const recent = orders.filter(({ decided }) => decided.journey.orderedAtMs >= nowMs - WINDOW_DAYS * DAY_MS);
  const patterns = new Map<PromoterRef, ObservedPattern[]>();
  const show = (promoter: PromoterRef, shown: ObservedPattern) =>
    patterns.set(promoter, [...(patterns.get(promoter) ?? []), shown]);
  const windows = windowsOf(recent, nowMs);
  for (const name of PATTERN_NAMES) {
    const judging = new Judging(name);
    judging.take(windows);
    for (const { promoter, ...found } of lastOf(findPattern(name, judging.judged()))) show(promoter, found);
  }
  const together = new SeveralSigns();
  together.take(windows);
  for (const { promoter, pattern } of lastOf(together.found())) show(promoter, { pattern });
  const purchases = purchasesOf(recent);
  const group = lastOf(densestGroup(purchases));
  if (group !== undefined && lastOf(livesOnItself(group, purchases)))
    for (const promoter of group.promoters) show(promoter, { pattern: "dense_group" });
  const findings = new Map(
    [...patterns].map(([promoter, shown]): [PromoterRef, LateFinding[]] => {
      const holding = shown.filter(holdsOrders).map(({ pattern }) => pattern);
      const facts = { patterns: holding.join(" ") };
      return [promoter, holding.length === 0 ? [] : [{ code: "promoter_pattern", facts }]];
    }),
  );
  const rings = [...ringsOf(promoterPurchasesOf(recent))].flatMap((found) => found.rings);
  for (const [promoter, ring] of rings) {
    const facts = { promoters: ring.map(promoterIdOf).join(" ") };
    findings.set(promoter, [...(findings.get(promoter) ?? []), { code: "ring", facts }]);
  }
  return findings;
}

function windowsOf(orders: readonly JudgedOrder[], nowMs: number): PromoterWindow[] {
  const own = Map.groupBy(orders, ({ decided }) => decided.promoter);
  return [...own].map(([promoter, some]) => windowOf(promoter, some, nowMs));
}

function windowOf(promoter: PromoterRef, orders: readonly JudgedOrder[], nowMs: number): PromoterWindow {
  const count = (isCounted: (order: JudgedOrder) => boolean) => orders.filter(isCounted).length;
  const timed = orders.flatMap(({ decided }) => decided.clickToOrderMs ?? []);
  const clicks = Math.ceil(orders.reduce((sum, { decided }) => sum + decided.journey.clicks, 0));
  const standing = orders.filter((order) => !order.isReversed(nowMs));
  return {
    ...emptyWindow(promoter),
    clicks,
    visitors: Math.ceil(clicks * DIFFERENT),
    orders: orders.length,
    timedOrders: timed.length,
    within15Seconds: timed.filter((ms) => ms < SOON_MS).length,
    after7Days: timed.filter((ms) => ms >= LONG_MS).length,
    customerOrders: orders.length,
    newCustomerOrders: count(({ decided }) => decided.isNewCustomer),
    takenCustomers: count(({ decided }) => decided.isFirst && !decided.isNewCustomer),
    takenCredits: count(({ decided }) => decided.isCreditTaken),
    saidOrders: count(({ decided }) => decided.isUnasked !== null),
    unaskedOrders: count(({ decided }) => decided.isUnasked === true),
    endedOrders: count((order) => order.releasedAtMs !== null || order.isReversed(nowMs)),
    reversedOrders: count((order) => order.isReversed(nowMs)),
    sales: standing.reduce((sum, { decided }) => sum + decided.journey.amount, 0),
    ...pairsOf(orders),
  };
}

/** Of the days of the clicks together. */
function pairsOf(orders: readonly JudgedOrder[]): NetworkPairs {
  const networks = orders.flatMap(({ decided }) => decided.network ?? []);
  const days = [...Map.groupBy(networks, (network) => Math.floor(network / 65_536)).values()].map((ofDay) =>
    networkPairs([...Map.groupBy(ofDay, (network) => network).values()].map(({ length }) => length)),
  );
  return {
    orderPairs: days.reduce((sum, day) => sum + day.orderPairs, 0),
    oneNetworkPairs: days.reduce((sum, day) => sum + day.oneNetworkPairs, 0),
  };
}

/** Of customers with more than one order. */
function purchasesOf(orders: readonly JudgedOrder[]): Purchase<PromoterRef, string>[] {
  const byCustomer = Map.groupBy(orders, ({ decided }) => decided.journey.customer);
  return [...byCustomer].flatMap(([customer, own]) =>
    own.length < 2
      ? []
      : [...Map.groupBy(own, ({ decided }) => decided.promoter)].map(([promoter, some]) => ({
          promoter,
          customer,
          orders: some.length,
        })),
  );
}

/** Of buyers who are promoters themselves. */
function promoterPurchasesOf(orders: readonly JudgedOrder[]): PromoterPurchase<PromoterRef>[] {
  const bought = orders.flatMap(({ decided }) => {
    const { buyer } = decided.journey;
    return buyer === null ? [] : [{ buyer, seller: decided.promoter }];
  });
  const pairs = Map.groupBy(bought, ({ buyer, seller }) => `${buyer} ${seller}`);
  return [...pairs.values()].flatMap((same) =>
    same.slice(0, 1).map((one) => ({ ...one, orders: same.length })),
  );
}
