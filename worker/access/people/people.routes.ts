/** People of a program: added by address, given a role, and removed, which ends their sessions at once. */
import { programParams } from "../../http/common.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../../http/page.ts";
import { pageOf, pageQuery } from "../../http/page.shapes.ts";
import { ApiProblem } from "../../http/problem.ts";
import { body, json, REPLAY, whyBody } from "../../http/route-parts.ts";
import { type ApiApp, type ApiContext, requireProgram } from "../api-env.ts";
import { parseCredentialId } from "../credentials.shapes.ts";
import { requireHeld } from "../held-scopes.ts";
import { defineRoute } from "../route.ts";
import {
  newPersonSchema,
  personParams,
  personPatchSchema,
  personSchema,
  presentPerson,
} from "./people.shapes.ts";
import { addPerson, changeRole, getPerson, listPeople, removePerson } from "./people.tables.ts";
import { scopesOfRole } from "./roles.ts";

const PATH = "/v1/programs/{program}/people";
/** Every role reads: who hands on a role holds `read` as well. */
const CALLERS = ["operator", "key:keys+read"] as const;

const create = defineRoute({
  method: "post",
  path: PATH,
  operationId: "addPerson",
  tag: "People",
  summary: "Let a person sign in under an address. Nobody gives a role that reaches further than they do",
  description: "The same address again is a repeat with the same role, and a conflict with another one.",
  access: CALLERS,
  audit: "with_change",
  request: { params: programParams, body: body(newPersonSchema) },
  responses: {
    200: json(personSchema, "Added before"),
    201: json(personSchema, "Added"),
  },
});

const list = defineRoute({
  method: "get",
  path: PATH,
  operationId: "listPeople",
  tag: "People",
  summary: "List the people of a program",
  access: CALLERS,
  request: { params: programParams, query: pageQuery },
  responses: { 200: json(pageOf(personSchema), "A page of people") },
});

const change = defineRoute({
  method: "patch",
  path: `${PATH}/{id}`,
  operationId: "changePerson",
  tag: "People",
  summary: "Give a person another role: their sessions end at once, and the last owner stays one",
  access: CALLERS,
  audit: "with_change",
  request: { params: personParams, body: body(personPatchSchema) },
  responses: { 200: json(personSchema, "As it now is") },
});

const remove = defineRoute({
  method: "delete",
  path: `${PATH}/{id}`,
  operationId: "removePerson",
  tag: "People",
  summary: "Remove a person: their sessions end at once, and the last owner stays",
  access: CALLERS,
  audit: "with_change",
  keepsReason: true,
  request: { params: personParams, body: whyBody() },
  responses: { 204: { description: "Removed" } },
});

export function registerPeople(app: ApiApp): void {
  app.openapi(create, async (c) => {
    const { program, principal } = requireProgram(c);
    const { email, role } = c.req.valid("json");
    requireHeld(principal, scopesOfRole(role));
    const { person, added } = await addPerson(c.env.CONFIG, {
      program: program.number,
      email,
      role,
      nowMs: Date.now(),
      audit: c.get("audit"),
    });
    if (person === undefined) throw new ApiProblem("too_many_people");
    if (added) return c.json(presentPerson(person), 201);
    if (person.role !== role) throw new ApiProblem("idempotency_conflict");
    return c.json(presentPerson(person), 200, REPLAY);
  });
  app.openapi(list, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const [after] = decodeCursor("people", cursor, [0]) ?? [0];
    const found = await listPeople(c.env.CONFIG, program.number, after, limit + 1);
    const page = cutPage(found, limit, (last) => encodeCursor("people", [last.number]));
    return c.json({ ...page, data: page.data.map(presentPerson) }, 200);
  });
  registerChanges(app);
}

function registerChanges(app: ApiApp): void {
  app.openapi(change, async (c) => {
    const { program, principal } = requireProgram(c);
    const before = await reachedPerson(c, c.req.valid("param").id);
    const { role } = c.req.valid("json");
    if (role === undefined || role === before.role) return c.json(presentPerson(before), 200);
    requireHeld(principal, scopesOfRole(role));
    const asked = { program: program.number, number: before.number, role, audit: c.get("audit") };
    const { person } = await changeRole(c.env.CONFIG, asked);
    if (person === undefined) throw new ApiProblem("not_found");
    if (person.role !== role) throw new ApiProblem("last_owner");
    return c.json(presentPerson(person), 200);
  });
  app.openapi(remove, async (c) => {
    const { program } = requireProgram(c);
    const { number } = await reachedPerson(c, c.req.valid("param").id);
    const asked = { program: program.number, number, nowMs: Date.now(), audit: c.get("audit") };
    if (!(await removePerson(c.env.CONFIG, asked))) throw new ApiProblem("last_owner");
    return c.body(null, 204);
  });
}

/** @throws ApiProblem `not_found`, or `insufficient_scope` for a person who reaches further than the caller. */
async function reachedPerson(c: ApiContext, id: string) {
  const { program, principal } = requireProgram(c);
  const number = parseCredentialId("pe", id);
  const person = number === undefined ? undefined : await getPerson(c.env.CONFIG, program.number, number);
  if (person === undefined) throw new ApiProblem("not_found");
  requireHeld(principal, scopesOfRole(person.role));
  return person;
}
