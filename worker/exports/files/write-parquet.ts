/** Rows as Apache Parquet: integers of 64 bits, instants in UTC with milliseconds, text as UTF-8. */
import { parquetWriteBuffer } from "hyparquet-writer/src/write.js";
import type { Column, ExportedRow, Source, Value } from "../rows/source.ts";

type SchemaElement = NonNullable<Parameters<typeof parquetWriteBuffer>[0]["schema"]>[number];

export function parquetOf({ columns }: Pick<Source, "columns">, rows: readonly ExportedRow[]): Uint8Array {
  const root: SchemaElement = { name: "root", num_children: columns.length };
  const buffer = parquetWriteBuffer({
    schema: [root, ...columns.map(elementOf)],
    columnData: columns.map(({ name, type }, place) => ({
      name,
      data: rows.map(({ values }) => storedValue(type, values[place] ?? null)),
    })),
  });
  return new Uint8Array(buffer);
}

const STORED_AS: Readonly<Record<Column<never>["type"], Omit<SchemaElement, "name">>> = {
  string: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } },
  integer: { type: "INT64" },
  boolean: { type: "BOOLEAN" },
  instant: {
    type: "INT64",
    converted_type: "TIMESTAMP_MILLIS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
  },
};

function elementOf({ name, type }: Omit<Column<never>, "of">): SchemaElement {
  return { name, repetition_type: "OPTIONAL", ...STORED_AS[type] };
}

function storedValue(type: Column<never>["type"], value: Value): bigint | Exclude<Value, number> {
  if (typeof value !== "number") return value;
  return type === "integer" || type === "instant" ? BigInt(value) : String(value);
}
