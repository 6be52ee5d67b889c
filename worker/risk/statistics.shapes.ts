/** A promoter's figures since the last night on the wire. */
import { z } from "@hono/zod-openapi";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { promoterIdOf, type PromoterRef } from "../../domain/kernel/ids.ts";
import { PATTERNS_MEAN, type PatternName } from "../../domain/risk/patterns/patterns.ts";
import { amountAnswer, countAnswer, idAnswer, instantAnswer, named } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { WINDOW_DAYS } from "../../domain/risk/patterns/promoter-window.ts";
import type { ShownPattern } from "./shown-pattern.ts";
import type { PromoterStatistics } from "./statistics.tables.ts";

const OTHERS_MEAN = {
  several_signs: "several signs at once, each of which honest promoters show as well",
  ring: "promoters who buy from each other in a circle",
  dense_group: "promoters and customers who buy among themselves more than from anybody else",
} as const;

const figuresSchema = z.object({
  clicks: countAnswer("Clicks that count"),
  visitors: countAnswer("People who clicked, each counted once a day"),
  orders: countAnswer("Orders that are credited to the promoter most"),
  timedOrders: countAnswer("Of the orders, those that a click was credited for"),
  within15Seconds: countAnswer("Of those, the ones within 15 seconds of the click"),
  after7Days: countAnswer("Of those, the ones seven days and more after the click"),
  customerOrders: countAnswer("Orders that name their customer"),
  newCustomerOrders: countAnswer("Of those, the first ones of their customers"),
  takenCustomers: countAnswer(
    "Customers who had ordered before, and came to this promoter for the first time",
  ),
  takenCredits: countAnswer("Orders whose credited click came over another promoter's that was live"),
  saidOrders: countAnswer("Orders whose browser said whether somebody set off the credited click"),
  unaskedOrders: countAnswer("Of those, the ones where nobody did"),
  endedOrders: countAnswer("Orders whose commission was released or reversed"),
  reversedOrders: countAnswer("Of those, the ones that were taken back as a whole"),
  orderPairs: countAnswer("Pairs of orders whose clicks came on one day, each order in one pair at most"),
  oneNetworkPairs: countAnswer(
    "Of those, the ones of one network, however they are paired: the mean, rounded down",
  ),
  sales: amountAnswer("What was sold and not taken back"),
});

const patternSchema = z.object({
  pattern: z.string().openapi({ description: "What was found", example: "orders_soon_after_click" }),
  means: z.string().openapi({ description: "The same in words" }),
  observed: z.number().optional().openapi({
    description: "What the promoter shows: basis points of a share, or minor units for a hundred people",
  }),
  usual: z.number().optional().openapi({ description: "What others of the program show, in the same unit" }),
  of: z.number().optional().openapi({ description: "Of how many it was counted" }),
  falseDiscoveries: z.number().optional().openapi({
    description: "Share of wrong suspicions among all that are as strong as this one: 0 to 0.4",
  }),
  signs: z.array(z.string()).optional().openapi({
    description: "Which of several signs the promoter shows most, the strongest first",
  }),
  promoters: z.array(z.string()).optional().openapi({ description: "Who belongs to the ring or the group" }),
  customers: z.number().optional().openapi({ description: "Customers of the group" }),
});

export const statisticsSchema = named(
  "PromoterStatistics",
  z.object({
    promoterId: idAnswer("The promoter", "pr_5k"),
    from: instantAnswer("Begin of the window; null before the first night").nullable(),
    to: instantAnswer("End of the window; null before the first night").nullable(),
    figures: figuresSchema.nullable().openapi({ description: "Null before the first night" }),
    patterns: z.array(patternSchema).openapi({
      description: "What honest differences between the program's promoters do not explain",
    }),
  }),
  {
    promoterId: "pr_5k",
    from: "2026-10-25T00:00:00.000Z",
    to: "2026-11-22T00:00:00.000Z",
    figures: {
      clicks: 412,
      visitors: 300,
      orders: 40,
      timedOrders: 38,
      within15Seconds: 14,
      after7Days: 3,
      customerOrders: 40,
      newCustomerOrders: 12,
      takenCustomers: 9,
      takenCredits: 4,
      saidOrders: 35,
      unaskedOrders: 1,
      endedOrders: 20,
      reversedOrders: 1,
      orderPairs: 19,
      oneNetworkPairs: 1,
      sales: 812_000,
    },
    patterns: [
      {
        pattern: "orders_soon_after_click",
        means: PATTERNS_MEAN.orders_soon_after_click,
        observed: 3_684,
        usual: 190,
        of: 38,
        falseDiscoveries: 0.000_1,
      },
    ],
  },
);

export function presentStatistics(
  promoter: PromoterRef,
  statistics: PromoterStatistics | null,
): z.output<typeof statisticsSchema> {
  const promoterId = promoterIdOf(promoter);
  if (statistics === null) return { promoterId, from: null, to: null, figures: null, patterns: [] };
  const { day, figures, patterns } = statistics;
  const { promoter: _, ...shown } = figures;
  return {
    promoterId,
    from: instantOf((day + 1 - WINDOW_DAYS) * DAY_MS),
    to: instantOf((day + 1) * DAY_MS),
    figures: { ...shown, oneNetworkPairs: Math.floor(shown.oneNetworkPairs) },
    patterns: patterns.map(presentPattern),
  };
}

function presentPattern(shown: ShownPattern): z.output<typeof patternSchema> {
  if (shown.pattern === "several_signs")
    return { ...shown, signs: [...shown.signs], means: OTHERS_MEAN.several_signs };
  if (!("promoters" in shown)) return { ...shown, means: PATTERNS_MEAN[shown.pattern satisfies PatternName] };
  const promoters = shown.promoters.map((one) => promoterIdOf(one as PromoterRef));
  return { ...shown, promoters, means: OTHERS_MEAN[shown.pattern] };
}
