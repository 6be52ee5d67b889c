/** Every alert is explained, and leads to a section of the runbook that says what to do. */
import { describe, expect, test } from "vitest";
import { cellsOf } from "../../tidy/read/prose.ts";
import { type Fault, read } from "../../tidy/read/source.ts";

const ALERTS = "deploy/monitoring/alerts.yml";
const DOCUMENT = "docs/monitoring.md";
const RUNBOOK = "docs/runbook.md";

interface Alert {
  readonly name: string;
  /** The heading of the runbook that it names, as an address does. */
  readonly section: string;
}

function alertsIn(text: string): Alert[] {
  return text
    .split(/^ *- alert: /m)
    .slice(1)
    .map((rule) => ({
      name: /^\w+/.exec(rule)?.[0] ?? "",
      section: /^ *runbook: docs\/runbook\.md#(\S+)$/m.exec(rule)?.[1] ?? "",
    }));
}

/** The section of the runbook that each row leads to, by the alert of the row. */
function explained(document: string): Map<string, string> {
  const rows = document.split("\n").filter((line) => line.startsWith("| `Tributary"));
  return new Map(
    rows.map((line) => {
      const [name = "", , what = ""] = cellsOf(line);
      return [name.replaceAll("`", ""), /\(runbook\.md#([^)]+)\)/.exec(what)?.[1] ?? ""];
    }),
  );
}

function sectionsOf(runbook: string): Set<string> {
  const headings = runbook.split("\n").filter((line) => /^#{2,3} /.test(line));
  return new Set(headings.map((line) => line.replace(/^#+ /, "").toLowerCase().replaceAll(" ", "-")));
}

function faultsOf(alerts: string, document: string, runbook: string): Fault[] {
  const known = alertsIn(alerts);
  const rows = explained(document);
  const sections = sectionsOf(runbook);
  return [
    ...known
      .filter(({ section }) => !sections.has(section))
      .map(({ name, section }) => `${name} leads to ${section}`),
    ...known
      .filter(({ name, section }) => rows.get(name) !== section)
      .map(({ name }) => `${DOCUMENT} does not explain ${name}, or leads elsewhere`),
    ...[...rows.keys()]
      .filter((name) => !known.some((alert) => alert.name === name))
      .map((name) => `${DOCUMENT} explains ${name}, which is no alert`),
  ];
}

test("every alert has its row and its section of the runbook, and no row is of none", () => {
  const alerts = read(ALERTS).text;
  expect(alertsIn(alerts).length).toBeGreaterThan(20);
  expect(faultsOf(alerts, read(DOCUMENT).text, read(RUNBOOK).text)).toEqual([]);
});

describe("a fault is found", () => {
  const alert = "rules:\n  - alert: TributaryA\n    annotations:\n      runbook: docs/runbook.md#to-do\n";
  const row = "| `TributaryA` | a | [b](runbook.md#to-do) |\n";

  test("none in a whole one", () => {
    expect(faultsOf(alert, row, "### To do\n")).toEqual([]);
  });

  test.each([
    ["a section that is not there", alert, row, "### Done\n"],
    ["an alert without a row", alert, "", "### To do\n"],
    ["a row that leads elsewhere", alert, row.replace("to-do", "done"), "### To do\n### Done\n"],
    ["a row without an alert", "", row, "### To do\n"],
  ])("%s", (_, alerts, document, runbook) => {
    expect(faultsOf(alerts, document, runbook)).toHaveLength(1);
  });
});
