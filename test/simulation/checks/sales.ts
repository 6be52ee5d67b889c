/** A promoter sold what its credits in all orders that stand come to. */
import { plainKept, plainShares } from "../plain-order.ts";
import { plainWorth } from "../plain-worth.ts";
import type { World } from "../platform/world.ts";
import type { Workload } from "../workload/workload.ts";
import { type Findings, isBlocked, type Report } from "./findings.ts";

export function checkSales(world: World, workload: Workload, found: Findings, report: Report): void {
  for (const promoter of workload.promoters) {
    let expected = 0;
    const byMonth = new Map<string, number>();
    for (const { view } of found.orders.values()) {
      if (isBlocked(view)) continue;
      const { amount, items, reversed } = plainWorth(view.order, view.events);
      const { credits } = view.decision.attribution;
      const weights = credits.map(({ weightBps }) => weightBps);
      const lines = (items ?? [{ amount }]).map((line) => plainShares(line.amount ?? 0, weights));
      const bases = credits.map((_, place) => lines.reduce((sum, parts) => sum + (parts[place] ?? 0), 0));
      credits.forEach((credit, place) => {
        if (credit.promoter !== promoter) return;
        const sold = plainKept(bases[place] ?? 0, amount, reversed);
        const { month } = view.decision.terms;
        expected += sold;
        byMonth.set(month, (byMonth.get(month) ?? 0) + sold);
      });
    }
    const book = world.host("ACCOUNT_BOOK", workload.bookOf(promoter));
    const months = book.read(
      // Where an order has moved, one ledger told what it sold, and another what was refunded.
      `SELECT m.month, sum(m.sales) - coalesce((SELECT sum(o.amount) FROM owed_sales o
         WHERE o.promoter = m.promoter AND o.month = m.month), 0) AS sales
       FROM month_sales m WHERE m.promoter = ? GROUP BY m.month`,
      promoter,
    );
    const stored = new Map(months.map(({ month, sales }) => [String(month), Number(sales)]));
    for (const month of new Set([...byMonth.keys(), ...stored.keys()])) {
      const [wanted, has] = [byMonth.get(month) ?? 0, stored.get(month) ?? 0];
      if (wanted !== has) report(`${promoter} sold ${has} in ${month}, not ${wanted}`);
    }
    const [row] = book.read("SELECT lifetime FROM sales WHERE promoter = ?", promoter);
    if (Number(row?.["lifetime"] ?? 0) !== expected)
      report(`${promoter} sold ${row?.["lifetime"] ?? 0}, not ${expected}`);
  }
}
