/** Progress while it runs, a table at the end, and `results.json` with one JSON object a line. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Shares } from "./machine/equal-shares.ts";
import { alone, isMet, type Measurement, type Range } from "./measurement.ts";

const RESULTS = resolve(import.meta.dirname, "results.json");

export class Report {
  readonly #measurements: Measurement[] = [];
  readonly #missing: string[] = [];
  readonly #unanswered = new Map<string, number>();

  /** A line of progress. */
  say(text: string): void {
    console.log(`  ${text}`);
  }

  /** The beginning of a part. */
  part(title: string): void {
    console.log(`\n${title}`);
  }

  add(measurement: Measurement): void {
    this.#measurements.push(measurement);
    console.log(`  = ${lineOf(measurement)}`);
  }

  /** Counts requests that were reset or not answered in time. */
  unanswered(name: string, requests = 1): void {
    this.#unanswered.set(name, (this.#unanswered.get(name) ?? 0) + requests);
  }

  /** A row that the table lacks, and why. */
  notMeasured(name: string, reason: string): void {
    this.#missing.push(`${name}: ${reason}`);
    console.log(`  - not measured: ${name}: ${reason}`);
  }

  /** Prints the table and writes the file. Answers whether every bar was met. */
  finish(shares: Pick<Shares, "how" | "equal">): boolean {
    for (const [name, requests] of this.#unanswered)
      this.add(alone(`reset or not answered in time, ${name}`, requests, "requests"));
    console.log(`\n${tableOf(this.#measurements)}`);
    for (const line of this.#missing) console.log(`not measured: ${line}`);
    console.log(`shares of the processor: ${shares.how}`);
    const { how, equal } = shares;
    const records = [{ name: "shares of the processor", how, equal }, ...this.#measurements.map(recordOf)];
    const lines = records.map((record) => JSON.stringify(record));
    writeFileSync(RESULTS, `${lines.join("\n")}\n`);
    console.log(`\nwritten: bench/results.json`);
    return this.#measurements.every((measurement) => isMet(measurement) !== false);
  }
}

function recordOf(measurement: Measurement): object {
  const { name, value, unit, reference, referenceName, ratio, bar } = measurement;
  return { name, value, unit, reference, referenceName, ratio, bar: barText(bar), met: isMet(measurement) };
}

function lineOf(measurement: Measurement): string {
  const { name, value, unit, reference, ratio } = measurement;
  const compared =
    ratio === null || reference === null ? "" : `, reference ${figures(reference)}, ratio ${ratios(ratio)}`;
  return `${name}: ${figures(value)} ${unit}${compared}`;
}

const HEADINGS = ["what", "value", "unit", "reference", "ratio", "bar", "met"];

function tableOf(measurements: readonly Measurement[]): string {
  const rows = measurements.map((measurement) => [
    measurement.name,
    figures(measurement.value),
    measurement.unit,
    measurement.reference === null
      ? ""
      : `${figures(measurement.reference)} ${measurement.referenceName ?? ""}`.trim(),
    measurement.ratio === null ? "" : ratios(measurement.ratio),
    barText(measurement.bar) ?? "",
    ({ true: "yes", false: "NO" } as Record<string, string>)[String(isMet(measurement))] ?? "",
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(HEADINGS), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

function barText(bar: Measurement["bar"]): string | null {
  return bar === null ? null : `${bar.kind === "at_least" ? ">=" : "<="} ${bar.bound}`;
}

/** Least, median and most of the rounds; one figure where there was one round. */
function figures(range: Range): string {
  return spread(range, figure);
}

function ratios(range: Range): string {
  return spread(range, (ratio) => ratio.toFixed(2));
}

function spread({ min, median, max }: Range, text: (value: number) => string): string {
  return min === max ? text(median) : [min, median, max].map(text).join("..");
}

function figure(value: number): string {
  if (value === 0) return "0";
  if (value >= 1_000) return Math.round(value).toLocaleString("en");
  return value >= 10 ? value.toFixed(1) : value.toPrecision(3);
}
