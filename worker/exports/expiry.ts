/** How long files of exports are kept. */
import { DAY_MS } from "../../domain/kernel/duration.ts";
import type { ExportRow } from "./exports.tables.ts";
import type { ExportFailure } from "./schema.tables.ts";

/** Of those that were asked for by hand, and of those that failed. */
const KEPT_MS = 30 * DAY_MS;

/** When its files go; null: a nightly one stays, until its merchant's own rules of the bucket end it. */
export function expiryOf(
  { night }: Pick<ExportRow, "night">,
  failure: ExportFailure | null,
  nowMs: number,
): number | null {
  return night !== null && failure === null ? null : nowMs + KEPT_MS;
}
