/** Clicks as they travel: by link and in columns, since most of what clicks say is the same for many. */
import type { ClickEvent } from "./click-event.ts";

/** The clicks of a batch on one link, in the sequence in which they came. */
export type ClickColumns = readonly [
  program: number,
  link: number,
  promoter: number,
  /** Milliseconds before the batch was sent; below zero where a clock was set back. */
  agoMs: readonly number[],
  /** A 1 for each that was unique, a 0 for each other. */
  unique: string,
  /** Aliases, with commas between. */
  visitors: string,
  networks: string,
];

interface Columns {
  readonly where: readonly [program: number, link: number, promoter: number];
  readonly agoMs: number[];
  readonly visitors: string[];
  readonly networks: string[];
  unique: string;
}

export function packClicks(clicks: readonly ClickEvent[], sentAtMs: number): ClickColumns[] {
  const byLink = new Map<string, Columns>();
  for (const { program, link, promoter, ...click } of clicks) {
    const key = `${program} ${link} ${promoter}`;
    let columns = byLink.get(key);
    if (columns === undefined) {
      columns = { where: [program, link, promoter], agoMs: [], visitors: [], networks: [], unique: "" };
      byLink.set(key, columns);
    }
    columns.agoMs.push(sentAtMs - click.occurredAtMs);
    columns.visitors.push(click.visitor);
    columns.networks.push(click.network);
    columns.unique += click.unique ? "1" : "0";
  }
  return [...byLink.values()].map(({ where, agoMs, unique, visitors, networks }) => [
    ...where,
    agoMs,
    unique,
    visitors.join(),
    networks.join(),
  ]);
}

/** The clicks of a batch, of all its links together, in the sequence of their times. */
export function unpackClicks(packed: readonly ClickColumns[], sentAtMs: number): ClickEvent[] {
  const clicks = packed.flatMap(([program, link, promoter, agoMs, unique, visitors, networks]) => {
    const [visitorOf, networkOf] = [visitors.split(","), networks.split(",")];
    return agoMs.map((ago, index) => ({
      program,
      link,
      promoter,
      occurredAtMs: sentAtMs - ago,
      unique: unique[index] === "1",
      visitor: visitorOf[index] ?? "",
      network: networkOf[index] ?? "",
    }));
  });
  return clicks.sort((a, b) => a.occurredAtMs - b.occurredAtMs);
}

/** How many clicks such columns hold; undefined when they are not all of one length. */
export function clicksIn([, , , agoMs, ...columns]: ClickColumns): number | undefined {
  const [unique, visitors, networks] = columns;
  const lengths = [unique.length, visitors.split(",").length, networks.split(",").length];
  return lengths.every((length) => length === agoMs.length) ? agoMs.length : undefined;
}
