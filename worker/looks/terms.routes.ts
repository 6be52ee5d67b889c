/** Terms of a program, published as versions, and their acceptance by promoters, which is only added to. */
import { canonicalJson } from "../../domain/kernel/canonical-json.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { credentialOf } from "../access/audited.ts";
import { defineRoute } from "../access/route.ts";
import { programParams, promoterParams } from "../http/common.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../http/page.ts";
import { pageOf, pageQuery } from "../http/page.shapes.ts";
import { ApiProblem } from "../http/problem.ts";
import { body, json, REPLAY } from "../http/route-parts.ts";
import { findPromoter } from "../promoters/find-promoter.ts";
import { forgetPortalLook } from "./portal-look.ts";
import { acceptTerms, listAcceptances, publishTerms, readTerms } from "./terms.tables.ts";
import {
  acceptanceBodySchema,
  acceptanceSchema,
  presentAcceptance,
  presentTerms,
  termsBodySchema,
  termsQuery,
  termsSchema,
} from "./terms.shapes.ts";

const PATH = "/v1/programs/{program}/terms";
const ACCEPTANCES = "/v1/programs/{program}/promoters/{id}/terms-acceptances";
const TAG = "Portal";

const publish = defineRoute({
  method: "put",
  path: PATH,
  operationId: "publishTerms",
  tag: TAG,
  summary: "Publish the terms that promoters accept, as a new version. The same texts again make none",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: programParams, body: body(termsBodySchema) },
  responses: { 200: json(termsSchema, "The terms in force") },
});

const read = defineRoute({
  method: "get",
  path: PATH,
  operationId: "readTerms",
  tag: TAG,
  summary: "Read the terms, the newest or by version",
  access: ["operator", "key:read", "key:manage", "promoter:own"],
  request: { params: programParams, query: termsQuery },
  responses: { 200: json(termsSchema, "The terms") },
});

const accept = defineRoute({
  method: "post",
  path: ACCEPTANCES,
  operationId: "acceptTerms",
  tag: TAG,
  summary: "Accept the newest terms for a promoter; what was accepted stays recorded",
  access: ["operator", "key:manage", "promoter:own"],
  audit: "with_change",
  request: { params: promoterParams, body: body(acceptanceBodySchema) },
  responses: {
    200: json(acceptanceSchema, "Accepted before"),
    201: json(acceptanceSchema, "Accepted"),
  },
});

const list = defineRoute({
  method: "get",
  path: ACCEPTANCES,
  operationId: "listTermsAcceptances",
  tag: TAG,
  summary: "List the versions that a promoter has accepted, each with its time",
  access: ["operator", "key:read", "key:manage", "promoter:own"],
  request: { params: promoterParams, query: pageQuery },
  responses: { 200: json(pageOf(acceptanceSchema), "A page of acceptances") },
});

export function registerTerms(app: ApiApp): void {
  app.openapi(publish, async (c) => {
    const { program } = requireProgram(c);
    // The same spelling for the same texts, by which a repeat is recognised.
    const texts = canonicalJson(c.req.valid("json").texts);
    const asked = { program: program.number, texts, publishedAtMs: Date.now() };
    const { terms, published } = await publishTerms(c.env.CONFIG, asked, c.get("audit"));
    forgetPortalLook(program.number);
    return c.json(presentTerms(terms), 200, published ? {} : REPLAY);
  });
  app.openapi(read, async (c) => {
    const { program } = requireProgram(c);
    const { version } = c.req.valid("query");
    const terms = await readTerms(c.env.CONFIG, program.number, version);
    if (terms === undefined && version !== undefined) throw new ApiProblem("unknown_version");
    return c.json(presentTerms(terms), 200);
  });
  registerAcceptances(app);
}

function registerAcceptances(app: ApiApp): void {
  app.openapi(accept, async (c) => {
    const { program, principal } = requireProgram(c);
    const { ref: promoter } = await findPromoter(c.env, program, c.req.valid("param").id);
    const { acceptance, recorded } = await acceptTerms(
      c.env.CONFIG,
      {
        program: program.number,
        promoter,
        version: c.req.valid("json").version,
        acceptedAtMs: Date.now(),
        credential: credentialOf(principal),
      },
      c.get("audit"),
    );
    if (acceptance === undefined) throw new ApiProblem("terms_changed");
    if (!recorded) return c.json(presentAcceptance(acceptance), 200, REPLAY);
    return c.json(presentAcceptance(acceptance), 201);
  });
  app.openapi(list, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const [after] = decodeCursor("terms-acceptances", cursor, [0]) ?? [0];
    const { ref: promoter } = await findPromoter(c.env, program, c.req.valid("param").id);
    const query = { program: program.number, promoter, after, limit: limit + 1 };
    const page = cutPage(await listAcceptances(c.env.CONFIG, query), limit, (last) =>
      encodeCursor("terms-acceptances", [last.version]),
    );
    return c.json({ ...page, data: page.data.map(presentAcceptance) }, 200);
  });
}
