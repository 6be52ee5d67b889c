/**
 * What of a wallet's available money can be requested under a payout cycle of T+N: money becomes requestable N days
 * after its release. Balances are not touched by it: what is too young stays available, and pays debts.
 */
import { type AmountMinor, amountMinor } from "../kernel/money.ts";
import type { JournalEntry } from "../ledger/wallet.ts";

type Movement = Pick<JournalEntry, "kind" | "debit" | "credit" | "amount" | "reference">;

/**
 * Available money less what commissions brought in since the cycle began. What was taken back from the same commission
 * is not counted twice; what else leaves the wallet is taken from the older money first.
 *
 * @param young entries of the last N days.
 */
export function requestableOf(available: AmountMinor, young: readonly Movement[]): AmountMinor {
  const byCommission = new Map<string, number>();
  for (const { kind, debit, credit, amount, reference } of young) {
    const brings = (kind === "release" || kind === "restore") && credit === "available";
    const takes = kind === "reverse" && debit === "available";
    if (!brings && !takes) continue;
    const before = byCommission.get(reference) ?? 0;
    byCommission.set(reference, brings ? before + amount : before - amount);
  }
  let fresh = 0;
  for (const net of byCommission.values()) fresh += Math.max(0, net);
  return amountMinor(Math.max(0, available - fresh));
}
