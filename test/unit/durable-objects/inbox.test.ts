import { expect, test } from "vitest";
import { takeDelivery } from "../../../durable-objects/delivery/inbox.ts";
import type { Delivery } from "../../../durable-objects/delivery/rows.ts";
import { NotUnderstood } from "../../../domain/kernel/not-understood.ts";
import type { RefusalCode } from "../../../domain/ledger/refusal.ts";
import { INBOX_SCHEMA, InboxStorage } from "../../../durable-objects/delivery/inbox-storage.ts";
import { memorySql } from "../../support/memory-sql.ts";

const DELIVERY = {
  from: { class: "ledger", name: "shop/0" },
  after: { seq: 0, life: null },
  lives: [{ fromSeq: 1, life: "one" }],
  rows: [{ seq: 1 }, { seq: 2 }],
} as const;

/** Takes the rows where applying the second of them throws. */
function takeWith(inbox: InboxStorage, message: string | null) {
  return takeDelivery(inbox, DELIVERY, {
    atomically: (work) => work(),
    begin: () => ({
      apply: ({ seq }) => {
        if (seq === 2 && message !== null) throw new Error(message);
        return null;
      },
    }),
  });
}

test.each([
  "disk I/O error: SQLITE_IOERR",
  "database or disk is full: SQLITE_FULL",
  "internal error; reference = abc",
])("a row is not refused because storage fails (%s): its delivery comes again whole", (said) => {
  const inbox = new InboxStorage(memorySql(INBOX_SCHEMA));
  expect(() => takeWith(inbox, said)).toThrow(said);
  expect(inbox.last("ledger shop/0").seq).toBe(0);
  expect(takeWith(inbox, null)).toMatchObject({ kind: "taken", last: { seq: 2 }, refused: [] });
});

test("a row that cannot be applied is refused, and those around it are taken", () => {
  const inbox = new InboxStorage(memorySql(INBOX_SCHEMA));
  const refused = [{ seq: 2, code: "failed" }];
  expect(takeWith(inbox, "CHECK constraint failed: SQLITE_CONSTRAINT")).toMatchObject({
    kind: "taken",
    last: { seq: 2 },
    refused,
  });
});

interface Row {
  readonly seq: number;
}

/** A delivery of rows, in sequence, by one life of the sender unless another is named. */
function delivery(from: number, to: number, life = "one"): Delivery<Row> {
  const before = from - 1;
  return {
    from: DELIVERY.from,
    after: { seq: before, life: before === 0 ? null : "one" },
    lives: [{ fromSeq: from, life }],
    rows: Array.from({ length: to - before }, (_, index) => ({ seq: from + index })),
  };
}

/** What was applied, and what is to become of a row: a code refuses it, an error is thrown. */
class Applied {
  readonly rows: number[] = [];
  readonly #fates: Readonly<Record<number, RefusalCode | Error>>;

  constructor(fates: Readonly<Record<number, RefusalCode | Error>> = {}) {
    this.#fates = fates;
  }

  take(inbox: InboxStorage, from: Delivery<Row>) {
    return takeDelivery(inbox, from, {
      atomically: (work) => {
        const before = this.rows.length;
        try {
          return work();
        } catch (error) {
          this.rows.length = before;
          throw error;
        }
      },
      begin: () => ({
        apply: ({ seq }) => {
          const fate = this.#fates[seq];
          if (fate instanceof Error) throw fate;
          if (fate === undefined) this.rows.push(seq);
          return fate ?? null;
        },
      }),
    });
  }
}

test("a refusal is told again to a sender that lost the answer, and the row is applied no more", () => {
  const inbox = new InboxStorage(memorySql(INBOX_SCHEMA));
  const refusing = new Applied({ 2: "insufficient_held" });
  const refused = [{ seq: 2, code: "insufficient_held" }];
  expect(refusing.take(inbox, delivery(1, 3))).toMatchObject({ kind: "taken", last: { seq: 3 }, refused });
  const later = new Applied();
  expect(later.take(inbox, delivery(1, 3))).toMatchObject({ kind: "taken", last: { seq: 3 }, refused });
  expect(later.take(inbox, delivery(2, 4))).toMatchObject({ kind: "taken", last: { seq: 4 }, refused });
  expect([refusing.rows, later.rows]).toEqual([[1, 3], [4]]);
});

test("a row that was refused and told again since is taken and not applied, alone among failing ones too", () => {
  const inbox = new InboxStorage(memorySql(INBOX_SCHEMA));
  const applied = new Applied({ 3: new Error("CHECK constraint failed") });
  const answer = applied.take(inbox, { ...delivery(1, 4), retold: [2] });
  expect(answer).toMatchObject({ kind: "taken", last: { seq: 4 }, refused: [{ seq: 3, code: "failed" }] });
  expect(applied.rows).toEqual([1, 4]);
});

test("a gap is refused, with what the receiver has, and nothing of it is applied", () => {
  const inbox = new InboxStorage(memorySql(INBOX_SCHEMA));
  const applied = new Applied();
  applied.take(inbox, delivery(1, 2));
  expect(applied.take(inbox, delivery(4, 5))).toEqual({ kind: "gap", last: { seq: 2, life: "one" } });
  expect(applied.rows).toEqual([1, 2]);
});

test("numbers that another life of the sender issued again are no repeat", () => {
  const inbox = new InboxStorage(memorySql(INBOX_SCHEMA));
  const applied = new Applied();
  applied.take(inbox, delivery(1, 3));
  const answer = applied.take(inbox, delivery(2, 4, "two"));
  expect(answer).toEqual({ kind: "diverged", last: { seq: 3, life: "one" } });
  expect(applied.rows).toEqual([1, 2, 3]);
});

test("a row that cannot be applied holds up none behind it, and is told to the sender", () => {
  const inbox = new InboxStorage(memorySql(INBOX_SCHEMA));
  const applied = new Applied({ 2: new Error("CHECK constraint failed") });
  expect(applied.take(inbox, delivery(1, 4))).toMatchObject({
    last: { seq: 4 },
    refused: [{ seq: 2, code: "failed" }],
  });
  expect(applied.rows).toEqual([1, 3, 4]);
});

test("a row of a later version waits with all behind it, until this code knows it", () => {
  const inbox = new InboxStorage(memorySql(INBOX_SCHEMA));
  const older = new Applied({ 3: new NotUnderstood("row tier") });
  expect(older.take(inbox, delivery(1, 4))).toMatchObject({ kind: "taken", last: { seq: 2 }, refused: [] });
  expect(() => older.take(inbox, delivery(3, 4))).toThrow("row tier");
  const newer = new Applied();
  newer.take(inbox, delivery(3, 4));
  expect([older.rows, newer.rows]).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test("storage that fails while rows are tried one by one refuses none of them: the delivery comes again whole", () => {
  const inbox = new InboxStorage(memorySql(INBOX_SCHEMA));
  const fates = { 2: new Error("CHECK constraint failed"), 3: new Error("disk I/O error: SQLITE_IOERR") };
  // What fails for want of storage does so when rows are tried alone, and not before.
  const failing = new Applied({ 2: fates[2] });
  const isAlone = (rows: readonly Row[]) => rows.length === 1;
  expect(() =>
    takeDelivery(inbox, delivery(1, 3), {
      atomically: (work) => work(),
      begin: (rows) => ({
        apply: ({ seq }) => {
          if (seq === 2) throw fates[2];
          if (seq === 3 && isAlone(rows)) throw fates[3];
          return null;
        },
      }),
    }),
  ).toThrow("SQLITE_IOERR");
  expect(inbox.last("ledger shop/0").seq).toBe(0);
  expect(failing.take(inbox, delivery(1, 3))).toMatchObject({ refused: [{ seq: 2, code: "failed" }] });
});
