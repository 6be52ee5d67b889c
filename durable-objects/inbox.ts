/**
 * Takes a delivery: applies only the next numbers, acknowledges lower ones, refuses a gap. A row that cannot be
 * applied is refused alone: it never holds up the rows of others behind it.
 */
import { invariant } from "../domain/kernel/invariant.ts";
import type { Delivery, DeliveryAnswer, JournalHead, RefusedRow } from "./delivery.ts";
import type { InboxStorage } from "./inbox-storage.ts";
import { logFailure } from "./log.ts";

/** What a receiver does with rows, all inside the delivery's transaction. */
export interface Receiver<Row> {
  /** Undoes what `work` wrote when it throws. */
  atomically<Result>(work: () => Result): Result;
  /** Applies one row; a reason means that it was refused. */
  apply(row: Row): string | null;
  /** Told of a row that failed, after all that it wrote was undone. */
  failed?(row: Row): void;
  /** Called after the rows, for the journals that they touched. */
  heads?(): readonly JournalHead[];
}

/** Why a row that threw was refused: an operator finds the error in the log, and may replay it. */
const FAILED = "failed";

/** Must run inside one transaction. */
export function takeDelivery<Row extends { readonly seq: number }>(
  inbox: InboxStorage,
  delivery: Delivery<Row>,
  receiver: Receiver<Row>,
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
    const reason = applyAlone(receiver, row);
    if (reason !== null) {
      inbox.refuse(sender, { seq: row.seq, reason });
      refused.push({ seq: row.seq, reason });
    }
    last = row.seq;
  }
  if (last > before) inbox.setLastSeq(sender, last);
  return { kind: "taken", last, refused, heads: receiver.heads?.() ?? [] };
}

function applyAlone<Row>(receiver: Receiver<Row>, row: Row): string | null {
  try {
    return receiver.atomically(() => receiver.apply(row));
  } catch (error) {
    logFailure("inbox.row", error);
    receiver.failed?.(row);
    return FAILED;
  }
}
