/** A journal is a chain by the documented rule, and folds to its wallet. */
import { createHash } from "node:crypto";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import type { Workload } from "../workload/workload.ts";
import type { Findings, Report } from "./findings.ts";

export const ACCOUNTS = ["pending", "held", "available", "reserved", "paid", "withheld", "debt"] as const;

/** A journal of a book that was put back: heads known outside may be of entries that it has no more. */
export function isPutBack(workload: Workload, promoter: PromoterRef): boolean {
  return workload.received.booksPutBack.has(workload.bookOf(promoter));
}

/** Every journal is a chain by the documented rule, folds to its wallet, and its heads outside stand in it. */
export function checkJournals(workload: Workload, found: Findings, report: Report): void {
  for (const [promoter, { wallet, journal, valid }] of found.books) {
    if (!valid && !isPutBack(workload, promoter)) report(`${promoter}: verification fails`);
    const balances: Record<string, number> = {};
    let previous = "0".repeat(64);
    journal.forEach((entry, index) => {
      balances[entry.debit] = (balances[entry.debit] ?? 0) - entry.amount;
      balances[entry.credit] = (balances[entry.credit] ?? 0) + entry.amount;
      const text = JSON.stringify([
        previous,
        `pr_${promoter.toString(36)}`,
        index + 1,
        `je_${promoter.toString(36)}_${(index + 1).toString(36)}`,
        entry.kind,
        entry.debit,
        entry.credit,
        entry.amount,
        balances["available"] ?? 0,
        entry.orderId,
        entry.reference,
        new Date(entry.occurredAtMs).toISOString(),
      ]);
      previous = createHash("sha256").update(text).digest("hex");
      if (entry.hash !== previous) report(`${promoter}: entry ${index + 1} is not what its hash says`);
    });
    for (const account of ACCOUNTS) {
      const sign = account === "debt" ? -1 : 1;
      const folded = sign * (balances[account] ?? 0);
      if (folded !== wallet[account] && !(folded === 0 && wallet[account] === 0))
        report(`${promoter}: ${account} is ${wallet[account]}, its journal says ${folded}`);
    }
    const total = Object.values(balances).reduce((sum, balance) => sum + balance, 0);
    if (total !== 0) report(`${promoter}: the accounts sum to ${total}`);
  }
}
