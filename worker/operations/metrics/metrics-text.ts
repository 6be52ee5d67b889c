/** Spells counts as Prometheus reads them: every metric has its help, its type and its samples. */
import type { QueueDepth } from "./queue-depth.ts";
import type { Counts } from "./metrics.tables.ts";

type Sample = readonly [labels: string, value: number];

/** A gauge of each program, labelled by its id. */
function byProgram<Row extends { readonly program: string }>(
  rows: readonly Row[],
  valueOf: (row: Row) => number,
): Sample[] {
  return rows.map((row) => [`{program="${row.program}"}`, valueOf(row)]);
}

export function metricsText(counts: Counts, queues: readonly QueueDepth[], nowMs: number): string {
  return [
    ...ofOperations(counts),
    ...ofObjects(counts, nowMs),
    ...ofQueues(queues, nowMs),
    ...ofRequests(counts),
    ...ofWhatHappened(counts),
  ].join("");
}

function ofQueues(queues: readonly QueueDepth[], nowMs: number): string[] {
  const [letters, others] = [queues.filter(isDead), queues.filter((one) => !isDead(one))];
  const ageOf = (atMs: number | null) =>
    atMs === null ? 0 : Math.max(0, Math.floor((nowMs - atMs) / 1_000));
  return [
    gauge(
      "tributary_queue_waiting",
      "Messages that wait in a queue",
      others.map(({ queue, waiting }) => [`{queue="${queue}"}`, waiting]),
    ),
    gauge(
      "tributary_queue_oldest_seconds",
      "Age of the oldest of them",
      others.map(({ queue, oldestAtMs }) => [`{queue="${queue}"}`, ageOf(oldestAtMs)]),
    ),
    gauge(
      "tributary_dead_letters_waiting",
      "Messages given up on that could not be kept yet",
      letters.map(({ queue, waiting }) => [`{queue="${queue}"}`, waiting]),
    ),
  ];
}

function isDead({ queue }: QueueDepth): boolean {
  return queue.endsWith("-dead");
}

function ofRequests({ requests, requestMs }: Counts): string[] {
  return [
    counter(
      "tributary_requests_total",
      "Requests of management by class and status",
      requests.map((one) => [`{class="${one.class}",status="${one.status}"}`, one.n]),
    ),
    counter(
      "tributary_request_seconds_total",
      "Seconds that these requests took, by class",
      requestMs.map((one) => [`{class="${one.class}"}`, one.n / 1_000]),
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
    counter("tributary_abandoned_heads_total", "Heads of journals that operators gave up", [
      ["", abandonedHeads],
    ]),
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

function ofWhatHappened(counts: Counts): string[] {
  return [
    gauge("tributary_clicks", "Valid clicks counted", counts.clicks),
    gauge("tributary_invalid_clicks", "Invalid clicks counted", counts.invalidClicks),
    gauge("tributary_impressions", "Impressions counted", counts.impressions),
    gauge("tributary_pageviews", "Page views told by pages", counts.pageviews),
    gauge(
      "tributary_reported_conversions",
      "Conversions told by pages, for comparison",
      counts.reportedConversions,
    ),
    gauge("tributary_lost_events", "Events that the queue refused for good", counts.lostEvents),
    gauge(
      "tributary_orders",
      "Orders by state, as of the read model",
      counts.orders.map(({ state, n }) => [`{state="${state}"}`, n]),
    ),
  ];
}

function gauge(name: string, help: string, value: number | readonly Sample[]): string {
  return metric("gauge", name, help, typeof value === "number" ? [["", value]] : value);
}

function counter(name: string, help: string, samples: readonly Sample[]): string {
  return metric("counter", name, help, samples);
}

function metric(type: "gauge" | "counter", name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, sample]) => `${name}${labels} ${sample}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}
