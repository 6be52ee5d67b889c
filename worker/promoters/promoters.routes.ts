/** Promoters: one per member, under one upline, with whole teams moved at once. */
import type { z } from "@hono/zod-openapi";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { FoundPromoters } from "../../durable-objects/referral-tree/promoter-views.ts";
import type { ReferralTree } from "../../durable-objects/referral-tree/referral-tree.ts";
import type { PromoterView } from "../../domain/referral/promoter.ts";
import {
  newPromoterSchema,
  newUplineSchema,
  presentPromoter,
  promoterPatchSchema,
  promoterSchema,
  promotersQuery,
} from "./promoter.shapes.ts";
import { withoutAbsent } from "../configuration/rules.shapes.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { bookOf, journeyOf, slotOf, treeOf } from "../platform/objects.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { presentSalesOf, presentTierOf } from "./promoter-tiers.ts";
import { lowestTierAt, newestTiers } from "../configuration/as-of.ts";
import { findPromoter } from "./find-promoter.ts";
import { programParams, promoterParams } from "../http/common.shapes.ts";
import { pageOf } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { REPLAY, body, json } from "../http/route-parts.ts";

const PATH = "/v1/programs/{program}/promoters";
/** Of what the tree looks through at once: 200,000 promoters. */
const PARTS_SEARCHED = 10;

const createPromoter = defineRoute({
  method: "post",
  path: PATH,
  operationId: "createPromoter",
  tag: "Promoters",
  summary: "Make a member a promoter; whom the member was bound to becomes the upline unless one is named",
  access: ["operator", "key:manage"],
  request: { params: programParams, body: body(newPromoterSchema) },
  responses: {
    200: json(promoterSchema, "The member was a promoter before"),
    201: json(promoterSchema, "Made"),
  },
});

const readPromoters = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listPromoters",
  tag: "Promoters",
  summary:
    "List promoters, find the one of a member, or look for some by a text; `memberId` goes before `search`",
  access: ["operator", "key:read", "key:manage"],
  request: { params: programParams, query: promotersQuery },
  responses: { 200: json(pageOf(promoterSchema), "A page of promoters") },
});

const readPromoter = defineRoute({
  method: "get",
  path: `${PATH}/{id}`,
  operationId: "readPromoter",
  tag: "Promoters",
  summary: "Read a promoter",
  access: ["operator", "key:read", "key:manage", "promoter:own"],
  request: { params: promoterParams },
  responses: { 200: json(promoterSchema, "The promoter") },
});

const changePromoter = defineRoute({
  method: "patch",
  path: `${PATH}/{id}`,
  operationId: "changePromoter",
  tag: "Promoters",
  summary: "Change name, status or tier; status and tier count for orders that occur from now on",
  access: ["operator", "key:manage"],
  keepsReason: true,
  request: { params: promoterParams, body: body(promoterPatchSchema) },
  responses: { 200: json(promoterSchema, "The promoter") },
});

const putUpline = defineRoute({
  method: "put",
  path: `${PATH}/{id}/upline`,
  operationId: "setUpline",
  tag: "Promoters",
  summary: "Put a promoter with its whole team under another upline, or under none",
  access: ["operator", "key:manage"],
  request: { params: promoterParams, body: body(newUplineSchema) },
  responses: { 200: json(promoterSchema, "The promoter") },
});

export function registerPromoters(app: ApiApp): void {
  registerReading(app);
  registerChanging(app);
}

function registerReading(app: ApiApp): void {
  app.openapi(readPromoters, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor, ...asked } = c.req.valid("query");
    const [after] = decodeCursor("promoters", cursor, [0]) ?? [0];
    const { found, next } = await find(c.env, program, asked, after as PromoterRef, limit + 1);
    const cursorOf = (ref: PromoterRef) => encodeCursor("promoters", [ref]);
    const cut = cutPage(found, limit, (last) => cursorOf(last.ref));
    const page = { data: cut.data, nextCursor: cut.nextCursor ?? (next === null ? null : cursorOf(next)) };
    const sales = await presentSalesOf(
      c.env,
      program,
      page.data.map(({ ref }) => ref),
    );
    const lowest = lowestTierAt(program, Date.now());
    const data = page.data.map((view, index) => presentPromoter(view, sales[index]?.tier ?? lowest));
    return c.json({ ...page, data }, 200);
  });
  app.openapi(readPromoter, async (c) => {
    const { program } = requireProgram(c);
    const view = await findPromoter(c.env, program, c.req.valid("param").id);
    return c.json(await showPromoter(c.env, program, view), 200);
  });
}

type Asked = Pick<z.output<typeof promotersQuery>, "memberId" | "search">;

/** Promoters with a greater number than `after`: that of a member, those that a text finds, or all. */
async function find(
  env: Env,
  program: ProgramConfig,
  { memberId, search }: Asked,
  after: PromoterRef,
  limit: number,
): Promise<FoundPromoters> {
  return await callObject(async () => {
    const tree = treeOf(env, program);
    if (memberId !== undefined) {
      const promoter = await tree.promoterOfMember(memberId);
      return { found: ofMember(promoter, after), next: null };
    }
    if (search !== undefined) return await lookFor(tree, search, after, limit);
    return { found: await tree.list(after, limit), next: null };
  });
}

/** Looks on, part by part, until it has a page: the tree answers others between two parts. */
async function lookFor(
  tree: DurableObjectStub<ReferralTree>,
  text: string,
  after: PromoterRef,
  limit: number,
): Promise<FoundPromoters> {
  const found: PromoterView[] = [];
  let next: PromoterRef | null = after;
  for (let part = 0; next !== null && part < PARTS_SEARCHED && found.length < limit; part += 1) {
    const looked: FoundPromoters = await tree.find(text, next, limit - found.length);
    found.push(...looked.found);
    next = looked.next;
  }
  return { found, next };
}

/** A member is one promoter or none: there is nothing behind it. */
function ofMember(promoter: PromoterView | null, after: number): PromoterView[] {
  return promoter === null || promoter.ref <= after ? [] : [promoter];
}

function registerChanging(app: ApiApp): void {
  app.openapi(createPromoter, async (c) => {
    const { program } = requireProgram(c);
    const { created, promoter } = await join(c.env, program, c.req.valid("json"));
    const shown = await showPromoter(c.env, program, promoter);
    return created ? c.json(shown, 201) : c.json(shown, 200, REPLAY);
  });
  app.openapi(changePromoter, async (c) => {
    const { program } = requireProgram(c);
    const { tier, reason: _kept, ...change } = c.req.valid("json");
    const { id } = c.req.valid("param");
    refuseUnknownTier(program, tier);
    const view = await callObject(async () => await treeOf(c.env, program).amend(id, withoutAbsent(change)));
    if (view === null) throw new ApiProblem("unknown_promoter");
    if (tier !== undefined) {
      await callObject(async () => {
        await bookOf(c.env, program, id).setTier(id, tier);
      });
    }
    return c.json(await showPromoter(c.env, program, view), 200);
  });
  app.openapi(putUpline, async (c) => {
    const { program } = requireProgram(c);
    const { uplineMemberId, reason } = c.req.valid("json");
    const { id } = c.req.valid("param");
    const result = await callObject(
      async () => await treeOf(c.env, program).setUpline(id, uplineMemberId, reason),
    );
    if (result.kind === "refused") throw new ApiProblem(result.reason);
    const shown = await showPromoter(c.env, program, result.promoter);
    return result.changed ? c.json(shown, 200) : c.json(shown, 200, REPLAY);
  });
}

/** A promoter with its present tier. */
async function showPromoter(env: Env, program: ProgramConfig, view: PromoterView) {
  return presentPromoter(view, await presentTierOf(env, program, view.ref));
}

/** @throws ApiProblem `unknown_tier` (422) for a name that is none of the program's tiers. */
function refuseUnknownTier(program: ProgramConfig, tier: string | undefined): void {
  if (tier === undefined || newestTiers(program).plan.tiers.some(({ name }) => name === tier)) return;
  throw new ApiProblem("unknown_tier", {
    errors: [{ path: "tier", message: "none of the program's tiers" }],
  });
}

/** Joins the tree under the upline named, or else the promoter that the member was bound to; then ends the binding. */
async function join(
  env: Env,
  program: ProgramConfig,
  wanted: z.output<typeof newPromoterSchema>,
): Promise<{ created: boolean; promoter: PromoterView }> {
  const { memberId, tier } = wanted;
  refuseUnknownTier(program, tier);
  const uplineMemberId = wanted.uplineMemberId ?? (await boundPromoterOf(env, program, memberId));
  const slot = slotOf(program, "member", memberId);
  const request = withoutAbsent({ ...wanted, uplineMemberId, slot });
  const joined = await callObject(async () => await treeOf(env, program).join(request));
  if (joined.kind === "refused") throw new ApiProblem(joined.reason);
  const { ref, joinedTier } = joined.promoter;
  if (joinedTier !== null) {
    await callObject(async () => {
      await bookOf(env, program, ref).beginTier(ref, joinedTier);
    });
  }
  await callObject(async () => {
    await journeyOf(env, program, memberId).endForPromoter(memberId);
  });
  return joined;
}

/** The member whom a customer is bound to, when the customer is no promoter yet. */
async function boundPromoterOf(
  env: Env,
  program: ProgramConfig,
  memberId: string,
): Promise<string | undefined> {
  const query = [{ customerId: memberId, atMs: Date.now() }];
  const [[binding], known] = await Promise.all([
    callObject(async () => await journeyOf(env, program, memberId).bindingsAt(query)),
    callObject(async () => await treeOf(env, program).promoterOfMember(memberId)),
  ]);
  if (binding === null || binding === undefined || known !== null) return undefined;
  const { promoter } = binding;
  const upline = await callObject(async () => await treeOf(env, program).promoter(promoter));
  return upline?.memberId;
}
