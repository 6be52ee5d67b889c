/** `GET /metrics`: Prometheus text for the operator. */
import { type Counts, readCounts } from "./metrics.tables.ts";
import type { ApiApp } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { text } from "../http/route-parts.ts";

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
    return c.text(textOf(await readCounts(c.env, Date.now())), 200, headers);
  });
}

function textOf(counts: Counts): string {
  return [
    gauge("tributary_programs", "Programs", [["", counts.programs]]),
    gauge("tributary_dead_letters", "Messages given up on", [["", counts.deadLetters]]),
    gauge("tributary_overdue_alarms", "Objects whose alarm was found lost, last two hours", [
      ["", counts.overdueAlarms],
    ]),
    gauge("tributary_unwoken_objects", "Objects that could not be woken, last two hours", [
      ["", counts.unwokenObjects],
    ]),
    gauge(
      "tributary_reconciliation_failed",
      "Whether each program's newest reconciliation could not end",
      counts.failedReconciliations.map(({ program, failed }) => [`{program="${program}"}`, failed]),
    ),
    gauge(
      "tributary_reconciliation_differences",
      "Differences of each program's last reconciliation",
      counts.reconciliations.map(({ program, differences }) => [`{program="${program}"}`, differences]),
    ),
    gauge(
      "tributary_reconciliation_in_flight",
      "What was on its way at each program's last reconciliation",
      counts.reconciliations.map(({ program, inFlight }) => [`{program="${program}"}`, inFlight]),
    ),
    gauge(
      "tributary_reconciliation_started_seconds",
      "When each program's last reconciliation began",
      counts.reconciliations.map(({ program, startedAtMs }) => [
        `{program="${program}"}`,
        Math.floor(startedAtMs / 1_000),
      ]),
    ),
    gauge("tributary_clicks", "Valid clicks counted", [["", counts.clicks]]),
    gauge("tributary_invalid_clicks", "Invalid clicks counted", [["", counts.invalidClicks]]),
    gauge("tributary_impressions", "Impressions counted", [["", counts.impressions]]),
    gauge("tributary_pageviews", "Page views told by pages", [["", counts.pageviews]]),
    gauge("tributary_reported_conversions", "Conversions told by pages, for comparison", [
      ["", counts.reportedConversions],
    ]),
    gauge("tributary_lost_events", "Events that the queue refused for good", [["", counts.lostEvents]]),
    gauge(
      "tributary_orders",
      "Orders by state, as of the read model",
      counts.orders.map(({ state, n }) => [`{state="${state}"}`, n]),
    ),
  ].join("");
}

function gauge(name: string, help: string, samples: readonly (readonly [string, number])[]): string {
  const lines = samples.map(([labels, value]) => `${name}${labels} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join("")}`;
}
