/** Reports by channel, by tier, and by the way of steps. */
import { NO_CLICKS } from "../../../domain/reports/figures.ts";
import { CLICK_CHANNELS } from "../../../domain/tracking/click-channel.ts";
import { programClicks } from "../click-sums.tables.ts";
import { countedCustomers } from "./counted-customers.ts";
import type { Beside, KeyedReport } from "./keyed-report.ts";

const NAMES: readonly string[] = CLICK_CHANNELS;

/** Orders by the road on which they came, with the clicks of those roads that clicks are on. */
export const CHANNELS_REPORT: KeyedReport = {
  dimension: "channel",
  candidates: async (_, after) => await Promise.resolve(NAMES.filter((name) => name > after).toSorted()),
  beside: async ({ env, program, period }) => {
    const kinds = await programClicks(env.REPORTS, program.number, period);
    return new Map(
      kinds
        .filter(({ kind }) => NAMES.includes(kind))
        .map(({ kind, clicks, uniqueClicks }): [string, Beside] => [
          kind,
          { clicks: { ...NO_CLICKS, clicks, uniqueClicks } },
        ]),
    );
  },
  customers: countedCustomers("channel"),
};

/** Orders by the tier of the promoter with the greatest credit. No click has a tier. */
export const TIERS_REPORT: KeyedReport = {
  dimension: "tier",
  candidates: async () => await Promise.resolve([]),
  beside: async () => await Promise.resolve(new Map()),
  customers: countedCustomers("tier"),
};

/** Orders by the steps by which their customers came. */
export const JOURNEYS_REPORT: KeyedReport = {
  dimension: "path",
  candidates: async () => await Promise.resolve([]),
  beside: async () => await Promise.resolve(new Map()),
  customers: async () => await Promise.resolve(null),
};
