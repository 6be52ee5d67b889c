/** What the benchmark demands, and what it answers when that is not met. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { BARS } from "../../../bench/bars.ts";
import { exitCode } from "../../../bench/settings.ts";

const DOCUMENT = resolve(import.meta.dirname, "../../../docs/performance.md");

/** The rows of the table of bars: its names, with what is asked of each. */
function documentedBars(): Record<string, string> {
  const [, table = ""] = readFileSync(DOCUMENT, "utf8").split("### What is asked\n");
  const rows =
    table.split("\n## ")[0]?.matchAll(/^\| `(\w+)` +\|[^|]+\| (at (?:least|most) [\d.]+) +\|/gm) ?? [];
  return Object.fromEntries([...rows].map(([, name = "", asked = ""]) => [name, asked]));
}

test("the bars that are measured are those of the document", () => {
  const asked = Object.entries(BARS).map(([name, { kind, bound }]) => [
    name,
    `${kind.replace("_", " ")} ${bound}`,
  ]);
  expect(documentedBars()).toEqual(Object.fromEntries(asked));
});

test("a bar that is not met ends with 1, as a part that broke does, but for a run that only shows that all works", () => {
  const met = { broken: false, allMet: true, smoke: false };
  expect(exitCode(met)).toBe(0);
  expect(exitCode({ ...met, allMet: false })).toBe(1);
  expect(exitCode({ ...met, allMet: false, smoke: true })).toBe(0);
  expect(exitCode({ ...met, broken: true, smoke: true })).toBe(1);
});
