/** How a report is asked for. */

/** First and last day, in the program's zone. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** What figures are asked for by. */
export const KEYS = ["promoters", "links", "campaigns", "products", "channels"] as const;
export type ReportKey = (typeof KEYS)[number];

/** Address of the same report as a file. */
export function fileOf(program: string, report: string, period: Period): string {
  const query = new URLSearchParams({ from: period.from, to: period.to });
  return `/v1/programs/${encodeURIComponent(program)}/reports/${report}.csv?${query.toString()}`;
}
