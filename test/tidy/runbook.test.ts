/** The runbook has a line for every metric and every log event of the code, and none for others. */
import { describe, expect, test } from "vitest";
import { cellsOf } from "./read/prose.ts";
import { firstArgumentsOf, type Fault, filesMatching, read, type Source, stringsOf } from "./read/source.ts";

const CODE = "{domain,durable-objects,worker,scripts/service}/**/*.ts";
const RUNBOOK = "docs/runbook.md";
/** Those of ours, and the names of systems before this one. */
const METRIC = /^(?:tributary_[a-z_]+|promoter_[a-z_]+_(?:seconds|size)|affiliate_[a-z_]+_total)$/;

/** What writes a line to the log, and what names the work that such lines are about. */
const LOGGING = ["logError", "Backoff"];
const LOGGER = "durable-objects/object/log.ts";
/** These hand on a name that they were given. */
const HANDS_ON = /^durable-objects\/object\/(log|backoff)\.ts$/;

/** A name as code spells it; a question mark stands for a gap of a template. */
type Spelled = string;

function metricsOf(sources: readonly Source[]): Spelled[] {
  return distinct(sources.flatMap(stringsOf).filter((text) => METRIC.test(text)));
}

/** Names of events, and as faults the calls whose name cannot be read. */
function eventsOf(sources: readonly Source[]): { readonly names: Spelled[]; readonly faults: Fault[] } {
  const calls = sources.flatMap((source) =>
    LOGGING.flatMap((name) => firstArgumentsOf(source, name)).map((argument) => ({ source, argument })),
  );
  const unread = calls.filter(({ source, argument }) => argument === null && !HANDS_ON.test(source.path));
  return {
    names: distinct(calls.flatMap(({ argument }) => argument ?? [])),
    faults: unread.map(({ source }) => `${source.path} logs an event whose name is no text`),
  };
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}

/** Names in the first cell of the rows below headings. */
function linesOf(runbook: string, ...headings: string[]): string[] {
  return runbook
    .split(/^## /m)
    .filter((section) => headings.some((heading) => section.startsWith(`${heading}\n`)))
    .flatMap((section) => section.split("\n").filter((line) => line.startsWith("| `")))
    .map((line) => (cellsOf(line)[0] ?? "").replaceAll("`", ""));
}

function faultsOf(spelled: readonly Spelled[], listed: readonly string[]): Fault[] {
  const plain = new Set(spelled.filter((name) => !name.includes("?")));
  const patterns = spelled
    .filter((name) => name.includes("?"))
    .map((name) => ({ name, pattern: new RegExp(`^${name.replaceAll("?", ".+")}$`) }));
  const left = listed.filter((name) => !plain.has(name));
  return [
    ...[...plain].filter((name) => !listed.includes(name)).map((name) => `${RUNBOOK} lacks ${name}`),
    ...patterns
      .filter(({ pattern }) => !left.some((name) => pattern.test(name)))
      .map(({ name }) => `${RUNBOOK} lacks the events ${name}`),
    ...left
      .filter((name) => !patterns.some(({ pattern }) => pattern.test(name)))
      .map((name) => `${RUNBOOK} names ${name}, which the code does not`),
  ];
}

const sources = filesMatching(CODE).map(read);
const runbook = read(RUNBOOK).text;

test("every metric has its line", () => {
  const metrics = metricsOf(sources);
  expect(metrics).toContain("tributary_dead_letters");
  expect(faultsOf(metrics, linesOf(runbook, "Metrics"))).toEqual([]);
});

test("every log event has its line", () => {
  const { names, faults } = eventsOf(sources);
  expect(names).toContain("storage_failed");
  expect(faults).toEqual([]);
  expect(faultsOf(names, linesOf(runbook, "Log events"))).toEqual([]);
});

/** What a start is told by goes to whoever typed the command; all that a service says later is a line of the log. */
const TO_THE_TERMINAL = ["scripts/service/arguments.ts", "scripts/service/command-line.ts"];
/** What pages run, as a text: it speaks to their own console. */
const OF_BROWSERS = "worker/edge/sdk-bundle.ts";
const MAY_PRINT = new Set([LOGGER, OF_BROWSERS, ...TO_THE_TERMINAL]);

function loosePrints({ path, text }: Source): Fault[] {
  const prints = /\bconsole\.\w+\(|\bprocess\.std(out|err)\.write\(/.test(text);
  return prints && !MAY_PRINT.has(path) ? [`${path} prints beside the log`] : [];
}

test("what runs writes its log in one shape, by one logger", () => {
  expect(sources.flatMap(loosePrints)).toEqual([]);
  const text = `console.error("The hourly run failed:", error);`;
  expect(loosePrints({ path: "scripts/service/cron.ts", text })).toHaveLength(1);
  expect(loosePrints({ path: "scripts/service/command-line.ts", text })).toEqual([]);
});

describe("a fault is found", () => {
  const source = (text: string): Source => ({ path: "worker/a.ts", text });
  const lines = (...names: string[]) =>
    `## Log events\n\n${names.map((name) => `| \`${name}\` | a |\n`).join("")}`;
  const check = (code: string, ...names: string[]) =>
    faultsOf(eventsOf([source(code)]).names, linesOf(lines(...names), "Log events"));

  test("an event or a metric without a line", () => {
    expect(check(`logError("a", error); this.#b = new Backoff("b", 1);`, "a")).toEqual([
      "docs/runbook.md lacks b",
    ]);
    expect(metricsOf([source('gauge("tributary_a", "A", rows)')])).toEqual(["tributary_a"]);
  });

  test("a template without a line", () => {
    const code = "logError(`${job.kind}_failed`, error); logError('b_failed', error);";
    expect(check(code, "b_failed")).toHaveLength(1);
    expect(check(code, "a_failed", "b_failed")).toEqual([]);
  });

  test("a line without an event", () => {
    expect(check(`logError("a", error)`, "a", "b")).toHaveLength(1);
  });

  test("a name that cannot be read", () => {
    expect(eventsOf([source("logError(name, error)")]).faults).toHaveLength(1);
    expect(
      eventsOf([{ path: "durable-objects/object/backoff.ts", text: "logError(this.#a, e)" }]).faults,
    ).toEqual([]);
  });
});
