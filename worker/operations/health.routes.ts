/** `GET /healthz`: 200 while the service can serve. `GET /readyz`: the same by part. Anyone may ask, so both are bounded. */
import { loggedErrors } from "../../durable-objects/object/log.ts";
import type { ApiApp } from "../access/api-env.ts";
import { isOperator } from "../access/authorize.ts";
import { defineRoute } from "../access/route.ts";
import { audienceOf } from "../deployment/deployment-guard.ts";
import { notUnderstood } from "../configuration/not-understood.ts";
import { ApiProblem } from "../http/problem.ts";
import { problemSchema } from "../http/problem.shapes.ts";
import { json, problemAnswer } from "../http/route-parts.ts";
import { healthSchema, readinessQuery, readinessSchema, unreadySchema } from "./health.shapes.ts";
import { DATABASES, Readiness, type Unready } from "./readiness.ts";

const readHealth = defineRoute({
  method: "get",
  path: "/healthz",
  operationId: "readHealth",
  tag: "Health",
  summary: "Can it serve",
  description: "It can once the migrations of every database are in. A success is believed for a second.",
  access: ["public"],
  responses: { 200: json(healthSchema, "It can") },
});

const readReadiness = defineRoute({
  method: "get",
  path: "/readyz",
  operationId: "readReadiness",
  tag: "Health",
  summary: "Which parts can serve",
  description: "With the operator's token an answer also tells what went wrong.",
  access: ["public"],
  request: { query: readinessQuery },
  responses: {
    200: json(readinessSchema, "Every part can"),
    404: problemAnswer(problemSchema, "No such program"),
    503: problemAnswer(unreadySchema, "Some part cannot"),
  },
});

const PARTS = ["keys", ...DATABASES] as const;

export function registerHealth(app: ApiApp): void {
  const readiness = new Readiness();
  app.openapi(readHealth, async (c) => {
    const unready = await readiness.unreadyOf(c.env, DATABASES, audienceOf(c.req.raw));
    if (unready.length > 0) throw new ApiProblem("unavailable", { detail: detailOf(unready) });
    return c.json({ status: "ok" as const }, 200);
  });
  app.openapi(readReadiness, async (c) => {
    const { program } = c.req.valid("query");
    const unready = await readiness.unreadyOf(c.env, PARTS, audienceOf(c.req.raw));
    const unread = isOperator(c) ? notUnderstood(program) : [];
    const asked = program === undefined ? PARTS : ([...PARTS, "program"] as const);
    // A program is read from the configuration: while that cannot be, nothing can be said of it.
    if (program !== undefined && !unready.some(({ part }) => part === "config")) {
      unready.push(...(await readiness.unreadyProgram(c.env, program)));
    }
    if (unready.length === 0) {
      const more = unread.length === 0 ? {} : { notUnderstood: unread };
      return c.json({ status: "ok" as const, parts: [...asked], ...more }, 200);
    }
    const withErrors = isOperator(c);
    const shown = unready.map(({ part, error }) => {
      return withErrors ? { part, errors: loggedErrors(error) } : { part };
    });
    throw new ApiProblem("unavailable", {
      detail: detailOf(unready),
      extra: { parts: asked, unready: shown },
    });
  });
}

function detailOf(unready: readonly Unready[]): string {
  return `not ready: ${unready.map(({ part }) => part).join(", ")}`;
}
