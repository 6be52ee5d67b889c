/** A promoter sold what its credits in all orders that stand come to. */
import { plainKept, plainReversed, plainShares } from "../plain-order.ts";
import type { World } from "../platform/world.ts";
import type { Workload } from "../workload/workload.ts";
import { type Findings, isBlocked, type Report } from "./findings.ts";

export function checkSales(world: World, workload: Workload, found: Findings, report: Report): void {
  for (const promoter of workload.promoters) {
    let expected = 0;
    for (const { view } of found.orders.values()) {
      if (isBlocked(view)) continue;
      const { amount } = view.order;
      const { credits } = view.decision.attribution;
      const bases = plainShares(
        amount,
        credits.map(({ weightBps }) => weightBps),
      );
      const reversed = plainReversed(amount, view.events);
      credits.forEach((credit, place) => {
        if (credit.promoter === promoter) expected += plainKept(bases[place] ?? 0, amount, reversed);
      });
    }
    const [row] = world
      .host("ACCOUNT_BOOK", workload.bookOf(promoter))
      .read("SELECT lifetime FROM sales WHERE promoter = ?", promoter);
    if (Number(row?.["lifetime"] ?? 0) !== expected)
      report(`${promoter} sold ${row?.["lifetime"] ?? 0}, not ${expected}`);
  }
}
