/** The report by promoters: orders at the one with the greatest credit, sales by credits, commissions at whoever earns them. */
import { NO_CLICKS } from "../../../domain/reports/figures.ts";
import { clickedAfter, clicksOf } from "../click-sums.tables.ts";
import { customersOfPromoters } from "../customers.tables.ts";
import { keptCustomers } from "./counted-customers.ts";
import type { Beside, KeyedReport } from "./keyed-report.ts";
import { paidOut } from "../paid-out.ts";

export const PROMOTERS: KeyedReport = {
  dimension: "promoter",
  candidates: async ({ env, program, period }, after, limit) => {
    const behind = Number(after);
    const [clicked, paid] = await Promise.all([
      clickedAfter(env.REPORTS, program.number, "promoter", behind, limit),
      paidOut(env, program, period, "promoter"),
    ]);
    const numbers = new Set([...clicked, ...[...paid.keys()].filter((promoter) => promoter > behind)]);
    return [...numbers]
      .toSorted((a, b) => a - b)
      .slice(0, limit)
      .map(String);
  },
  beside: async ({ env, program, period, paidTo }, keys) => {
    const promoters = keys.map(Number);
    const [clicks, paid] = await Promise.all([
      clicksOf(env.REPORTS, program.number, period, { by: "promoter", promoters }),
      paidOut(env, program, period, "promoter", paidTo),
    ]);
    return new Map(
      promoters.map((promoter): [string, Beside] => [
        String(promoter),
        {
          clicks: clicks.get(promoter) ?? NO_CLICKS,
          paidOut: paid.get(promoter) ?? 0,
        },
      ]),
    );
  },
  customers: async (source, keys) => {
    const { env, program, period } = source;
    const kept = await keptCustomers(source, "promoter", keys);
    if (kept !== null) return kept;
    const customers = await customersOfPromoters(env.REPORTS, program.id, period, keys.map(Number));
    return new Map([...customers].map(([promoter, n]) => [String(promoter), n]));
  },
};
