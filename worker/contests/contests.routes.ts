/** Contests over HTTP: promoters are ranked for a time, and the first ones are given prizes once. */
import { LIMITS } from "../../domain/kernel/limits.ts";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { requestHash } from "../access/attempts.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { programParams } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import { ApiProblem } from "../http/problem.ts";
import { REPLAY, body, json } from "../http/route-parts.ts";
import { presentOwn, presentRank, type Reader } from "../reports/leaderboards/leaderboard.shapes.ts";
import { readerOf, scorePlace, selfOf } from "../reports/leaderboards/reader.ts";
import {
  cancellationSchema,
  contestParams,
  contestSchema,
  contestWithRanksSchema,
  newContestSchema,
  presentContest,
  prizesOf,
} from "./contest.shapes.ts";
import {
  type Contest,
  type DecidedRank,
  findContest,
  insertContest,
  listContests,
} from "./contests.tables.ts";
import { cancelContest } from "./cancel-contest.ts";
import { ranksOf } from "./ranks-of-contest.ts";
import { unreleasedOrders } from "./unreleased.tables.ts";

const PATH = "/v1/programs/{program}/contests";
const READERS = ["operator", "key:read", "key:manage", "key:payouts", "promoter:own"] as const;
/** Orders that are counted of those that a contest waits for. */
const MOST_SHOWN = 100;

const createContest = defineRoute({
  method: "post",
  path: PATH,
  operationId: "createContest",
  tag: "Leaderboards",
  summary: "Make a contest, whose prizes are paid once when the holds of its orders have ended",
  description:
    "Orders count by when they occurred, as they stand when the contest is decided: refunds until then count, later ones " +
    "change nothing. It is decided once no order of it is pending, held or under review. At the earliest that is when the hold period " +
    "after its end is over, and not within an hour. Whoever is suspended then takes no rank. Prizes are bonuses, in the journal " +
    "as `prize_{rank}_{contest id}`.",
  // Prizes are money that nobody else approves.
  access: ["operator", "key:payouts"],
  audit: "with_change",
  request: { params: programParams, body: body(newContestSchema) },
  responses: {
    200: json(contestSchema, "It was made before"),
    201: json(contestSchema, "Made"),
  },
});

const readContests = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listContests",
  tag: "Leaderboards",
  summary: "List contests, the latest begin first",
  access: READERS,
  request: { params: programParams, query: pageQuery },
  responses: { 200: json(pageOf(contestSchema), "A page of contests") },
});

const readContest = defineRoute({
  method: "get",
  path: `${PATH}/{id}`,
  operationId: "readContest",
  tag: "Leaderboards",
  summary: "A contest with its ranks, and the caller's own",
  access: READERS,
  request: { params: contestParams, query: pageQuery },
  responses: { 200: json(contestWithRanksSchema, "The contest with a page of ranks") },
});

const cancel = defineRoute({
  method: "post",
  path: `${PATH}/{id}/cancel`,
  operationId: "cancelContest",
  tag: "Leaderboards",
  summary: "End a contest without prizes, before it is decided",
  access: ["operator", "key:payouts"],
  request: { params: contestParams, body: body(cancellationSchema) },
  responses: { 200: json(contestSchema, "The contest as it now stands") },
});

export function registerContests(app: ApiApp): void {
  registerReading(app);
  app.openapi(createContest, async (c) => {
    const { program } = requireProgram(c);
    const { startsAt, endsAt, prizes, ...facts } = c.req.valid("json");
    const times = { startsAtMs: startsAt, endsAtMs: endsAt, createdAtMs: Date.now() };
    const known = { program: program.number, requestHash: requestHash(c), audit: c.get("audit") };
    const contest = { ...facts, ...times, ...known, prizes: prizesOf(prizes) };
    const outcome = await insertContest(c.env.CONFIG, contest, LIMITS.contestsPerProgram);
    if (outcome === "conflict") throw new ApiProblem("idempotency_conflict");
    if (outcome === "too_many") throw new ApiProblem("too_many_contests");
    const shown = presentContest(await contestOf(c.env, program.number, facts.id), Date.now());
    return outcome === "created" ? c.json(shown, 201) : c.json(shown, 200, REPLAY);
  });
  app.openapi(cancel, async (c) => {
    const { program } = requireProgram(c);
    const { id } = c.req.valid("param");
    const { reason } = c.req.valid("json");
    const found = await contestOf(c.env, program.number, id);
    const outcome = await cancelContest(c.env, program, found, reason);
    if (outcome === "decided") throw new ApiProblem("contest_decided");
    const shown = presentContest(await contestOf(c.env, program.number, id), Date.now());
    return outcome === "cancelled" ? c.json(shown, 200) : c.json(shown, 200, REPLAY);
  });
}

function registerReading(app: ApiApp): void {
  app.openapi(readContests, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const [startsAtMs, id] = decodeCursor("contests", cursor, [0, ""]) ?? [];
    const before = startsAtMs === undefined || id === undefined ? undefined : { startsAtMs, id };
    const found = await listContests(c.env.CONFIG, program.number, before, limit + 1);
    const page = cutPage(found, limit, (last) => encodeCursor("contests", [last.startsAtMs, last.id]));
    const nowMs = Date.now();
    return c.json({ ...page, data: page.data.map((contest) => presentContest(contest, nowMs)) }, 200);
  });
  app.openapi(readContest, async (c) => {
    const { program, principal } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const contest = await contestOf(c.env, program.number, c.req.valid("param").id);
    const list = `contest ${contest.id} ${contest.decidedAtMs}`;
    const after = scorePlace(decodeCursor(list, cursor, [0, 0]));
    const self = selfOf(principal);
    const { ranks, own } = await ranksOf(c.env, program, contest, self, { after, limit: limit + 1 });
    const page = cutPage(ranks, limit, (last) => encodeCursor(list, [last.value, last.placeOfTied]));
    const reader = await readerOf(c.env, program, self, page.data);
    const period = { fromMs: contest.startsAtMs, toMs: contest.endsAtMs };
    const isOver = contest.decidedAtMs !== null || contest.cancelledAtMs !== null;
    const unreleased = isOver ? 0 : await unreleasedOrders(c.env.REPORTS, program.id, period, MOST_SHOWN);
    return c.json(
      {
        ...presentContest(contest, Date.now()),
        unreleasedOrders: unreleased,
        ...presentOwn(self, own),
        ranks: page.data.map((rank) => presentContestRank(reader, rank)),
        nextCursor: page.nextCursor,
      },
      200,
    );
  });
}

function presentContestRank(reader: Reader, rank: DecidedRank) {
  const shown = presentRank(reader, rank);
  const isShown = shown.promoterId === promoterIdOf(rank.promoter);
  return {
    ...shown,
    prize: rank.prize,
    paidAt: rank.paidAtMs === null ? null : instantOf(rank.paidAtMs),
    adjustmentId: isShown ? rank.adjustment : null,
  };
}

/** @throws ApiProblem `unknown_contest` (404). */
async function contestOf(env: Env, program: number, id: string): Promise<Contest> {
  const contest = await findContest(env.CONFIG, program, id);
  if (contest === null) throw new ApiProblem("unknown_contest");
  return contest;
}
