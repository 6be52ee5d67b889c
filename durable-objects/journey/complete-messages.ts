/** What a Journey tells ledgers and the tree, as these take it: each message says all by itself. */
import type { JoinMessage, MessageTo, Numbered } from "../delivery/messages.ts";
import type { LedgerRow, TreeRow } from "../delivery/rows.ts";

/** A Journey tells ledgers of evidence, and of what it found about their orders. */
export function lateForOrders(messages: readonly Numbered<MessageTo<"ledger">>[]): LedgerRow[] {
  return messages.flatMap(({ seq, message }) =>
    message.type === "late_evidence" || message.type === "risk_found" ? [{ ...message, seq }] : [],
  );
}

/** What a Journey tells the tree says all by itself. */
export function asTheyAre(messages: readonly Numbered<JoinMessage>[]): TreeRow[] {
  return messages.map(({ seq, message }) => ({ ...message, seq }));
}
