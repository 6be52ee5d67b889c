/** Where the rows of a dataset come from: pages in a fixed sequence, each of which says where the next one begins. */
import type { CalendarDays } from "../../../domain/program/calendar-day.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";

/** What a file holds in one column of one row. Instants are milliseconds. */
export type Value = string | number | boolean | null;

/** A place in the sequence of rows, kept as JSON. */
export type Place = string | number | readonly Place[];

/** What is read, and what it takes to show it. */
export interface Reading {
  readonly env: Env;
  readonly program: ProgramConfig;
  /** Inclusive. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  /** Days of the time zone of the export. */
  readonly days: CalendarDays;
  /** The tag that stands for a person whom the merchant names by this id. */
  readonly personTag: (id: string) => string;
}

export interface Column<Row> {
  readonly name: string;
  readonly type: "string" | "integer" | "boolean" | "instant";
  readonly of: (row: Row, reading: Reading) => Value;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Where the next page begins; null: there is none. */
  readonly next: Place | null;
}

/** A dataset as its own file reads it. */
export interface TypedSource<Row> {
  readonly columns: readonly Column<Row>[];
  /** By what a row is dealt to a day. */
  readonly atMs: (row: Row) => number;
  /** Where the page behind a row begins. */
  readonly placeOf: (row: Row, reading: Reading) => Place;
  /** @param place null: the beginning. */
  readonly page: (reading: Reading, place: Place | null) => Promise<Page<Row>>;
}

/** A row of any dataset. */
export interface ExportedRow {
  readonly atMs: number;
  readonly place: Place;
  /** In the sequence of the columns. */
  readonly values: readonly Value[];
}

/** A dataset as an export goes through it. */
export interface Source {
  readonly columns: readonly Omit<Column<never>, "of">[];
  readonly page: (reading: Reading, place: Place | null) => Promise<Page<ExportedRow>>;
}

export function sourceOf<Row>({ columns, atMs, placeOf, page }: TypedSource<Row>): Source {
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    page: async (reading, place) => {
      const { rows, next } = await page(reading, place);
      const shown = rows.map((row) => ({
        atMs: atMs(row),
        place: placeOf(row, reading),
        values: columns.map(({ of }) => of(row, reading)),
      }));
      return { rows: shown, next };
    },
  };
}

/** Something that is to be read is not there any more, and a repeat finds the same. */
export class RowsGone extends Error {
  override readonly name = "RowsGone";
}
