/** Share links: made by the merchant, or by a promoter for itself. What is another promoter's is not found. */
import { LIMITS } from "../../domain/kernel/limits.ts";
import { parsePromoterId, type PromoterRef } from "../../domain/kernel/ids.ts";
import {
  linkParams,
  linkPatchSchema,
  linkSchema,
  linksQuery,
  newLinkSchema,
  presentLink,
} from "./link.shapes.ts";
import { withoutAbsent } from "../configuration/rules.shapes.ts";
import { campaignsOfLinks } from "./link-campaigns.tables.ts";
import { changeQuery } from "../programs/future-versions.shapes.ts";
import { refuseBehindFuture } from "../programs/future-versions.ts";
import { listLinks, updateLink } from "./links.tables.ts";
import { ownLink } from "./own-link.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ApiApp, type ApiContext, type Principal, requireProgram } from "../access/api-env.ts";
import { refuseFields } from "../access/promoter-fields.ts";
import { defineRoute } from "../access/route.ts";
import { allowedDestination, makeLink } from "./create-link.ts";
import { findPromoter } from "../promoters/find-promoter.ts";
import { programParams } from "../http/common.shapes.ts";
import { pageOf } from "../http/page.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { REPLAY, body, json } from "../http/route-parts.ts";
import { shareOrigin } from "./share-origin.ts";

const PATH = "/v1/programs/{program}/links";

/** Of the cursor. Those of a list that began with the oldest are refused: they would leave links out. */
const LIST = "newest-links";

const createLink = defineRoute({
  method: "post",
  path: PATH,
  operationId: "createLink",
  tag: "Links",
  summary: "Make a share link",
  access: ["operator", "key:manage", "promoter:own"],
  idempotencyKey: "optional",
  request: { params: programParams, body: body(newLinkSchema) },
  responses: { 200: json(linkSchema, "Made before"), 201: json(linkSchema, "Made") },
});

const readLinks = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listLinks",
  tag: "Links",
  summary: "List share links, also of one promoter, the newest first",
  access: ["operator", "key:read", "key:manage", "promoter:own"],
  request: { params: programParams, query: linksQuery },
  responses: { 200: json(pageOf(linkSchema), "A page of links") },
});

const readLink = defineRoute({
  method: "get",
  path: `${PATH}/{id}`,
  operationId: "readLink",
  tag: "Links",
  summary: "Read a share link",
  access: ["operator", "key:read", "key:manage", "promoter:own"],
  request: { params: linkParams },
  responses: { 200: json(linkSchema, "The link") },
});

const changeLink = defineRoute({
  method: "patch",
  path: `${PATH}/{id}`,
  operationId: "changeLink",
  tag: "Links",
  summary: "Change a share link; isolates that know it may take an hour while the database fails",
  description:
    "Another `campaignId` counts for orders that occur after the change. An order belongs to the campaign that its link " +
    "had at its own `occurredAt`, whenever it is received. Refused with `too_many_versions` when it was changed " +
    `${LIMITS.campaignChangesPerLink} times in 400 days. \`x-promoter-fields\` says what a promoter's token may write. ` +
    "Of links that it made itself these are destination and status, until the merchant sets the one or disables the link.",
  access: ["operator", "key:manage", "promoter:own"],
  request: { params: linkParams, query: changeQuery, body: body(linkPatchSchema) },
  responses: { 200: json(linkSchema, "The link") },
});

export function registerLinks(app: ApiApp): void {
  app.openapi(createLink, async (c) => {
    const wanted = c.req.valid("json");
    const { created, link } = await makeLink(c, await ownerOf(c, wanted.promoterId), wanted);
    c.get("changes").linkChanged(link.slug);
    const shown = shownLink(c, link);
    return created ? c.json(shown, 201) : c.json(shown, 200, REPLAY);
  });
  app.openapi(readLinks, async (c) => {
    const { program, principal } = requireProgram(c);
    const { limit, cursor, promoterId } = c.req.valid("query");
    const [before] = decodeCursor(LIST, cursor, [0]) ?? [null];
    const promoter = listedPromoter(principal, promoterId);
    const query = { programId: program.id, promoter, before, limit: limit + 1 };
    const page = cutPage(await listLinks(c.env.LINKS, query), limit, (last) =>
      encodeCursor(LIST, [last.number]),
    );
    const origin = shareOrigin(c, requireProgram(c).program);
    return c.json({ ...page, data: page.data.map((link) => presentLink(link, origin)) }, 200);
  });
  app.openapi(readLink, async (c) => {
    return c.json(shownLink(c, await ownLink(c, c.req.valid("param").id)), 200);
  });
  app.openapi(changeLink, async (c) => {
    const { program, principal } = requireProgram(c);
    const known = await ownLink(c, c.req.valid("param").id);
    const { expiresAt, expiredUrl, destination, ...rest } = c.req.valid("json");
    const hosts = program.wireSettings.at(-1)?.value.allowedHosts ?? [];
    const change = withoutAbsent({
      ...rest,
      expiresAtMs: expiresAt,
      destination: destination === undefined ? undefined : allowedDestination(destination, hosts),
      expiredUrl:
        typeof expiredUrl === "string" ? allowedDestination(expiredUrl, hosts, "expiredUrl") : expiredUrl,
    });
    const nowMs = Date.now();
    if (rest.campaignId !== undefined && rest.campaignId !== known.campaignId) {
      const versions = await campaignsOfLinks(c.env.LINKS, program.id, [known.number], nowMs);
      refuseBehindFuture(versions.get(known.number)?.at(-1), nowMs, c.req.valid("query").mayWait);
    }
    const by = principal.kind === "promoter" ? "promoter" : "merchant";
    const update = await updateLink(c.env.LINKS, program.id, known.number, { change, by, nowMs });
    if (update.kind === "refused" && update.reason === "field_not_yours") {
      refuseFields(Object.keys(c.req.valid("json")));
    }
    if (update.kind === "refused") throw new ApiProblem(update.reason);
    c.get("changes").linkChanged(known.slug);
    return c.json(shownLink(c, update.link), 200);
  });
}

function shownLink(c: ApiContext, link: Parameters<typeof presentLink>[0]): ReturnType<typeof presentLink> {
  return presentLink(link, shareOrigin(c, requireProgram(c).program));
}

/** Whose links are listed. What is another promoter's is not there, and is never answered by one's own. */
function listedPromoter(principal: Principal, asked: PromoterRef | undefined): PromoterRef | undefined {
  if (principal.kind !== "promoter") return asked;
  if (asked !== undefined && asked !== principal.promoter) throw new ApiProblem("not_found");
  return principal.promoter;
}

/** Whom a new link is for. A promoter's token makes links for itself alone. */
async function ownerOf(c: ApiContext, promoterId: string): Promise<PromoterRef> {
  const { program, principal } = requireProgram(c);
  const promoter = parsePromoterId(promoterId);
  if (principal.kind === "promoter") {
    if (promoter !== principal.promoter) throw new ApiProblem("not_found");
    return promoter;
  }
  if (promoter === undefined) throw new ApiProblem("no_such_promoter");
  const view = await findPromoter(c.env, program, promoter).catch(asUnprocessable);
  return view.ref;
}

/** A promoter named in a body and not known is a fault of the body. */
function asUnprocessable(error: unknown): never {
  if (error instanceof ApiProblem && error.code === "unknown_promoter") {
    throw new ApiProblem("no_such_promoter", {
      errors: [{ path: "promoterId", message: "no such promoter" }],
    });
  }
  throw error;
}
