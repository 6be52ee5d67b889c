/** What a budget granted and its order could not take: it stands as the reason of the question, until a replay applies it. */
import { type AmountMinor, amountMinor } from "../../domain/kernel/money.ts";

const UNAPPLIED = "failed after granting ";

/** @param granted in minor units. */
export function unappliedGrant(granted: AmountMinor): string {
  return `${UNAPPLIED}${granted}`;
}

/** What was granted, in minor units; null for any other reason. */
export function grantUnapplied(reason: string): AmountMinor | null {
  return reason.startsWith(UNAPPLIED) ? amountMinor(Number(reason.slice(UNAPPLIED.length))) : null;
}
