/** A budget knows of all that its orders keep, while people act and at the end, and is never exceeded. */
import { expectedKept } from "../plain-budget.ts";
import type { World } from "../platform/world.ts";
import type { Workload } from "../workload/workload.ts";
import { type Findings, type Report } from "./findings.ts";

/** Campaigns whose orders keep more, at this moment, than is reserved and spent, or whose budget is exceeded. */
export function overspent(world: World, workload: Workload): string[] {
  return workload.campaigns.flatMap(({ id, slot, budget }) => {
    // An order that is under way is where it was and where it goes to: it counts where it is worked on.
    const kept = new Map<string, number>();
    for (const name of workload.ledgers) {
      const orders = world.host("COMMISSION_LEDGER", name).read(
        `SELECT o.order_id, o.moved, sum(c.kept) AS kept FROM commissions c JOIN orders o ON o.row = c.order_row
         WHERE o.moved < 2 AND o.decision ->> '$.campaignId' = ? AND o.decision ->> '$.budget.reservation' > 0
         GROUP BY o.row`,
        id,
      );
      for (const { order_id: orderId, moved, kept: own } of orders)
        if (moved === 0 || !kept.has(String(orderId))) kept.set(String(orderId), Number(own));
    }
    const all = [...kept.values()].reduce((sum, one) => sum + one, 0);
    const [row] = world
      .host("ACCOUNT_BOOK", workload.bookOfSlot(slot))
      .read("SELECT reserved + spent AS taken FROM budgets WHERE campaign_id = ?", id);
    const taken = Number(row?.["taken"] ?? 0);
    if (taken > budget) return [`${id} has taken ${taken} of ${budget}`];
    return all > taken ? [`${id} keeps ${all}, and its budget knows of ${taken}`] : [];
  });
}

/** How often budgets were asked for what was voided, and how often they had not room for all of it. */
export function questionsOf(world: World, workload: Workload): { asked: number; cut: number } {
  const answers = workload.ledgers.flatMap((name) =>
    world
      .host("COMMISSION_LEDGER", name)
      .read(
        "SELECT event ->> 'amount' AS granted, event ->> 'wanted' AS wanted FROM events WHERE event_id GLOB 'budget:*'",
      ),
  );
  return { asked: answers.length, cut: answers.filter(({ granted, wanted }) => granted !== wanted).length };
}

/** A campaign spent what its orders' commissions keep, has reserved nothing any more, and never went beyond. */
export function checkBudgets(world: World, workload: Workload, found: Findings, report: Report): void {
  const refusals = new Set(
    workload.ledgers.flatMap((name) =>
      world
        .host("COMMISSION_LEDGER", name)
        .read("SELECT code FROM refused_rows WHERE replayed_at_ms IS NULL")
        .map(({ code }) => code),
    ),
  );
  for (const { id, slot, budget } of workload.campaigns) {
    let expected = 0;
    for (const { view } of found.orders.values()) {
      const { campaignId, budget: terms } = view.decision;
      if (campaignId !== id || (terms?.reservation ?? 0) === 0) continue;
      for (const kept of expectedKept(view) ?? []) expected += kept;
    }
    const [row] = world
      .host("ACCOUNT_BOOK", workload.bookOfSlot(slot))
      .read("SELECT reserved, spent FROM budgets WHERE campaign_id = ?", id);
    if (row === undefined) continue;
    const { reserved, spent } = row;
    if (reserved !== 0) report(`${id} still has ${reserved} reserved`);
    // What was told again may cost more than there is room for by now: the row is refused, and listed.
    if (spent !== expected && !refusals.has("over_budget")) report(`${id} spent ${spent}, not ${expected}`);
    const isBound = !workload.received.budgetsLifted.has(id);
    if (isBound && Number(spent) > budget) report(`${id} spent ${spent} of ${budget}`);
  }
}
