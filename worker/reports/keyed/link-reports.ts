/** Reports by links, and by the campaigns and products that links belong to. */
import { type ClickSums, NO_CLICKS } from "../../../domain/reports/figures.ts";
import { clickedAfter, clicksOf } from "../click-sums.tables.ts";
import { countedCustomers, linkCustomers } from "./counted-customers.ts";
import type { Beside, KeyedReport, Source } from "./keyed-report.ts";
import { type BelongsTo, linksByNumber, linksOf, ownersOfLinks } from "./report-links.tables.ts";

/** Orders by the link of the click that they rest on most, with the clicks of that link. */
export const LINKS: KeyedReport = {
  dimension: "link",
  candidates: async ({ env, program }, after, limit) =>
    (await clickedAfter(env.REPORTS, program.number, "link", Number(after), limit)).map(String),
  beside: async (source, keys) => {
    const numbers = keys.filter((key) => key !== "").map(Number);
    const known = await linksByNumber(source.env.LINKS, source.program.id, numbers);
    const clicks = await clicksOfLinks(source, [...known.values()]);
    return new Map([...clicks].map(([link, sums]): [string, Beside] => [String(link), { clicks: sums }]));
  },
  customers: linkCustomers(),
};

/** Orders by campaign, with the clicks of the links that belong to it now. */
export const CAMPAIGNS = belongingReport("campaign");

/** Lines of orders by product, with the clicks of the links that belong to it now. */
export const PRODUCTS = belongingReport("product");

function belongingReport(dimension: BelongsTo): KeyedReport {
  return {
    dimension,
    candidates: async ({ env, program }, after, limit) =>
      await ownersOfLinks(env.LINKS, program.id, dimension, after, limit),
    beside: async (source, keys) => {
      const belonging = await linksOf(source.env.LINKS, source.program.id, dimension, keys);
      const clicks = await clicksOfLinks(source, belonging);
      const found = new Map<string, Beside>();
      for (const { number, key } of belonging) {
        const more = clicks.get(number);
        if (more === undefined) continue;
        found.set(key, { clicks: together(found.get(key)?.clicks ?? NO_CLICKS, more) });
      }
      return found;
    },
    customers: countedCustomers(dimension),
  };
}

async function clicksOfLinks(
  { env, program, period }: Source,
  links: readonly { readonly number: number; readonly promoter: number }[],
): Promise<ReadonlyMap<number, ClickSums>> {
  const promoters = [...new Set(links.map(({ promoter }) => promoter))];
  const numbers = links.map(({ number }) => number);
  return await clicksOf(env.REPORTS, program.number, period, { by: "link", promoters, links: numbers });
}

function together(a: ClickSums, b: ClickSums): ClickSums {
  const invalidClicks = { ...a.invalidClicks };
  for (const [reason, clicks] of Object.entries(b.invalidClicks)) {
    invalidClicks[reason] = (invalidClicks[reason] ?? 0) + clicks;
  }
  return {
    clicks: a.clicks + b.clicks,
    uniqueClicks: a.uniqueClicks + b.uniqueClicks,
    invalidClicks,
    impressions: a.impressions + b.impressions,
  };
}
