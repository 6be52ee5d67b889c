/** Read models say what the owners say. */
import type { World } from "../platform/world.ts";
import type { Workload } from "../workload/workload.ts";
import { type Findings, isSame, type Report } from "./findings.ts";
import { isPutBack } from "./journals.ts";
import { INTENTS } from "./postings.ts";

/** Read models say what the owners say; heads in D1 stand in their journals and cover what the book wrote by itself. */
export function checkReadModels(world: World, workload: Workload, found: Findings, report: Report): void {
  for (const [orderId, { view }] of found.orders) {
    const [row] = world.databases.REPORTS.read(
      "SELECT state, reversed_amount AS reversed, under_review AS review FROM orders WHERE order_id = ?",
      orderId,
    );
    const expected = { state: view.state, reversed: view.reversedAmount, review: view.underReview ? 1 : 0 };
    if (!isSame(row, expected)) report(`${orderId}: the read model says ${JSON.stringify(row)}`);
    const kept = world.databases.REPORTS.read(
      "SELECT id, kept, state FROM commissions WHERE order_id = ? ORDER BY id",
      orderId,
    );
    // Rows of what a lost decision paid stay, where the order is decided otherwise when it is told again.
    const proposals = workload.received.proposals.get(orderId) ?? [];
    const mayComeLate = proposals.some(({ decision }) => decision.attribution.credits.length === 0);
    if (workload.received.lost.has(orderId) && mayComeLate) continue;
    const own = view.commissions.map(({ id, kept, state }) => ({ id, kept, state }));
    if (
      !isSame(
        kept,
        own.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      )
    )
      report(`${orderId}: the read model's commissions differ`);
  }
  for (const promoter of workload.promoters) {
    if (isPutBack(workload, promoter)) continue;
    const journal = found.books.get(promoter)?.journal ?? [];
    const [head] = world.databases.REPORTS.read(
      "SELECT entries, head FROM journal_heads WHERE promoter = ?",
      promoter,
    );
    const entries = Number(head?.["entries"] ?? 0);
    if (head !== undefined && journal[entries - 1]?.hash !== head["head"])
      report(`${promoter}: the head in D1 is not in the journal`);
    const own = journal.findLast((entry) => !INTENTS.has(entry.kind))?.sequence ?? 0;
    if (entries < own) report(`${promoter}: D1 knows ${entries} entries, the book wrote ${own} by itself`);
  }
}
