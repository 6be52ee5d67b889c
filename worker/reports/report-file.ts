/** Reports as files: a line for each row, a column for each figure, those of the period before at the end. */
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import { INVALID_REASONS } from "../../domain/tracking/click-event.ts";
import { BYTE_ORDER_MARK, csvLine } from "../http/files/csv.ts";
import { fileOf } from "../http/files/stream-file.ts";
import { figuresShape } from "./report.shapes.ts";

/** Rows that are read at once for a file. */
export const FILE_ROWS = 1_000;

type Value = string | number | null | undefined;
type Row = Readonly<Record<string, unknown>>;

/** The columns of a report: what names a row, the figures of every report, further ones, and all of the period before. `own`: its figures where it has not those of every report. */
export function figureColumns(
  keys: readonly string[],
  more: readonly string[],
  compare: boolean,
  own: readonly string[] = FIGURES,
): string[] {
  const figures = [...own, ...more].flatMap((name) => (name === INVALID ? REASON_COLUMNS : [name]));
  return [...keys, ...figures, ...(compare ? figures.map((name) => `previous.${name}`) : [])];
}

const FIGURES = Object.keys(figuresShape);

/** Streams the pages of a report as a file. */
export function reportFile(columns: readonly string[], pages: AsyncGenerator<readonly Row[]>): Response {
  const lines = linesOf(columns, pages);
  return fileOf(lines, "text/csv; charset=utf-8", BYTE_ORDER_MARK + csvLine(columns));
}

const INVALID = "invalidClicks";
const REASON_COLUMNS = INVALID_REASONS.map((reason) => `${INVALID}.${reason}`);

async function* linesOf(
  columns: readonly string[],
  pages: AsyncGenerator<readonly Row[]>,
): AsyncGenerator<string> {
  for await (const rows of pages) {
    yield rows.map((row) => csvLine(columns.map((column) => valueAt(row, column.split("."))))).join("");
    await letOthersIn();
  }
}

/** A reason that no click had is none, and a list is one text. */
function valueAt(row: Row, path: readonly string[]): Value {
  const value = path.reduce<unknown>((at, name) => (at as Row | undefined)?.[name], row);
  if (Array.isArray(value)) return value.join(" > ");
  return value === undefined && path.includes(INVALID) ? 0 : (value as Value);
}

/** Rows that are read already. */
// oxlint-disable-next-line typescript/require-await -- a page as files take it
export async function* onePage(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}
