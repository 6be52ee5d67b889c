/** What a book tells ledgers: what it found about their orders. */
import type { MessageTo, Numbered } from "../../delivery/messages.ts";
import type { LedgerRow } from "../../delivery/rows.ts";

/** Each finding says all by itself. */
export function findings(messages: readonly Numbered<MessageTo<"ledger">>[]): LedgerRow[] {
  return messages.flatMap(({ seq, message }) => (message.type === "risk_found" ? [{ ...message, seq }] : []));
}
