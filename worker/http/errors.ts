/** Turns whatever went wrong into one answer of the catalogue: bad input is never a 500, and no stack goes out. */
import type { z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { OPERATOR_MOVES } from "../../domain/order/operator-moves.ts";
import { PAYOUT_MOVES } from "../../domain/payout/transitions.ts";
import { codeOf, faultsOf } from "./faults.ts";
import { MissingKey } from "../platform/keys.ts";
import { chainOf, isQueryFailure, logError } from "../../durable-objects/object/log.ts";
import { ApiProblem, problem } from "./problem.ts";

/** The answer to anything thrown. Busy or failing storage is 503; what is left is a bug of ours, logged. */
export function onError(error: unknown): Response {
  if (error instanceof ApiProblem) return problem(error.code, error.options);
  if (error instanceof MissingKey) return problem("not_configured", { detail: error.message });
  if (error instanceof HTTPException && error.status === 400) return problem("invalid_json");
  if (isOtherVersion(error)) {
    logError("versions_differ", error);
    return problem("unavailable");
  }
  if (isStorageFailure(error)) {
    logError("storage_failed", error);
    return problem("unavailable");
  }
  logError("unexpected_error", error);
  return problem("internal");
}

/** What code says of what another version of it wrote or asks, here or in an object, which pass on the words alone. */
const VERSIONS_DIFFER = /not understood by this version of the code|does not implement the method/;

/** While a version is released, Worker and objects run different ones for a while. What is sent again then finds the new. */
function isOtherVersion(error: unknown): boolean {
  return chainOf(error).some((one) => one instanceof Error && VERSIONS_DIFFER.test(one.message));
}

/** What storage says of itself: D1, SQLite below it or in an object, and the platform between. */
const STORAGE_SAYS = /^D1_|\bSQLITE_[A-Z]|^Network connection lost|^internal error\b|\bDurable Object\b/i;

/**
 * A Durable Object that is overloaded or moving, or a database that does not answer, whatever wrapped its error. A
 * broken constraint is none: it stays broken however often the same is sent, and is a bug of ours.
 */
function isStorageFailure(error: unknown): boolean {
  const chain = chainOf(error);
  const breaksConstraint = chain.some((one) => one instanceof Error && /SQLITE_CONSTRAINT/.test(one.message));
  return !breaksConstraint && chain.some(isOfStorage);
}

function isOfStorage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const marks = error as { overloaded?: unknown; retryable?: unknown; durableObjectReset?: unknown };
  const isBrokenOff = [marks.overloaded, marks.retryable, marks.durableObjectReset].includes(true);
  return isBrokenOff || isQueryFailure(error) || STORAGE_SAYS.test(error.message);
}

/** What a schema said of one part of a request. */
type Validation =
  | { readonly success: true }
  | {
      readonly success: false;
      readonly target: string;
      /** What was sent. The types of the library leave it out. */
      readonly data?: unknown;
      readonly error: z.ZodError;
    };

/** What a schema refused: the body 422, a query 422, and a path that cannot name anything 404. */
export function onInvalid(result: Validation): Response | undefined {
  if (result.success) return undefined;
  const { issues } = result.error;
  if (result.target === "param") return problem("not_found");
  const otherwise = result.target === "json" ? "invalid_body" : "invalid_parameter";
  return problem(codeOf(issues, otherwise), { errors: faultsOf(issues, result.data) });
}

/** An app that knows its routes. */
interface Routed {
  readonly routes: readonly { readonly method: string; readonly path: string }[];
}

interface Asked {
  readonly req: { readonly url: string };
  get(name: "principal"): { readonly kind: string } | undefined;
}

/** 405 with `Allow` where the path is known by other methods, else 404. To a promoter what it cannot reach is not there. */
export function notFoundOn(app: Routed): (c: Asked) => Response {
  let known: readonly { readonly method: string; readonly pattern: RegExp }[] | undefined;
  return (c) => {
    if (c.get("principal")?.kind === "promoter") return problem("not_found");
    const path = new URL(c.req.url).pathname;
    // Made once, and not before all routes are on the app: whoever asks for what is not there needs no credentials.
    known ??= app.routes
      .filter(({ method }) => method !== "ALL")
      .map((route) => ({ method: route.method, pattern: patternOf(route.path) }));
    const methods = new Set(known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
    if (methods.size === 0) return problem("not_found");
    return problem("method_not_allowed", { headers: { allow: [...methods].toSorted().join(", ") } });
  };
}

/** Moves of orders and payouts: whatever else stands there is no path. */
const MOVES = `(?:${[...Object.keys(OPERATOR_MOVES), ...Object.keys(PAYOUT_MOVES)].join("|")})`;

function patternOf(path: string): RegExp {
  const source = path
    .split("/")
    .map((part) =>
      part === ":move"
        ? MOVES
        : part.startsWith(":")
          ? "[^/]+"
          : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
    )
    .join("/");
  return new RegExp(`^${source}$`);
}
