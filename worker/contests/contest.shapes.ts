/** Contests on the wire. */
import { z } from "@hono/zod-openapi";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { AmountMinor } from "../../domain/kernel/money.ts";
import type { Prize } from "../../domain/reports/ranks.ts";
import {
  amountAnswer,
  amountSchema,
  countAnswer,
  idAnswer,
  instantAnswer,
  instantSchema,
  named,
  opaqueIdSchema,
  programIdSchema,
  textSchema,
  withExample,
  words,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { metricWords, ownShape, rankShape } from "../reports/leaderboards/leaderboard.shapes.ts";
import { CONTEST_STATES, stateOf } from "./contest-state.ts";
import type { Contest } from "./contests.tables.ts";

const contestIdSchema = opaqueIdSchema("The merchant's id of the contest", "spring-sprint");
export const contestParams = z.object({ program: programIdSchema, id: contestIdSchema });

const place = z.int().min(1).max(LIMITS.contestRanks);
const prizeAmount = amountSchema("What each of these ranks is given; more than zero").refine(
  (amount) => amount > 0,
  { error: "expected more than zero", params: { problem: "amount_out_of_range" } },
);

const prizesSchema = z
  .array(
    z.strictObject({
      from: place.openapi({ description: "The first rank of these", example: 1 }),
      to: place.openapi({ description: "The last rank of these, itself too", example: 1 }),
      amount: prizeAmount,
    }),
  )
  .min(1)
  .max(LIMITS.contestPrizes)
  .superRefine((prizes, context) => {
    let last = 0;
    for (const [at, { from, to }] of prizes.entries()) {
      if (from <= last || to < from) {
        const message = "expected ranks behind those before, from the lower to the higher one";
        context.addIssue({ code: "custom", message, path: [at, "from"] });
      }
      last = to;
    }
  })
  .openapi({
    description:
      "Amounts by ranks, in sequence. Who shares a rank shares the prizes of as many ranks from there on in equal parts. Units that are left go to who joined first",
  });

const name = textSchema(200, "The contest's name, for people");
const startsAt = "From when on orders count, by when they occurred";
const endsAt = "Until when, that moment excluded";

export const newContestSchema = named(
  "NewContest",
  z
    .strictObject({
      id: contestIdSchema,
      name,
      metric: metricWords,
      startsAt: instantSchema(startsAt),
      endsAt: instantSchema(endsAt),
      prizes: prizesSchema,
    })
    .refine((body) => body.startsAt < body.endsAt, {
      error: "expected a time after startsAt",
      path: ["endsAt"],
    })
    .refine((body) => body.endsAt - body.startsAt <= LIMITS.contestMs, {
      error: `expected at most ${LIMITS.contestMs / 86_400_000} days after startsAt`,
      path: ["endsAt"],
    }),
  {
    id: "spring-sprint",
    name: "Spring sprint",
    metric: "sales",
    startsAt: "2026-03-01T00:00:00Z",
    endsAt: "2026-03-08T00:00:00Z",
    prizes: [
      { from: 1, to: 1, amount: 100_000 },
      { from: 2, to: 3, amount: 50_000 },
    ],
  },
);

const STATES_MEAN = {
  scheduled: "it has not begun",
  running: "orders count now",
  settling: "it has ended, and waits for the holds of its orders or for its prizes to be paid",
  settled: "all prizes stand in their journals",
  cancelled: "it was ended without prizes",
};

const contestShape = {
  id: contestIdSchema,
  name,
  metric: metricWords,
  startsAt: instantAnswer(startsAt),
  endsAt: instantAnswer(endsAt),
  prizes: z
    .array(
      z.object({
        from: place.openapi({ description: "The first rank of these", example: 1 }),
        to: place.openapi({ description: "The last rank of these, itself too", example: 1 }),
        amount: amountAnswer("What each of these ranks is given"),
      }),
    )
    .openapi({ description: "Amounts by ranks" }),
  state: words("How it stands", CONTEST_STATES, STATES_MEAN),
  decidedAt: instantAnswer(
    "When its ranks were written down: later refunds change nothing; null before",
  ).nullable(),
  settledAt: instantAnswer("When all prizes stood in their journals; null before").nullable(),
  cancelledAt: instantAnswer("When it was cancelled; null: it was not").nullable(),
  cancelledBecause: z
    .string()
    .nullable()
    .openapi({ description: "Why it was cancelled, for people; null: it was not" }),
  createdAt: instantAnswer("When it was made"),
};

const CONTEST_EXAMPLE = {
  id: "spring-sprint",
  name: "Spring sprint",
  metric: "sales" as const,
  startsAt: "2026-03-01T00:00:00.000Z",
  endsAt: "2026-03-08T00:00:00.000Z",
  prizes: [
    { from: 1, to: 1, amount: 100_000 as AmountMinor },
    { from: 2, to: 3, amount: 50_000 as AmountMinor },
  ],
  state: "running" as const,
  decidedAt: null,
  settledAt: null,
  cancelledAt: null,
  cancelledBecause: null,
  createdAt: "2026-02-20T08:00:00.000Z",
};

export const contestSchema = named("Contest", z.object(contestShape), CONTEST_EXAMPLE);

const contestRank = z.object({
  ...rankShape,
  prize: amountAnswer("What the rank is given, as it stands; once decided, for ever"),
  paidAt: instantAnswer("Since when the prize stands in the journal; null: it does not").nullable(),
  adjustmentId: idAnswer(
    "The adjustment that it was paid by; to a promoter's token null, but for itself",
    "adj_5k_1",
  ).nullable(),
});

const contestWithRanks = z.object({
  ...contestShape,
  unreleasedOrders: countAnswer(
    "Orders that it waits for: they are pending, held or under review; 100 stand for more, and a decided contest waits for none",
  ),
  own: ownShape,
  ranks: z.array(contestRank).openapi({
    description:
      "A page of ranks, the highest first: of all who are not suspended; once decided, of the ranks that have prizes",
  }),
  nextCursor: z.string().nullable().openapi({
    description: "The `cursor` of the next page; null on the last one",
  }),
});

export const contestWithRanksSchema = withExample(contestWithRanks, {
  ...CONTEST_EXAMPLE,
  unreleasedOrders: 4,
  own: { rank: 17, value: 4_200 },
  ranks: [
    {
      rank: 1,
      promoterId: null,
      name: "L**",
      value: 720_000,
      prize: 100_000,
      paidAt: null,
      adjustmentId: null,
    },
  ],
  nextCursor: null,
});

export const cancellationSchema = named(
  "ContestCancellation",
  z.strictObject({ reason: textSchema(500, "Why, for people; kept with the contest") }),
  { reason: "The rules were misunderstood" },
);

export function prizesOf(prizes: z.output<typeof prizesSchema>): Prize[] {
  return prizes.map(({ from, to, amount }) => ({ from, to, amount }));
}

export function presentContest(contest: Contest, nowMs: number): z.output<typeof contestSchema> {
  const orNull = (ms: number | null) => (ms === null ? null : instantOf(ms));
  return {
    id: contest.id,
    name: contest.name,
    metric: contest.metric,
    startsAt: instantOf(contest.startsAtMs),
    endsAt: instantOf(contest.endsAtMs),
    prizes: contest.prizes.map(({ from, to, amount }) => ({ from, to, amount })),
    state: stateOf(contest, nowMs),
    decidedAt: orNull(contest.decidedAtMs),
    settledAt: orNull(contest.settledAtMs),
    cancelledAt: orNull(contest.cancelledAtMs),
    cancelledBecause: contest.cancelledBecause,
    createdAt: instantOf(contest.createdAtMs),
  };
}
