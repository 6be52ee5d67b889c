/** Balances are what orders, adjustments and payouts add up to, and what lost decisions have left. */
import type { PayoutView } from "../../../domain/payout/payout.ts";
import type { OrderView } from "../../../domain/settlement/order-view.ts";
import { expectedKept } from "../plain-budget.ts";
import type { Workload } from "../workload/workload.ts";
import type { Findings, Report } from "./findings.ts";
import { ACCOUNTS } from "./journals.ts";
import { releasesOf } from "./risk/reviews.ts";

export function checkWallets(workload: Workload, found: Findings, report: Report): void {
  for (const [promoter, { wallet, payouts }] of found.books) {
    const sums = { pending: 0, held: 0, released: 0 };
    for (const { view } of found.orders.values()) {
      const phase = phaseOf(view);
      const kept = expectedKept(view) ?? [];
      view.commissions.forEach((commission, place) => {
        if (commission.promoter === promoter) sums[phase] += kept[place] ?? 0;
      });
    }
    for (const lost of found.lost) {
      if (lost.promoter !== promoter) continue;
      for (const phase of ["pending", "held", "released"] as const) sums[phase] += lost[phase];
    }
    for (const adjustment of workload.received.adjustments) {
      if (adjustment.promoter === promoter) sums.released += adjustment.change;
    }
    const inState = (...states: string[]) => payouts.filter(({ state }) => states.includes(state));
    const reserved = sumOf(inState("requested", "approved", "processing"), "gross");
    const paid = sumOf(inState("paid"), "net");
    const withheld = sumOf(inState("paid"), "withheld");
    const rest = sums.released - reserved - paid - withheld;
    const expected = {
      pending: sums.pending,
      held: sums.held,
      available: Math.max(rest, 0),
      reserved,
      paid,
      withheld,
      debt: Math.max(-rest, 0),
    };
    for (const account of ACCOUNTS) {
      if (wallet[account] !== expected[account])
        report(`${promoter}: ${account} is ${wallet[account]}, not ${expected[account]}`);
    }
  }
}

function phaseOf(view: OrderView): "pending" | "held" | "released" {
  if (releasesOf(view).length > 0) return "released";
  const isReceived = view.events.some((event) => event.kind === "received");
  return isReceived || view.decision.terms.settlement.holdStartsAt === "paid" ? "held" : "pending";
}

function sumOf(payouts: readonly PayoutView[], field: "gross" | "net" | "withheld"): number {
  return payouts.reduce((sum, payout) => sum + payout[field], 0);
}
