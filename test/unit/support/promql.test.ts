import { expect, test } from "vitest";
import { selectorsIn } from "../../support/monitoring/promql.ts";

test.each([
  ["up", [{ metric: "up", labels: [] }]],
  [
    'sum by (class) (rate(a_total{status=~"5..",class!="x"}[10m])) / sum(b) > 0.02',
    [
      { metric: "a_total", labels: ["status", "class"] },
      { metric: "b", labels: [] },
    ],
  ],
  ["time() - started_seconds > 93600", [{ metric: "started_seconds", labels: [] }]],
  [
    'x{program=~"$program"} unless on (a, b) group_left (c) absent(y{e="rate(z)"}) offset 5m',
    [
      { metric: "x", labels: ["program"] },
      { metric: "y", labels: ["e"] },
    ],
  ],
  [
    "label_values(orders_total, program)",
    ["orders_total", "program"].map((metric) => ({ metric, labels: [] })),
  ],
])("%s asks for its metrics by their labels, and for nothing else", (expression, selectors) => {
  expect(selectorsIn(expression)).toEqual(selectors);
});
