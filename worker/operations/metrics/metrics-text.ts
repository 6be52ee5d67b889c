/** Spells what monitoring asks for as Prometheus reads it. */
import type { QueueDepth } from "./queue-depth.ts";
import type { Counts } from "./metrics.tables.ts";
import { EARLIER_NAMES } from "./earlier-names.ts";
import { counter, gauge, type Sample } from "./exposition.ts";
import { ofMoney, sample } from "./money-metrics.ts";

/** A sample of each program. */
function byProgram<Row extends { readonly program: string }>(
  rows: readonly Row[],
  valueOf: (row: Row) => number,
): Sample[] {
  return rows.map((row) => ({ labels: { program: row.program }, value: valueOf(row) }));
}

export function metricsText(counts: Counts, queues: readonly QueueDepth[], nowMs: number): string {
  return [
    ...ofOperations(counts),
    ...ofObjects(counts, nowMs),
    ...ofQueues(queues, nowMs),
    ...ofRequests(counts),
    ...ofClicks(counts),
    ...ofMoney(counts),
  ].join("");
}

function ofQueues(queues: readonly QueueDepth[], nowMs: number): string[] {
  const [letters, others] = [queues.filter(isDead), queues.filter((one) => !isDead(one))];
  const ageOf = (atMs: number | null) =>
    atMs === null ? 0 : Math.max(0, Math.floor((nowMs - atMs) / 1_000));
  const byQueue = (among: readonly QueueDepth[], valueOf: (one: QueueDepth) => number) =>
    among.map((one) => ({ labels: { queue: one.queue }, value: valueOf(one) }));
  const waiting = byQueue(others, (one) => one.waiting);
  return [
    gauge("tributary_queue_waiting", "Messages that wait in a queue", waiting),
    gauge(EARLIER_NAMES.queueWaiting, "The same as tributary_queue_waiting", waiting),
    gauge(
      "tributary_queue_oldest_seconds",
      "Age of the oldest of them",
      byQueue(others, ({ oldestAtMs }) => ageOf(oldestAtMs)),
    ),
    gauge(
      "tributary_dead_letters_waiting",
      "Messages given up on that could not be kept yet",
      byQueue(letters, (one) => one.waiting),
    ),
  ];
}

function isDead({ queue }: QueueDepth): boolean {
  return queue.endsWith("-dead");
}

function ofRequests({ totals, webhooks }: Counts): string[] {
  return [
    counter(
      "tributary_requests_total",
      "Requests of management by class and status",
      totals.all("requests").map((one) => sample(one, "class", "status")),
    ),
    counter(
      "tributary_request_seconds_total",
      "Seconds that these requests took, by class",
      totals.all("request_ms").map(({ words, n, amount }) => {
        return sample({ words, n: n / 1_000, amount }, "class");
      }),
    ),
    counter(
      "tributary_refusals_total",
      "Requests that were refused, by class and code",
      totals.all("refusals").map((one) => sample(one, "class", "code")),
    ),
    counter(
      "tributary_webhook_deliveries_total",
      "Attempts to deliver events to endpoints of each program: what came of them, or why there was no answer",
      totals.all("deliveries").map((one) => sample(one, "program", "outcome")),
    ),
    counter(
      "tributary_webhook_endpoints_stopped_total",
      "Endpoints that were paused after failing for days, or that asked for nothing more",
      totals.all("endpoint_stops").map((one) => sample(one, "program", "state")),
    ),
    counter(
      "tributary_copy_model_answers_total",
      "Questions to the model that writes share texts: answered, failed, or limited before it was asked",
      totals.all("model_answers").map((one) => sample(one, "program", "outcome")),
    ),
    counter(
      "tributary_webhooks_total",
      "Webhooks of each source: used, signed and of no use, or not rightly signed",
      webhooks.flatMap(({ program, source, ...outcomes }) =>
        Object.entries(outcomes).map(([outcome, value]) => ({ labels: { program, source, outcome }, value })),
      ),
    ),
  ];
}

function ofOperations(counts: Counts): string[] {
  const { programs, deadLetters, unusableWebhooks, reconciliations, failedReconciliations } = counts;
  return [
    gauge("tributary_programs", "Programs", programs),
    gauge(
      "tributary_unapplied_risk_cases",
      "Decided cases that some of their orders have not heard for 15 minutes",
      counts.unappliedCases,
    ),
    gauge("tributary_dead_letters", "Messages given up on that are not done", deadLetters),
    gauge(
      "tributary_unusable_webhooks",
      "Signed webhooks of each program that could not be used so far",
      byProgram(unusableWebhooks, ({ waiting }) => waiting),
    ),
    gauge(
      "tributary_reconciliation_failed",
      "Whether each program's newest reconciliation could not end",
      byProgram(failedReconciliations, ({ failed }) => failed),
    ),
    gauge(
      "tributary_reconciliation_differences",
      "Differences of each program's last reconciliation",
      byProgram(reconciliations, ({ differences }) => differences),
    ),
    gauge(
      "tributary_reconciliation_in_flight",
      "What was on its way at each program's last reconciliation",
      byProgram(reconciliations, ({ inFlight }) => inFlight),
    ),
    gauge(
      "tributary_reconciliation_started_seconds",
      "When each program's last reconciliation began",
      byProgram(reconciliations, ({ startedAtMs }) => Math.floor(startedAtMs / 1_000)),
    ),
  ];
}

function ofObjects(counts: Counts, nowMs: number): string[] {
  const { overdueAlarms, unwokenObjects, putBackObjects, abandonedHeads, conditions } = counts;
  const { refusedRows, stoppedPairs, waitingRows, waitingSinceMs, unprojected, waitingEvents } = conditions;
  const ageMs = waitingSinceMs === null ? 0 : Math.max(0, nowMs - waitingSinceMs);
  return [
    gauge("tributary_overdue_alarms", "Objects whose alarm was found lost, last two hours", overdueAlarms),
    gauge("tributary_unwoken_objects", "Objects that could not be woken, last two hours", unwokenObjects),
    gauge("tributary_put_back_objects", "Objects put back and not repaired since", putBackObjects),
    counter("tributary_abandoned_heads_total", "Heads of journals that operators gave up", abandonedHeads),
    gauge("tributary_refused_rows", "Refused rows that nobody has replayed", refusedRows),
    gauge("tributary_stopped_pairs", "Pairs of objects of which ten flights in turn failed", stoppedPairs),
    gauge("tributary_undelivered_rows", "Rows that waited when their object was last looked at", waitingRows),
    gauge(
      "tributary_oldest_undelivered_seconds",
      "Age of the oldest of those rows",
      Math.floor(ageMs / 1_000),
    ),
    gauge("tributary_unprojected_orders", "Orders whose lists lagged at that time", unprojected),
    gauge("tributary_waiting_events", "Events of orders that had not come at that time", waitingEvents),
  ];
}

function ofClicks({ totals }: Counts): string[] {
  const of = (label: string) => totals.of("events", label);
  return [
    counter("tributary_clicks_total", "Valid clicks counted", of("clicks")),
    counter("tributary_invalid_clicks_total", "Invalid clicks counted", of("invalid_clicks")),
    counter("tributary_impressions_total", "Impressions counted", of("impressions")),
    counter("tributary_pageviews_total", "Page views told by pages", of("pageviews")),
    counter(
      "tributary_reported_conversions_total",
      "Conversions told by pages, for comparison",
      of("conversions"),
    ),
    counter("tributary_lost_events_total", "Events that the queue refused for good", of("lost")),
  ];
}
