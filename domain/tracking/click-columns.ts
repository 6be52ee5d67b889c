/** Clicks as they travel: by link and in columns, since most of what clicks say is the same for many. */
import { CLICK_CHANNELS } from "./click-channel.ts";
import { CLICK_ORIGINS, type ClickEvent } from "./click-event.ts";

/** The clicks of a batch on one link, in the sequence in which they came. */
export type ClickColumns = readonly [
  program: number,
  link: number,
  promoter: number,
  /** Milliseconds before the batch was sent; below zero where a clock was set back. */
  agoMs: readonly number[],
  /** Of each a digit: 1 for one that was unique, and twice the place of its origin. */
  facts: string,
  /** Aliases, with commas between. */
  visitors: string,
  networks: string,
];

interface Columns {
  readonly where: readonly [program: number, link: number, promoter: number];
  readonly agoMs: number[];
  readonly visitors: string[];
  readonly networks: string[];
  facts: string;
}

/**
 * The channels of clicks, in the sequence of their columns. They travel beside these: who knows only the columns passes them
 * over.
 */
export function packChannels(clicks: readonly ClickEvent[]): string[] {
  const byLink = new Map<string, string>();
  for (const click of clicks) {
    const digit = String(CLICK_CHANNELS.indexOf(click.channel ?? "unknown"));
    byLink.set(keyOf(click), (byLink.get(keyOf(click)) ?? "") + digit);
  }
  return [...byLink.values()];
}

function keyOf({ program, link, promoter }: ClickEvent): string {
  return `${program} ${link} ${promoter}`;
}

export function packClicks(clicks: readonly ClickEvent[], sentAtMs: number): ClickColumns[] {
  const byLink = new Map<string, Columns>();
  for (const click of clicks) {
    const { program, link, promoter } = click;
    const key = keyOf(click);
    let columns = byLink.get(key);
    if (columns === undefined) {
      columns = { where: [program, link, promoter], agoMs: [], visitors: [], networks: [], facts: "" };
      byLink.set(key, columns);
    }
    columns.agoMs.push(sentAtMs - click.occurredAtMs);
    columns.visitors.push(click.visitor);
    columns.networks.push(click.network);
    columns.facts += String((click.unique ? 1 : 0) + 2 * CLICK_ORIGINS.indexOf(click.origin));
  }
  return [...byLink.values()].map(({ where, agoMs, facts, visitors, networks }) => [
    ...where,
    agoMs,
    facts,
    visitors.join(),
    networks.join(),
  ]);
}

/** The clicks of a batch, of all its links together, in the sequence of their times. */
export function unpackClicks(
  packed: readonly ClickColumns[],
  sentAtMs: number,
  channels: readonly string[] = [],
): ClickEvent[] {
  const clicks = packed.flatMap(([program, link, promoter, agoMs, facts, visitors, networks], place) => {
    const digits = channels[place] ?? "";
    const [visitorOf, networkOf] = [visitors.split(","), networks.split(",")];
    return agoMs.map((ago, index) => ({
      program,
      link,
      promoter,
      occurredAtMs: sentAtMs - ago,
      unique: Number(facts[index]) % 2 === 1,
      origin: CLICK_ORIGINS[Number(facts[index]) >> 1] ?? "newcomer",
      visitor: visitorOf[index] ?? "",
      network: networkOf[index] ?? "",
      ...channelOf(digits[index]),
    }));
  });
  return clicks.sort((a, b) => a.occurredAtMs - b.occurredAtMs);
}

function channelOf(digit: string | undefined): Pick<ClickEvent, "channel"> {
  const channel = digit === undefined ? undefined : CLICK_CHANNELS[Number(digit)];
  return channel === undefined ? {} : { channel };
}

/** How many clicks such columns hold; undefined when they are not all of one length. */
export function clicksIn([, , , agoMs, ...columns]: ClickColumns): number | undefined {
  const [facts, visitors, networks] = columns;
  const lengths = [facts.length, visitors.split(",").length, networks.split(",").length];
  return lengths.every((length) => length === agoMs.length) ? agoMs.length : undefined;
}
