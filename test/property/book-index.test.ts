/** A promoter's number says in which book its wallet lies, whatever the number of books is today. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  bookIndexOf,
  bookIndexSql,
  parsePromoterId,
  promoterIdOf,
  promoterRefOf,
  sequencesBefore,
  SLOTS,
} from "../../domain/kernel/ids.ts";
import { memorySql } from "../support/memory-sql.ts";

const books = fc.integer({ min: 2, max: SLOTS });
const made = fc.integer({ min: 1, max: SLOTS });
const slot = fc.integer({ min: 0, max: SLOTS - 1 });
const place = fc.integer({ min: 1, max: 2 ** 24 - 1 });

test("numbers of before a growth are dealt to the books of then, those behind it to as many as it asked for", () => {
  fc.assert(
    fc.property(books, made, slot, place, (count, first, own, at) => {
      expect(bookIndexOf(promoterRefOf(at, own), first)).toBe(own % first);
      expect(bookIndexOf(promoterRefOf(sequencesBefore(count) + at, own), first)).toBe(own % count);
    }),
  );
});

test("a later growth gives greater numbers, and each is an id that is read back", () => {
  fc.assert(
    fc.property(books, slot, place, (count, own, at) => {
      const ref = promoterRefOf(sequencesBefore(count) + at, own);
      expect(Number.isSafeInteger(ref)).toBe(true);
      expect(parsePromoterId(promoterIdOf(ref))).toBe(ref);
      expect(sequencesBefore(count)).toBeGreaterThan(sequencesBefore(count - 1));
    }),
  );
});

test("a database computes the same book as the code", () => {
  const sql = memorySql([]);
  fc.assert(
    fc.property(books, made, slot, place, fc.boolean(), (count, first, own, at, grown) => {
      const ref = promoterRefOf((grown ? sequencesBefore(count) : 0) + at, own);
      const [row] = sql
        .exec<{ book: number }>(
          `SELECT ${bookIndexSql("promoter", "?2")} AS book FROM (SELECT ?1 AS promoter)`,
          ref,
          first,
        )
        .toArray();
      expect(row?.book).toBe(bookIndexOf(ref, first));
    }),
  );
});
