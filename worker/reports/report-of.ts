/** What every report begins with: its period, and how far its figures are. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { type ApiContext, requireProgram } from "../access/api-env.ts";
import { ordersAsOf } from "../orders/lists/order-lists.tables.ts";
import { type AskedPeriod, periodOf } from "./report-period.ts";
import { presentReport } from "./report.shapes.ts";

/** Whoever may see what a program sells. */
export const READERS = ["operator", "key:read", "key:manage", "key:payouts"] as const;

/** These, and promoters about themselves. */
export const READERS_OR_OWN = [...READERS, "promoter:own"] as const;

/** What a promoter's token is answered. */
export const OWN_REPORT =
  "With a promoter's token: of that promoter alone, as it has them in the report by promoters. Why clicks do not count is not told.";

/** The promoter who asks about itself; null of all others. */
export function askingPromoter(c: ApiContext): PromoterRef | null {
  const { principal } = requireProgram(c);
  return principal.kind === "promoter" ? principal.promoter : null;
}

export const REPORTS_PATH = "/v1/programs/{program}/reports";

/** @throws ApiProblem `invalid_parameter` (422) when the period is none. */
export async function reportOf(c: ApiContext, asked: AskedPeriod) {
  const { program } = requireProgram(c);
  const period = periodOf(asked, program.timezone, Date.now());
  // Before the figures are: they are not older than it says.
  const asOfMs = await ordersAsOf(c.env.REPORTS, program.id);
  return { program, period, report: presentReport(period, program.currency, asOfMs) };
}
