/** Entries by time are found wherever they lie, late ones too, and what lies before is not gone through. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type DatedEntries,
  DatedJournalStorage,
} from "../../../../durable-objects/account-book/wallets/dated-journal-storage.ts";
import { JOURNAL_SCHEMA } from "../../../../durable-objects/account-book/wallets/journal-storage.ts";
import { memorySql } from "../../../support/memory-sql.ts";

const HOUR_MS = 3_600_000;
const WEEK_HOURS = 168;

/** Posted hour after hour, each so many hours after it occurred. */
function journalOf(latenesses: readonly number[]) {
  const sql = memorySql(JOURNAL_SCHEMA);
  const entries = latenesses.map((late, place) => ({
    row: 2 * place + 1,
    atMs: (1_000 + place - late) * HOUR_MS,
  }));
  sql.exec(
    `INSERT INTO journal (row, prior_row, promoter, sequence, kind, debit, credit, amount, balance_after, order_id, reference,
       occurred_at_ms, hash)
     SELECT value ->> 'row', 0, 1, key + 1, 'earn', 'expense', 'pending', 1, 1, NULL, 'cm', value ->> 'atMs', ''
     FROM json_each(?)`,
    JSON.stringify(entries),
  );
  return { sql, entries };
}

function read(sql: SqlStorage, fromMs: number, toMs: number): { rows: number[]; calls: number } {
  const journal = new DatedJournalStorage(sql);
  const rows: number[] = [];
  let calls = 0;
  for (let after: number | null = 0; after !== null;) {
    const page: DatedEntries = journal.between(after, fromMs, toMs);
    rows.push(...page.entries.map(({ row }) => row));
    after = page.next;
    calls += 1;
  }
  return { rows, calls };
}

test("all entries of a time are found, each once, however late up to a week they were posted", () => {
  const late = fc.array(fc.integer({ min: 0, max: WEEK_HOURS }), { minLength: 1, maxLength: 600 });
  const bound = fc.integer({ min: 800, max: 1_700 });
  fc.assert(
    fc.property(late, bound, bound, (latenesses, one, other) => {
      const { sql, entries } = journalOf(latenesses);
      const [fromMs, toMs] = [Math.min(one, other) * HOUR_MS, Math.max(one, other) * HOUR_MS];
      const expected = entries.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).map(({ row }) => row);
      expect(read(sql, fromMs, toMs).rows).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test("a day at the end of a long journal costs a call or two, and one at its beginning does not read on to the end", () => {
  const { sql, entries } = journalOf(Array.from({ length: 30_000 }, (_, place) => place % WEEK_HOURS));
  for (const place of [200, 29_900]) {
    const atMs = entries[place]?.atMs ?? 0;
    const { rows, calls } = read(sql, atMs, atMs + 24 * HOUR_MS);
    expect(rows).toContain(entries[place]?.row);
    expect(calls).toBeLessThan(3);
  }
});
