/**
 * Comma-separated values (RFC 4180), safe to open in a spreadsheet: what could be taken for a formula gets an apostrophe
 * in front, which a reader takes away again. Cells are quoted against every separator that a region's spreadsheets use.
 */
export function csvLine(cells: readonly (string | number | null | undefined)[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}

/**
 * What a spreadsheet may read as the beginning of a formula, full-width signs of Chinese keyboards too, behind apostrophes
 * and whatever it passes over: spaces, also those that nobody sees, and marks of byte order and direction.
 */
const FORMULA = /^['\p{White_Space}\p{Cf}]*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/u;

function cell(value: string | number | null | undefined): string {
  if (typeof value !== "string") return value === null || value === undefined ? "" : String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",;\t\r\n|]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
