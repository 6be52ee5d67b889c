/**
 * Routes: each states who may call it. Its description and the guard before its handler are made from that statement.
 */
import { createRoute, type RouteConfig } from "@hono/zod-openapi";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { jsonBody } from "../http/body.ts";
import { knownParameters, parametersOf } from "../http/known-parameters.ts";
import { refusals, type RefusalStatus } from "../http/route-parts.ts";
import type { Tag } from "../http/tags.ts";
import { type Audit, audited } from "./audited.ts";
import { guardOf } from "./authorize.ts";
import type { Access } from "./callers.ts";
import { PROMOTER_FIELDS, promoterFieldsOf } from "./promoter-fields.ts";

interface HeaderFacts {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly example?: string;
}

/** What is said of a route, beside its request and its answers. */
interface RouteFacts {
  /** A camelCase verb phrase, unique: the name of the call in generated clients. */
  readonly operationId: string;
  readonly summary: string;
  readonly tag: Tag;
  readonly access: Access;
  /** Where its entry of the audit is written; absent: before its handler, where the method writes. */
  readonly audit?: Audit;
  /** Whether its body has a `reason` that is kept with the entry of the audit. */
  readonly keepsReason?: true;
  /** Whether a repeat is recognised by the header `Idempotency-Key`, in place of an id of the resource's own. */
  readonly idempotencyKey?: "optional" | "required";
  /** Headers that the handler reads by itself. */
  readonly headers?: readonly HeaderFacts[];
  /** The handler reads the body itself, as bytes or line by line. */
  readonly readsBody?: true;
}

type Described = Omit<RouteConfig, "middleware" | "security" | "tags" | "parameters"> & RouteFacts;

/**
 * A route with its guard: whoever may not call it is refused before anything of the body is read. Its refusals are
 * described by themselves; a status that the route describes in its own words keeps them.
 */
export function defineRoute<Path extends string, Route extends Described & { path: Path }>(
  route: Route,
): Route & { path: Path } {
  const { method, path, access, readsBody, operationId }: Described = route;
  const reads = readsBody !== true && WITH_BODY.has(method);
  const audit = auditOf(route);
  const isForPromoters = access.some((caller) => caller === "promoter:own");
  const middleware = [
    ...guardOf(path, access),
    // What everyone may ask is asked by browsers and monitors too, which add parameters of their own.
    ...(asksNoCredentials(access) ? [] : [knownParameters(parametersOf(route.request?.query))]),
    ...(reads ? [jsonBody] : []),
    ...(reads && isForPromoters ? [promoterFieldsOf(operationId)] : []),
    ...(audit === "own_record" || audit === "changes_nothing" ? [] : [audited(route, audit)]),
  ];
  // The guards change nothing of what a handler's types are made from.
  return createRoute({ ...describeRoute(route), middleware }) as unknown as Route & { path: Path };
}

/** The description of a route; alone for one that is served elsewhere, and so has no guard here. */
export function describeRoute(route: Described): RouteConfig {
  const {
    access,
    audit: _audit,
    tag,
    idempotencyKey,
    headers = [],
    readsBody: _,
    keepsReason: _kept,
    responses,
    ...rest
  } = route;
  return {
    ...rest,
    tags: [tag],
    security: asksNoCredentials(access) ? [] : [{ bearer: [] }, { session: [] }],
    "x-access": [...access],
    "x-audit": auditOf(route),
    ...(route.operationId in PROMOTER_FIELDS
      ? { "x-promoter-fields": PROMOTER_FIELDS[route.operationId] }
      : {}),
    parameters: [...headers, ...(idempotencyKey === undefined ? [] : [KEY_HEADERS[idempotencyKey]])].map(
      (header) => ({ ...header, in: "header", schema: { type: "string" } }),
    ),
    responses: { ...refusals(statusesOf(route)), ...responses },
  };
}

const KEY = {
  name: "Idempotency-Key",
  description: `The caller's own key of this write, the same for every repeat: 1 to ${LIMITS.idCharacters} characters`,
};
const KEY_HEADERS = { optional: { ...KEY, required: false }, required: { ...KEY, required: true } };

const WITH_BODY = new Set(["post", "put", "patch", "delete"]);

/** Whether credentials are not asked for: everyone may call it, or the body is signed. */
function asksNoCredentials(access: Access): boolean {
  return access[0] === "public" || access[0] === "signature";
}

/** Who signs a body is no caller of management: what such a body does is its own record. */
function auditOf({ method, access, audit }: Pick<Described, "method" | "access" | "audit">): Audit {
  if (access[0] === "public" || !WITH_BODY.has(method)) return "changes_nothing";
  return access[0] === "signature" ? "own_record" : (audit ?? "before");
}

function statusesOf({ method, access, request }: Pick<Described, "method" | "access" | "request">) {
  const writes = WITH_BODY.has(method);
  const isOpen = access[0] === "public";
  const statuses: (RefusalStatus | false)[] = [
    writes && 400,
    !isOpen && 401,
    !isOpen && access[0] !== "signature" && access.length > 1 && 403,
    !isOpen && 404,
    writes && !isOpen && 409,
    writes && 413,
    !isOpen && access[0] !== "signature" && access.length > 1 && 429,
    (writes || !asksNoCredentials(access) || request?.query !== undefined) && 422,
    503,
  ];
  return statuses.filter((status) => status !== false);
}
