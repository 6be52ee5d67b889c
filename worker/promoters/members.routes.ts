/** Lines above a member and teams below a promoter. */
import { createRoute, z } from "@hono/zod-openapi";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { TeamView } from "../../durable-objects/referral-tree/referral-tree.ts";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { instantSchema, opaqueIdSchema, programIdSchema } from "../http/common.shapes.ts";
import { presentUpline, teamSchema, uplineSchema } from "./promoter.shapes.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { allNames, journeyOf, treeOf } from "../platform/objects.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { decodeCursor, encodeCursor, pageFields } from "../http/page.ts";
import { BEARER, json, promoterParams, REFUSALS } from "../http/route-parts.ts";

const readUplines = createRoute({
  method: "get",
  path: "/v1/programs/{program}/members/{memberId}/uplines",
  summary: "The line above a member as of a time, nearest first; a customer's begins with the bound promoter",
  security: BEARER,
  request: {
    params: z.object({ program: programIdSchema, memberId: opaqueIdSchema }),
    query: z.object({ at: instantSchema.optional() }),
  },
  responses: { 200: json(z.object({ data: z.array(uplineSchema) }), "The line"), ...REFUSALS },
});

const readTeam = createRoute({
  method: "get",
  path: "/v1/programs/{program}/promoters/{id}/team",
  summary: "Promoters below, by level, and how many customers are bound",
  security: BEARER,
  request: {
    params: promoterParams,
    query: z.object({
      ...pageFields,
      depth: z
        .string()
        .regex(/^[0-9]{1,2}$/)
        .transform(Number)
        .pipe(z.int().min(1).max(LIMITS.treeDepth))
        .default(LIMITS.levels)
        .openapi({ type: "integer", minimum: 1, maximum: LIMITS.treeDepth, default: LIMITS.levels }),
    }),
  },
  responses: { 200: json(teamSchema, "The team"), ...REFUSALS },
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
    allNames(program).map((place) =>
      callObject(async () => await env.JOURNEY.getByName(place).boundCustomers(promoter)),
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
