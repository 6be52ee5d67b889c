/** `GET /healthz`: 200 while requests can be served, which needs the configuration to be readable. */
import { createRoute, z } from "@hono/zod-openapi";
import { touchConfig } from "../db/health.ts";
import type { ApiApp } from "./api-env.ts";
import { json, REFUSALS } from "./route-parts.ts";

const readHealth = createRoute({
  method: "get",
  path: "/healthz",
  summary: "Can it serve",
  responses: { 200: json(z.object({ status: z.literal("ok") }), "It can"), 503: REFUSALS[503] },
});

export function registerHealth(app: ApiApp): void {
  app.openapi(readHealth, async (c) => {
    await touchConfig(c.env.CONFIG);
    return c.json({ status: "ok" as const }, 200);
  });
}
