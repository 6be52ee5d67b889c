/** Lines above a member and teams below a promoter. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { TeamView } from "../../durable-objects/referral-tree/referral-tree.ts";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import {
  lineQuery,
  memberParams,
  presentUpline,
  teamQuery,
  teamSchema,
  uplineSchema,
} from "./promoter.shapes.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { existingNames } from "../read-models/existing-objects.ts";
import { callObject } from "../platform/object-call.ts";
import { journeyOf, treeOf } from "../platform/objects.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { promoterParams } from "../http/common.shapes.ts";
import { listOf } from "../http/page.shapes.ts";
import { decodeCursor, encodeCursor } from "../http/page.ts";
import { json } from "../http/route-parts.ts";

const readUplines = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/members/{memberId}/uplines",
  operationId: "readUplines",
  tag: "Members",
  summary: "The line above a member as of a time, nearest first; a customer's begins with the bound promoter",
  access: ["operator", "key:read", "key:manage"],
  request: { params: memberParams, query: lineQuery },
  responses: { 200: json(listOf(uplineSchema), "The line") },
});

const readTeam = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/promoters/{id}/team",
  operationId: "readTeam",
  tag: "Members",
  summary: "Promoters below, by level, and how many customers are bound",
  access: ["operator", "key:read", "key:manage", "promoter:own"],
  request: { params: promoterParams, query: teamQuery },
  responses: { 200: json(teamSchema, "The team") },
});

export function registerMembers(app: ApiApp): void {
  app.openapi(readUplines, async (c) => {
    const { program } = requireProgram(c);
    const atMs = c.req.valid("query").at ?? Date.now();
    return c.json({ data: await lineAbove(c.env, program, c.req.valid("param").memberId, atMs) }, 200);
  });
  app.openapi(readTeam, async (c) => {
    const { program } = requireProgram(c);
    const { id } = c.req.valid("param");
    const { limit, cursor, depth } = c.req.valid("query");
    const after = decodeCursor("team", cursor, [0, 0])?.join(":") ?? null;
    const [team, boundCustomers] = await Promise.all([
      callObject(async () => await treeOf(c.env, program).team(id, depth, after, limit)),
      countBound(c.env, program, id),
    ]);
    if (team === null) throw new ApiProblem("unknown_promoter");
    return c.json({ ...presentTeam(team), boundCustomers }, 200);
  });
}

async function lineAbove(env: Env, program: ProgramConfig, memberId: string, atMs: number) {
  const line = await callObject(async () => await treeOf(env, program).uplines(memberId, atMs));
  if (line !== null) return line.map((snapshot, index) => presentUpline(snapshot, index + 1));
  const query = [{ customerId: memberId, atMs }];
  const [binding] = await callObject(async () => await journeyOf(env, program, memberId).bindingsAt(query));
  if (binding === null || binding === undefined) return [];
  const { promoter, boundAtMs } = binding;
  const snapshots = { promoters: [{ ref: promoter, atMs }], members: [], uplines: LIMITS.treeDepth };
  const { promoters } = await callObject(async () => await treeOf(env, program).snapshots(snapshots));
  const [bound] = promoters;
  if (bound === null || bound === undefined) return [];
  return [{ ...bound, sinceMs: boundAtMs }, ...bound.uplines].map((snapshot, index) =>
    presentUpline(snapshot, index + 1),
  );
}

async function countBound(env: Env, program: ProgramConfig, promoter: PromoterRef): Promise<number> {
  const counts = await Promise.all(
    (await existingNames(env, program, "journey")).map((place) =>
      callObject(async () => await objectNamed(env.JOURNEY, place).boundCustomers(promoter)),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function presentTeam(team: TeamView) {
  return {
    data: team.members.map(({ ref, memberId, name, level }) => ({
      promoterId: promoterIdOf(ref),
      memberId,
      name,
      level,
    })),
    levels: team.levels.map((level) => ({ ...level })),
    nextCursor: team.next === null ? null : encodeCursor("team", team.next.split(":").map(Number)),
  };
}
