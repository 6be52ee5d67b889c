/**
 * What of a wallet's available money can be requested under a payout cycle of T+N: money becomes requestable N days
 * after its release. Balances are not touched by it: what is too young stays available, and pays debts.
 */
import { type AmountMinor, amountMinor } from "../kernel/money.ts";
import type { JournalEntry } from "../ledger/wallet.ts";

type Movement = Pick<JournalEntry, "kind" | "debit" | "credit" | "amount" | "reference" | "occurredAtMs">;

/** What a request may ask for at most, now and from the next time on at which that is more. */
export interface Requestable {
  /** 0 where no request would be taken. */
  readonly amount: AmountMinor;
  /** As far as nothing else happens; null where waiting alone brings no more. */
  readonly next: { readonly atMs: number; readonly amount: AmountMinor } | null;
}

const NOTHING: Requestable = { amount: amountMinor(0), next: null };

/** The money of each commission that came within the cycle, as entries leave it one by one. */
class Fresh {
  readonly #byCommission = new Map<string, number>();
  #sum = 0;

  get sum(): number {
    return this.#sum;
  }

  /** @param sign -1 takes out an entry that has lain for the cycle. */
  add({ kind, debit, credit, amount, reference }: Movement, sign: 1 | -1): void {
    const brings = (kind === "release" || kind === "restore") && credit === "available";
    const takes = kind === "reverse" && debit === "available";
    if (!brings && !takes) return;
    const before = this.#byCommission.get(reference) ?? 0;
    const after = before + (brings ? sign : -sign) * amount;
    this.#byCommission.set(reference, after);
    this.#sum += Math.max(0, after) - Math.max(0, before);
  }
}

/**
 * Available money less what commissions brought in since the cycle began. What was taken back from the same commission
 * is not counted twice; what else leaves the wallet is taken from the older money first.
 *
 * @param young entries of the last `cycleMs`.
 * @param bounds.isOpen whether a payout is under way: until it is resolved no other is taken.
 */
export function requestableOf(
  available: AmountMinor,
  young: readonly Movement[],
  bounds: { readonly cycleMs: number; readonly minPayout: AmountMinor; readonly isOpen: boolean },
): Requestable {
  if (bounds.isOpen) return NOTHING;
  const fresh = new Fresh();
  for (const entry of young) fresh.add(entry, 1);
  const left = () => {
    const old = amountMinor(Math.max(0, available - fresh.sum));
    return old < bounds.minPayout ? amountMinor(0) : old;
  };
  const amount = left();
  const oldestFirst = young.toSorted((one, other) => one.occurredAtMs - other.occurredAtMs);
  for (const [place, entry] of oldestFirst.entries()) {
    fresh.add(entry, -1);
    // What happened at one moment ripens at one moment.
    if (oldestFirst[place + 1]?.occurredAtMs === entry.occurredAtMs) continue;
    if (left() > amount)
      return { amount, next: { atMs: entry.occurredAtMs + bounds.cycleMs, amount: left() } };
  }
  return { amount, next: null };
}
