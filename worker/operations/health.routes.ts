/** `GET /healthz`: 200 while requests can be served, which needs the configuration to be readable. */
import { createRoute, z } from "@hono/zod-openapi";
import { askConfig } from "./health.tables.ts";
import type { ApiApp } from "../access/api-env.ts";
import { json, REFUSALS } from "../http/route-parts.ts";

const readHealth = createRoute({
  method: "get",
  path: "/healthz",
  summary: "Can it serve",
  responses: { 200: json(z.object({ status: z.literal("ok") }), "It can"), 503: REFUSALS[503] },
});

/** A success is believed this long, so that asking without credentials cannot keep the database busy. */
const BELIEVED_MS = 1_000;

export function registerHealth(app: ApiApp): void {
  let healthyUntilMs = 0;
  app.openapi(readHealth, async (c) => {
    if (Date.now() >= healthyUntilMs) {
      await askConfig(c.env.CONFIG);
      healthyUntilMs = Date.now() + BELIEVED_MS;
    }
    return c.json({ status: "ok" as const }, 200);
  });
}
