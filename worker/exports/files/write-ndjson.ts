/** Rows as text: a JSON object for each, one a line, with instants as the API spells them. */
import { instantOf } from "../../http/instants.ts";
import type { ExportedRow, Source } from "../rows/source.ts";

export function ndjsonOf({ columns }: Pick<Source, "columns">, rows: readonly ExportedRow[]): Uint8Array {
  const lines = rows.map(({ values }) => {
    const members = columns.map(({ name, type }, place) => {
      const value = values[place] ?? null;
      return [name, type === "instant" && typeof value === "number" ? instantOf(value) : value];
    });
    return `${JSON.stringify(Object.fromEntries(members))}\n`;
  });
  return new TextEncoder().encode(lines.join(""));
}
