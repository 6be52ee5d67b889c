/**
 * Takes a delivery: applies only the next numbers, acknowledges lower ones, refuses a gap. A row that cannot be
 * applied is refused alone: it never holds up the rows of others behind it. A row that a later version of the code
 * sends is neither applied nor refused. It waits at its sender, with all that follow, until this code knows it.
 */
import type { RefusalCode } from "../../domain/ledger/refusal.ts";
import { NotUnderstood } from "../../domain/kernel/not-understood.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import { type Delivery, type DeliveryAnswer, type JournalHead, type RowRefusal, senderKey } from "./rows.ts";
import { lifeAt } from "./lives.ts";
import type { InboxStorage } from "./inbox-storage.ts";
import { isFailingStorage } from "../object/failing-storage.ts";
import { logError } from "../object/log.ts";

/** What a receiver does with rows, all inside the delivery's transaction. */
export interface Receiver<Row> {
  /** Undoes what `work` wrote when it throws. */
  atomically<Result>(work: () => Result): Result;
  /** Opens a unit of work for rows that are applied together. What it holds in memory ends with it. */
  begin(rows: readonly Row[]): UnitOfWork<Row>;
  /** Told of a row that failed, after all that it wrote was undone. */
  failed?(row: Row): void;
}

export interface UnitOfWork<Row> {
  /** Applies one row; a code means that it was refused. */
  apply(row: Row): RefusalCode | null;
  /** Writes what was gathered; answers the heads of the journals that were extended. */
  commit?(): readonly JournalHead[];
}

/** What became of rows. */
interface Applied {
  /** How many were taken, of those in sequence. */
  readonly rows: number;
  readonly refused: readonly RowRefusal[];
  readonly heads: readonly JournalHead[];
}

/** Why a row that threw was refused: an operator finds the error in the log, and may replay it. */
const FAILED = "failed" satisfies RefusalCode;

/** Must run inside one transaction. @throws NotUnderstood when not even the first row can be taken. */
export function takeDelivery<Row extends { readonly seq: number }>(
  inbox: InboxStorage,
  delivery: Delivery<Row>,
  receiver: Receiver<Row>,
): DeliveryAnswer {
  const { rows } = delivery;
  const sender = senderKey(delivery.from);
  const before = inbox.last(sender);
  const first = rows[0]?.seq ?? delivery.after.seq + 1;
  if (first > before.seq + 1) return { kind: "gap", last: before };
  const newest = rows.at(-1)?.seq ?? first - 1;
  // Beyond what was sent, the sender compares what this receiver says that it has.
  if (before.seq <= newest && lifeIn(delivery, before.seq) !== before.life) {
    return { kind: "diverged", last: before };
  }
  const known = inbox.refusalsBetween(sender, first, before.seq);
  const fresh = rows.filter((row) => row.seq > before.seq);
  if (fresh.length === 0) return { kind: "taken", last: before, refused: known, heads: [] };
  invariant(newest === before.seq + fresh.length, "rows of a delivery are numbered without a gap");
  const judging = passingOver(receiver, delivery.retold);
  const { refused, heads, rows: taken } = applyTogether(judging, fresh) ?? applyEach(judging, fresh, sender);
  for (const refusal of refused) inbox.refuse(sender, refusal);
  const lastSeq = before.seq + taken;
  const last = { seq: lastSeq, life: lifeIn(delivery, lastSeq) };
  inbox.setLast(sender, last);
  return { kind: "taken", last, refused: [...known, ...refused], heads };
}

/** A receiver that takes rows which were told again since without applying them. */
function passingOver<Row extends { readonly seq: number }>(
  receiver: Receiver<Row>,
  retold: readonly number[] = [],
): Receiver<Row> {
  if (retold.length === 0) return receiver;
  const passed = new Set(retold);
  const begin = (rows: readonly Row[]): UnitOfWork<Row> => {
    const unit = receiver.begin(rows);
    return { ...unit, apply: (row) => (passed.has(row.seq) ? null : unit.apply(row)) };
  };
  return { ...receiver, begin };
}

/** The life that issued a number, by what the delivery says of its rows and of the one before them. */
function lifeIn({ after, lives }: Pick<Delivery<never>, "after" | "lives">, seq: number): string | null {
  return seq <= after.seq ? after.life : lifeAt(lives, seq);
}

/** All rows in one unit of work; undefined, and nothing written, when one of them fails. */
function applyTogether<Row extends { readonly seq: number }>(
  receiver: Receiver<Row>,
  rows: readonly Row[],
): Applied | undefined {
  try {
    return receiver.atomically(() => applyUnit(receiver, rows));
  } catch (error) {
    if (isFailingStorage(error)) throw error;
    if (!(error instanceof NotUnderstood)) logError("rows_not_applied", error, { rows: rows.length });
    return undefined;
  }
}

/**
 * Each row in a unit of its own, so that the one that fails is found and refused. Up to the first that is not understood.
 *
 * @throws where storage fails: that is no fault of a row, and the whole delivery comes again.
 */
function applyEach<Row extends { readonly seq: number }>(
  receiver: Receiver<Row>,
  rows: readonly Row[],
  sender: string,
): Applied {
  const applied: Applied[] = [];
  for (const row of rows) {
    try {
      applied.push(receiver.atomically(() => applyUnit(receiver, [row])));
    } catch (error) {
      if (isFailingStorage(error)) throw error;
      if (error instanceof NotUnderstood) {
        logError("row_not_understood", error, { sender, seq: row.seq });
        if (applied.length === 0) throw error;
        break;
      }
      logError("row_not_applied", error);
      receiver.failed?.(row);
      applied.push({ rows: 1, refused: [{ seq: row.seq, code: FAILED }], heads: [] });
    }
  }
  const heads = new Map(applied.flatMap((one) => one.heads).map((head) => [head.promoter, head]));
  const refused = applied.flatMap((one) => one.refused);
  return { rows: applied.length, refused, heads: [...heads.values()] };
}

function applyUnit<Row extends { readonly seq: number }>(
  receiver: Receiver<Row>,
  rows: readonly Row[],
): Applied {
  const unit = receiver.begin(rows);
  const refused = rows.flatMap((row): RowRefusal[] => {
    const code = unit.apply(row);
    return code === null ? [] : [{ seq: row.seq, code }];
  });
  return { rows: rows.length, refused, heads: unit.commit?.() ?? [] };
}
