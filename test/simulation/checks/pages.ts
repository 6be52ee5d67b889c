/** What a page told leaves nothing where its merchant told the order: no commission of it, and no part of the order's. */
import type { JournalEntry } from "../../../domain/ledger/wallet.ts";
import { isPageOrderId, merchantOrderIdOf, PAGE_ORDER_IDS } from "../../../domain/order/page-order.ts";
import type { World } from "../platform/world.ts";
import type { Workload } from "../workload/workload.ts";
import type { Findings, Report } from "./findings.ts";
import { signOf } from "./postings.ts";

export function checkPages(world: World, workload: Workload, found: Findings, report: Report): void {
  for (const [orderId, { view }] of found.orders) {
    if (isPageOrderId(view.order.orderId)) report(`${orderId} was proposed, and shows what a page told`);
  }
  for (const { orderId, kept } of pageOrders(world, workload)) {
    if (found.orders.has(merchantOrderIdOf(orderId)) && kept > 0) report(`${orderId} keeps ${kept}`);
  }
  for (const { journal } of found.books.values()) {
    for (const [commission, left] of leftOfPages(journal))
      if (left !== 0) report(`${commission} has ${left} left in a journal, and a page told it`);
  }
}

/** What journals have of each commission of pages' orders. What a refund took is restored when the refund is called off. */
function leftOfPages(journal: readonly JournalEntry[]): Map<string, number> {
  const left = new Map<string, number>();
  for (const { kind, orderId, reference, amount } of journal) {
    if (orderId === null || !isPageOrderId(orderId)) continue;
    left.set(reference, (left.get(reference) ?? 0) + signOf(kind) * amount);
  }
  return left;
}

function pageOrders(world: World, workload: Workload): { orderId: string; kept: number }[] {
  const { from, before } = PAGE_ORDER_IDS;
  return workload.ledgers.flatMap((name) =>
    world
      .host("COMMISSION_LEDGER", name)
      .read(
        `SELECT o.order_id AS orderId, coalesce(sum(c.kept), 0) AS kept FROM orders o
         LEFT JOIN commissions c ON c.order_row = o.row
         WHERE o.moved < 2 AND o.order_id >= ? AND o.order_id < ? GROUP BY o.row`,
        from,
        before,
      )
      .map(({ orderId, kept }) => ({ orderId: String(orderId), kept: Number(kept) })),
  );
}
