/** Takes a delivery: applies only the next numbers, acknowledges lower ones, refuses a gap. */
import { invariant } from "../domain/kernel/invariant.ts";
import type { Delivery, DeliveryAnswer, JournalHead, RefusedRow } from "./delivery.ts";
import type { InboxStorage } from "./inbox-storage.ts";

/** Applies one row; a reason means that it was refused. Runs inside the delivery's transaction. */
export type ApplyRow<Row> = (row: Row) => string | null;

/**
 * Must run inside one transaction together with what `apply` does.
 *
 * @param heads called after the rows, for the journals that they touched.
 */
export function takeDelivery<Row extends { readonly seq: number }>(
  inbox: InboxStorage,
  delivery: Delivery<Row>,
  apply: ApplyRow<Row>,
  heads: () => readonly JournalHead[],
): DeliveryAnswer {
  const { sender, rows } = delivery;
  const [first] = rows;
  const before = inbox.lastSeq(sender);
  if (first === undefined) return { kind: "taken", last: before, refused: [], heads: [] };
  if (first.seq > before + 1) return { kind: "gap", last: before };
  let last = before;
  const refused: RefusedRow[] = inbox.refusalsBetween(sender, first.seq, before);
  for (const row of rows) {
    if (row.seq <= last) continue;
    invariant(row.seq === last + 1, "rows of a delivery are numbered without a gap");
    const reason = apply(row);
    if (reason !== null) {
      inbox.refuse(sender, { seq: row.seq, reason });
      refused.push({ seq: row.seq, reason });
    }
    last = row.seq;
  }
  if (last > before) inbox.setLastSeq(sender, last);
  return { kind: "taken", last, refused, heads: heads() };
}
