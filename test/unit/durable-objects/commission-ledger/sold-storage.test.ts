/** What a ledger's log says that it told of an order's sales, with rows that a book refused. */
import { expect, test } from "vitest";
import { LEDGER_TABLES } from "../../../../durable-objects/commission-ledger/ledger-schema-storage.ts";
import { SoldStorage } from "../../../../durable-objects/commission-ledger/moves/sold-storage.ts";
import { OUTBOX_SCHEMA } from "../../../../durable-objects/delivery/outbox-schema-storage.ts";
import { memorySql } from "../../../support/memory-sql.ts";

/** Sold by an order of which a book took 500 and refused 300. */
function soldWhere({ moved, replayedAtMs }: { moved: 0 | 1 | 2; replayedAtMs: number | null }): number {
  const sql = memorySql(...LEDGER_TABLES.steps, OUTBOX_SCHEMA);
  sql.exec(
    "INSERT INTO orders (row, order_id, first_received_at_ms, moved) VALUES (1, 'order', 0, ?)",
    moved,
  );
  sql.exec("INSERT INTO pairs (pair, receiver_class, receiver, life) VALUES (1, 'book', 'shop/0', 'one')");
  for (const [seq, amount] of [500, 300].entries())
    sql.exec(
      `INSERT INTO outbox (pair, seq, order_row, kind, promoter, amount, about, at_ms)
       VALUES (1, ?, 1, 'sales', 7, ?, '2026-11', 0)`,
      seq + 1,
      amount,
    );
  sql.exec(
    "INSERT INTO refused_rows (pair, seq, code, replayed_at_ms) VALUES (1, 2, 'failed', ?)",
    replayedAtMs,
  );
  const [sold] = new SoldStorage(sql).of(["order"]);
  return sold?.sales ?? 0;
}

test("a refused row of an order that is here counts while it waits to be sent again, and never twice", () => {
  expect(soldWhere({ moved: 0, replayedAtMs: null })).toBe(800);
  // What it was sent again as counts under a number of its own.
  expect(soldWhere({ moved: 0, replayedAtMs: 1 })).toBe(500);
});

test("a refused row of an order that has left tells nothing: whoever has the order makes up for it", () => {
  expect(soldWhere({ moved: 2, replayedAtMs: null })).toBe(500);
  expect(soldWhere({ moved: 1, replayedAtMs: null })).toBe(500);
});
