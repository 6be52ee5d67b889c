/**
 * Comma-separated values (RFC 4180), safe to open in a spreadsheet and to save again. What could be taken for a formula, and
 * digits that a spreadsheet would round or shorten, get an apostrophe in front. A reader takes away again. Cells are
 * quoted against every separator that a region's spreadsheets use.
 */

/** Begins a file. Without it spreadsheets read what is not Latin as another alphabet. */
export const BYTE_ORDER_MARK = "\uFEFF";

export function csvLine(cells: readonly (string | number | null | undefined)[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}

/**
 * What a spreadsheet may read as the beginning of a formula, behind whatever it passes over. Spaces, also those that nobody
 * sees, marks of byte order and direction, and control characters.
 */
const FORMULA = /^[\p{White_Space}\p{Cf}\p{Cc}]*[=+\-@\t\r]/u;
const BEYOND_ASCII = /\P{ASCII}/u;

/** Signs of Chinese keyboards too: full-width ones, small ones and raised ones are the plain ones in another form. */
function isFormula(value: string): boolean {
  return FORMULA.test(BEYOND_ASCII.test(value) ? value.normalize("NFKC") : value);
}

/**
 * Text that a spreadsheet takes for a number and writes otherwise. Long digits, of which it keeps fifteen, zeros in front, and
 * what looks like an exponent.
 */
const NUMBER_TO_BE = /^(?:\d{12,}|0\d+|\d+[eE]\d+)$/;

/** One apostrophe is put before what needs it, and before every other one: a reader takes the first away, and no more. */
function needsApostrophe(value: string): boolean {
  return value.startsWith("'") || isFormula(value) || NUMBER_TO_BE.test(value);
}

function cell(value: string | number | null | undefined): string {
  if (typeof value !== "string") return value === null || value === undefined ? "" : String(value);
  const safe = needsApostrophe(value) ? `'${value}` : value;
  return /[",;\t\r\n|]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
