/** Tiers rise with what promoters sold, at once and never further; they fall by an operator's word alone. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { World } from "../platform/world.ts";
import type { Workload } from "../workload/workload.ts";
import { type Findings, isBlocked, type Report } from "./findings.ts";

/** The tiers that a program has by itself, with the sales from which each is reached. */
const TIERS = [
  ["bronze", 0],
  ["silver", 100_000],
  ["gold", 500_000],
  ["diamond", 2_000_000],
] as const;

function plainTier(sales: number): string {
  return TIERS.findLast(([, from]) => sales >= from)?.[0] ?? "bronze";
}

export function checkTiers(world: World, workload: Workload, found: Findings, report: Report): void {
  for (const promoter of workload.promoters) {
    const book = world.host("ACCOUNT_BOOK", workload.bookOf(promoter));
    const changes = book.read(
      "SELECT change, tier, cause, from_ms AS fromMs FROM tier_changes WHERE promoter = ? ORDER BY change",
      promoter,
    );
    let present = "bronze";
    let presentMs = 0;
    changes.forEach(({ change, tier, cause, fromMs }, place) => {
      const isRise = rankOf(tier) > rankOf(present);
      if (change !== place + 1 || Number(fromMs) < presentMs)
        report(`${promoter}: change ${String(change)} of its tier is not in its place`);
      if (cause !== "operator" && cause !== "joined" && !isRise)
        report(`${promoter} fell from ${present} to ${String(tier)} by ${String(cause)}`);
      [present, presentMs] = [String(tier), Number(fromMs)];
    });
    const bySales = changes.filter(({ cause }) => cause === "sales").map(({ tier }) => rankOf(tier));
    const most = plainTier(everSold(found, promoter) + notTakenBack(world, workload, promoter));
    // What a lost decision sold is not known any more.
    if (!workload.losesObjects && Math.max(0, ...bySales) > rankOf(most))
      report(`${promoter} rose to ${present}, and ever sold enough for ${most}`);
    const [row] = book.read("SELECT lifetime FROM sales WHERE promoter = ?", promoter);
    const least = plainTier(Number(row?.["lifetime"] ?? 0));
    const isByOperator = changes.some(({ cause }) => cause === "operator");
    if (!isByOperator && rankOf(present) < rankOf(least))
      report(`${promoter} is ${present}, and sold enough for ${least}`);
  }
}

/** The tier of each promoter that was in force at a time. */
export function tiersAt(world: World, workload: Workload, atMs: number): (promoter: PromoterRef) => string {
  return (promoter) => {
    const [last] = world
      .host("ACCOUNT_BOOK", workload.bookOf(promoter))
      .read(
        "SELECT tier FROM tier_changes WHERE promoter = ? AND from_ms <= ? ORDER BY change DESC LIMIT 1",
        promoter,
        atMs,
      );
    return String(last?.["tier"] ?? "bronze");
  };
}

function rankOf(tier: unknown): number {
  return TIERS.findIndex(([name]) => name === tier);
}

/** What books refused to take back while rows failed in them, until it was sent again: sales of that time stand higher. */
function notTakenBack(world: World, workload: Workload, promoter: number): number {
  if (world.failingRows === null) return 0;
  return workload.ledgers
    .map((ledger) =>
      world.host("COMMISSION_LEDGER", ledger).read(
        `SELECT total(-o.amount) AS n FROM outbox o JOIN refused_rows USING (pair, seq)
         WHERE o.kind = 'sales' AND o.amount < 0 AND o.promoter = ?`,
        promoter,
      ),
    )
    .reduce((sum, [row]) => sum + Number(row?.["n"] ?? 0), 0);
}

/** All that was ever sold by a promoter's credits, whatever was taken back since. */
function everSold(found: Findings, promoter: number): number {
  let sold = 0;
  for (const { view } of found.orders.values()) {
    if (isBlocked(view)) continue;
    const own = view.decision.attribution.credits.filter((credit) => credit.promoter === promoter);
    // A credit's share, rounded up: what is voided and sold again counts once in a lifetime.
    const amended = view.events.flatMap(({ kind, amount }) => (kind === "amended" ? (amount ?? 0) : []));
    const most = Math.max(view.order.amount, ...amended);
    const lines = Math.max(1, view.goods.items?.length ?? 0);
    for (const { weightBps } of own) sold += Math.ceil((most * weightBps) / 10_000) + lines - 1;
  }
  return sold;
}
