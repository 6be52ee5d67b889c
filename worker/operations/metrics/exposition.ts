/** The text form of Prometheus, 0.0.4: every metric has its help, its type and its samples. */
import { ABOVE } from "../../../domain/kernel/histogram.ts";
import type { LabelledTotal } from "../../read-models/totals.tables.ts";

/** Values of labels by name. They come from closed lists, or are ids that need no escaping. */
type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

export function gauge(name: string, help: string, value: number | readonly Sample[]): string {
  return metric("gauge", name, help, typeof value === "number" ? [{ labels: {}, value }] : value);
}

/** @param name ends in `_total`. */
export function counter(name: string, help: string, value: number | readonly Sample[]): string {
  return metric("counter", name, help, typeof value === "number" ? [{ labels: {}, value }] : value);
}

/** A histogram in seconds, of buckets that each hold what fell into them alone. */
export function histogram(
  name: string,
  help: string,
  boundsMs: readonly number[],
  buckets: readonly LabelledTotal[],
): string {
  const countOf = (bound: string) => buckets.find(({ words: [label] }) => label === bound)?.n ?? 0;
  let count = 0;
  const lines = [...boundsMs.map(String), ABOVE].map((bound) => {
    count += countOf(bound);
    const le = bound === ABOVE ? "+Inf" : String(Number(bound) / 1_000);
    return line(`${name}_bucket`, { le }, count);
  });
  const sumMs = buckets.reduce((sum, { amount }) => sum + amount, 0);
  return [
    head("histogram", name, help),
    ...lines,
    line(`${name}_sum`, {}, sumMs / 1_000),
    line(`${name}_count`, {}, count),
  ].join("");
}

function metric(type: "gauge" | "counter", name: string, help: string, samples: readonly Sample[]): string {
  return [head(type, name, help), ...samples.map(({ labels, value }) => line(name, labels, value))].join("");
}

function head(type: string, name: string, help: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

function line(name: string, labels: Labels, value: number): string {
  const inside = Object.entries(labels)
    .map(([label, text]) => `${label}="${text}"`)
    .join(",");
  return `${name}${inside === "" ? "" : `{${inside}}`} ${value}\n`;
}
