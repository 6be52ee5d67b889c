/** Leaderboards over HTTP: who came to most in a day, week or month. Promoters see them too, with the others' names masked. */
import { leaderboardSpan } from "../../../domain/reports/leaderboard-period.ts";
import { type ApiApp, requireProgram } from "../../access/api-env.ts";
import { defineRoute } from "../../access/route.ts";
import { programParams } from "../../http/common.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../../http/page.ts";
import { json } from "../../http/route-parts.ts";
import { ordersAsOf } from "../../orders/lists/order-lists.tables.ts";
import { presentReport } from "../report.shapes.ts";
import { READERS } from "../report-of.ts";
import {
  instantAt,
  leaderboardQuery,
  leaderboardSchema,
  presentOwn,
  presentRank,
} from "./leaderboard.shapes.ts";
import { readerOf, scorePlace, selfOf } from "./reader.ts";
import { pageOfScores, scoreOf } from "./scores.tables.ts";

const readLeaderboard = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/leaderboards",
  operationId: "readLeaderboard",
  tag: "Leaderboards",
  summary: "Promoters by what they came to in a day, week or month, with the caller's own rank",
  access: [...READERS, "promoter:own"],
  request: { params: programParams, query: leaderboardQuery },
  responses: { 200: json(leaderboardSchema, "A page of ranks") },
});

export function registerLeaderboards(app: ApiApp): void {
  app.openapi(readLeaderboard, async (c) => {
    const { program, principal } = requireProgram(c);
    const { metric, period, at, limit, cursor } = c.req.valid("query");
    const atMs = instantAt(at, program.timezone, Date.now());
    const span = leaderboardSpan(period, atMs, program.timezone);
    const scored = { programId: program.id, metric, period: span, without: [] };
    const list = `leaderboard ${metric} ${span.fromMs} ${span.toMs}`;
    const after = scorePlace(decodeCursor(list, cursor, [0, 0]));
    const self = selfOf(principal);
    // Before the figures are: they are not older than it says.
    const asOfMs = await ordersAsOf(c.env.REPORTS, program.id);
    const [scores, own] = await Promise.all([
      pageOfScores(c.env.REPORTS, scored, { after, limit: limit + 1 }),
      self === null ? null : scoreOf(c.env.REPORTS, scored, self),
    ]);
    const page = cutPage(scores, limit, (last) => encodeCursor(list, [last.value, last.placeOfTied]));
    const reader = await readerOf(c.env, program, self, page.data);
    const report = presentReport({ ...span, timezone: program.timezone }, program.currency, asOfMs);
    const shown = { metric, period, ...report, ...presentOwn(self, own) };
    return c.json({ ...shown, ...page, data: page.data.map((score) => presentRank(reader, score)) }, 200);
  });
}
