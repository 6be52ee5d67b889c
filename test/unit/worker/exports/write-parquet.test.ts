/** DuckDB reads from a Parquet file the very rows that were written, in the types that are stated. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ndjsonOf } from "../../../../worker/exports/files/write-ndjson.ts";
import { parquetOf } from "../../../../worker/exports/files/write-parquet.ts";
import type { ExportedRow, Source } from "../../../../worker/exports/rows/source.ts";
import { temporaryDirectory, type TemporaryDirectory } from "../../../support/temporary-directory.ts";

const SOURCE: Pick<Source, "columns"> = {
  columns: [
    { name: "orderId", type: "string" },
    { name: "amount", type: "integer" },
    { name: "underReview", type: "boolean" },
    { name: "occurredAt", type: "instant" },
  ],
};

let directory: TemporaryDirectory;
let duckdb: DuckDBInstance;

beforeAll(async () => {
  directory = temporaryDirectory();
  duckdb = await DuckDBInstance.create(":memory:");
});

afterAll(() => {
  duckdb.closeSync();
  directory.remove();
});

async function asked(query: string): Promise<unknown[][]> {
  const connection = await duckdb.connect();
  try {
    return (await connection.runAndReadAll(query)).getRowsJS();
  } finally {
    connection.closeSync();
  }
}

let files = 0;

/** Of a name of its own: DuckDB remembers what it read of a file by when it was written. */
function fileOf(name: string, bytes: Uint8Array): string {
  files += 1;
  const path = join(directory.path, `${files}-${name}`);
  writeFileSync(path, bytes);
  return path;
}

const value = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
const row: fc.Arbitrary<ExportedRow> = fc
  .tuple(
    value(fc.string({ unit: "grapheme", maxLength: 20 }).map((text) => text.toWellFormed())),
    value(fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 })),
    value(fc.boolean()),
    value(fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) })),
  )
  .map((values) => ({ atMs: 0, place: 0, values }));

test("any rows are read back by DuckDB from Parquet and from NDJSON as they were", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 60 }), async (rows) => {
      const parquet = fileOf("rows.parquet", parquetOf(SOURCE, rows));
      const ndjson = fileOf("rows.ndjson", ndjsonOf(SOURCE, rows));
      const columns =
        "{orderId: 'VARCHAR', amount: 'BIGINT', underReview: 'BOOLEAN', occurredAt: 'TIMESTAMPTZ'}";
      for (const from of [`read_parquet('${parquet}')`, `read_json('${ndjson}', columns = ${columns})`]) {
        const read = await asked(`SELECT orderId, amount, underReview, epoch_ms(occurredAt) FROM ${from}`);
        const numbers = (one: unknown) => (typeof one === "bigint" ? Number(one) : one);
        expect(read.map((one) => one.map(numbers))).toEqual(rows.map(({ values }) => values));
      }
    }),
    { numRuns: 25 },
  );
});

test("columns have the stated types", async () => {
  const path = fileOf("types.parquet", parquetOf(SOURCE, [{ atMs: 0, place: 0, values: ["a", 1, true, 0] }]));
  expect(
    (await asked(`DESCRIBE SELECT * FROM read_parquet('${path}')`)).map(([name, type]) => [name, type]),
  ).toEqual([
    ["orderId", "VARCHAR"],
    ["amount", "BIGINT"],
    ["underReview", "BOOLEAN"],
    ["occurredAt", "TIMESTAMP WITH TIME ZONE"],
  ]);
});

test("twenty thousand rows take one file, and add up", async () => {
  const rows = Array.from({ length: 20_000 }, (_, place): ExportedRow => {
    return {
      atMs: place,
      place,
      values: [`order-${place}`, 1_000_000_000_000 - place, place % 2 === 0, place],
    };
  });
  const path = fileOf("many.parquet", parquetOf(SOURCE, rows));
  const expected = rows.reduce((sum, { values }) => sum + BigInt(values[1] as number), 0n);
  expect(
    await asked(`SELECT count(*), sum(amount), count(DISTINCT orderId) FROM read_parquet('${path}')`),
  ).toEqual([[20_000n, expected, 20_000n]]);
});
