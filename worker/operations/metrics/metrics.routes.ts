/** `GET /metrics`: Prometheus text for the operator. */
import { metricsText } from "./metrics-text.ts";
import { readQueues } from "./queue-depth.ts";
import { readCounts } from "./metrics.tables.ts";
import type { ApiApp } from "../../access/api-env.ts";
import { defineRoute } from "../../access/route.ts";
import { requestCounts } from "../../http/traffic/request-log.ts";
import { text } from "../../http/route-parts.ts";

const readMetrics = defineRoute({
  method: "get",
  path: "/metrics",
  operationId: "readMetrics",
  tag: "Operations",
  summary: "Metrics in Prometheus form",
  access: ["operator"],
  responses: {
    200: text("text/plain", "Metrics"),
  },
});

export function registerMetrics(app: ApiApp): void {
  app.openapi(readMetrics, async (c) => {
    const headers = { "content-type": "text/plain; version=0.0.4; charset=utf-8" };
    const nowMs = Date.now();
    await requestCounts.write(c.env.REPORTS, nowMs);
    const [counts, queues] = await Promise.all([readCounts(c.env, nowMs), readQueues(c.env)]);
    return c.text(metricsText(counts, queues, nowMs), 200, headers);
  });
}
