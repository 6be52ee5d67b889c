/**
 * No query parameter is passed over. One that a route does not describe is refused, so that a filter which is misspelt or
 * not there never answers the whole list.
 */
import type { MiddlewareHandler } from "hono";
import { ApiProblem } from "./problem.ts";

/** The names of a query's schema; none where a route reads no query. */
export function parametersOf(query: unknown): readonly string[] {
  if (query === undefined) return [];
  if (typeof query !== "object" || query === null || !("shape" in query)) {
    throw new TypeError("the schema of a query is an object's");
  }
  return Object.keys(query.shape as object);
}

/** Stands before the handler of a route whose query has these parameters. */
export function knownParameters(names: readonly string[]): MiddlewareHandler {
  const known = new Set(names);
  const message = names.length === 0 ? "no parameter is read here" : `expected one of ${names.join(", ")}`;
  return async (c, next) => {
    const unknown = Object.keys(c.req.queries()).filter((name) => !known.has(name));
    if (unknown.length > 0) {
      throw new ApiProblem("invalid_parameter", {
        errors: unknown.slice(0, MOST_NAMED).map((name) => ({
          path: name.slice(0, MOST_CHARACTERS),
          message,
          kind: "unknown_member",
        })),
      });
    }
    await next();
  };
}

/** What is told of a hostile query: it is not sent back whole. */
const MOST_NAMED = 20;
const MOST_CHARACTERS = 100;
