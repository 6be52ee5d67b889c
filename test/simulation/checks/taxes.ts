/**
 * Of each payout is withheld what a plain model says for the moment of its request. No money younger than its cycle was
 * asked for: both told again from the journal alone.
 */
import type { JournalEntry } from "../../../domain/ledger/wallet.ts";
import { plainWithheld, type StandingPayout } from "../plain-tax.ts";
import type { Workload } from "../workload/workload.ts";
import type { Findings, Report } from "./findings.ts";

const DAY_MS = 86_400_000;
/** The program's timezone is eight hours ahead of UTC, all year. */
const ZONE_MS = 8 * 3_600_000;

export function checkTaxes(workload: Workload, found: Findings, report: Report): void {
  for (const { journal, payouts } of found.books.values()) {
    const standing = new Map<string, StandingPayout>();
    journal.forEach((entry, place) => {
      const { kind, reference, amount, occurredAtMs } = entry;
      if (kind === "payout_given_back" || kind === "payout_returned") standing.delete(reference);
      if (kind !== "payout_requested") return;
      const asked = workload.received.payouts.get(reference);
      const payout = payouts.find(({ id }) => id === reference);
      if (payout === undefined) return report(`${reference} was posted and is no payout`);
      if (payout.gross !== amount) report(`${reference} set aside ${amount}, not ${payout.gross}`);
      const month = plainMonth(occurredAtMs);
      const others = [...standing.values()];
      standing.set(reference, { month, gross: amount, withheld: payout.withheld });
      // Nobody heard of the one that the first of two calls at once made.
      if (asked === undefined) return;
      const expected = plainWithheld(asked.taxRegime, { month, gross: amount }, others);
      if (payout.withheld !== expected)
        report(`${reference} withholds ${payout.withheld} under ${asked.taxRegime}, not ${expected}`);
      const most = lainFor(journal.slice(0, place), occurredAtMs - asked.payoutCycleDays * DAY_MS);
      if (asked.payoutCycleDays > 0 && amount > most)
        report(`${reference} asked for ${amount}, of which ${most} had lain for its cycle`);
    });
  }
}

/** As `2026-01`, where the program is. */
export function plainMonth(atMs: number): string {
  return new Date(atMs + ZONE_MS).toISOString().slice(0, 7);
}

/** What is available of a journal but what each commission has brought in since, as far as it was not taken back. */
function lainFor(journal: readonly JournalEntry[], sinceMs: number): number {
  let available = 0;
  const young = new Map<string, number>();
  for (const { kind, debit, credit, amount, reference, occurredAtMs } of journal) {
    const change = credit === "available" ? amount : debit === "available" ? 0 - amount : 0;
    available += change;
    const isOfCommission = ["release", "restore", "reverse"].includes(kind);
    if (isOfCommission && occurredAtMs > sinceMs) young.set(reference, (young.get(reference) ?? 0) + change);
  }
  for (const brought of young.values()) available -= brought > 0 ? brought : 0;
  return available < 0 ? 0 : available;
}
