/** Leaderboards on the wire. */
import { z } from "@hono/zod-openapi";
import { promoterIdOf, type PromoterRef } from "../../../domain/kernel/ids.ts";
import { isDay, startOfDay } from "../../../domain/program/calendar-day.ts";
import { LEADERBOARD_PERIODS } from "../../../domain/reports/leaderboard-period.ts";
import { maskedName } from "../../../domain/reports/masked-name.ts";
import { METRICS, type Score } from "../../../domain/reports/ranks.ts";
import { idAnswer, withExample, words } from "../../http/common.shapes.ts";
import { parseInstantMs } from "../../http/instants.ts";
import { pageFields } from "../../http/page.shapes.ts";
import { bound, REPORT_EXAMPLE, reportShape } from "../report.shapes.ts";

const METRICS_MEAN = {
  sales:
    "what the promoter's part of orders is worth, by its credits, less what refunds and lost disputes took back, in minor units",
  orders: "orders of which it has the greatest credit, without those that were taken back whole",
  customers: "of these orders those that were their customer's first when they were decided",
  commission: "what it earns of orders on all levels, as far as it is kept, in minor units",
};

export const metricWords = words("What promoters are ranked by", METRICS, METRICS_MEAN);

const periodWords = words("The time that counts, by when orders occurred", LEADERBOARD_PERIODS, {
  day: "the calendar day",
  week: "the week, from Monday",
  month: "the calendar month",
  all: "everything up to the end of that day",
});

export const leaderboardQuery = z.object({
  metric: metricWords,
  period: periodWords,
  at: bound("A day or an instant of the period, in the program's time zone; absent: now"),
  ...pageFields,
});

/** The instant that is meant. A day is meant by its first one. */
export function instantAt(at: string | undefined, timezone: string, nowMs: number): number {
  if (at === undefined) return nowMs;
  return isDay(at) ? startOfDay(at, timezone) : (parseInstantMs(at) ?? nowMs);
}

export const rankShape = {
  rank: z.int().min(1).openapi({
    description: "1, 2, 2, 4: equal ones share a rank, and the next one is as many behind",
  }),
  promoterId: idAnswer(
    "The promoter; to a promoter's token null, but where it is itself",
    "pr_5k",
  ).nullable(),
  name: z.string().nullable().openapi({
    example: "L**",
    description: "The name; null without one. A promoter's token sees its first character alone",
  }),
  value: z.int().min(0).openapi({ example: 12_345, description: "What the promoter came to" }),
};

export const ownShape = z
  .object({
    rank: rankShape.rank.nullable().openapi({
      description: "Its rank; null without anything in the period, and without a prize in a decided contest",
    }),
    value: rankShape.value,
  })
  .optional()
  .openapi({ description: "The calling promoter's own rank, on whatever page; absent of others' calls" });

const leaderboard = z.object({
  metric: metricWords,
  period: periodWords,
  ...reportShape,
  own: ownShape,
  data: z.array(z.object(rankShape)).openapi({
    description: "Promoters with more than 0, the highest first; of equal ones who joined first",
  }),
  nextCursor: z.string().nullable().openapi({
    description: "The `cursor` of the next page; null on the last one",
  }),
});

export const leaderboardSchema = withExample(leaderboard, {
  metric: "sales",
  period: "month",
  ...REPORT_EXAMPLE,
  own: { rank: 17, value: 4_200 },
  data: [
    { rank: 1, promoterId: null, name: "L**", value: 720_000 },
    { rank: 2, promoterId: "pr_5k", name: "Han Meimei", value: 90_000 },
  ],
  nextCursor: null,
});

/** Whose eyes see it: a promoter's, or those of whoever may see everything. */
export interface Reader {
  readonly self: PromoterRef | null;
  readonly names: ReadonlyMap<PromoterRef, string>;
}

export function presentRank(
  { self, names }: Reader,
  { promoter, rank, value }: Pick<Score, "promoter" | "rank" | "value">,
) {
  const isShown = self === null || self === promoter;
  const name = names.get(promoter) ?? null;
  return {
    rank,
    promoterId: isShown ? promoterIdOf(promoter) : null,
    name: isShown ? name : maskedName(name),
    value,
  };
}

/** A promoter's own rank. */
export interface OwnRank {
  readonly rank: number | null;
  readonly value: number;
}

export function presentOwn(self: PromoterRef | null, own: OwnRank | null) {
  if (self === null) return {};
  return { own: { rank: own?.rank ?? null, value: own?.value ?? 0 } };
}
