/** What of a program's own figures is unlike them, and when an alert of it opens and closes. */
import {
  type Based,
  DAYS_BACK,
  type Deviation,
  deviationOf,
  type Past,
  shareDeviationOf,
} from "./baseline.ts";

export const ALERT_KINDS = [
  "clicks",
  "cvr",
  "refunds",
  "commission",
  "unusable_webhooks",
  "source_silent",
  "wechat_clicks",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export const DIRECTIONS = ["above", "below"] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** What a program came to up to the end of an hour, since it is watched. */
export interface Totals {
  /** Since 1970. */
  readonly hour: number;
  readonly clicks: number;
  readonly orders: number;
  readonly sales: number;
  readonly refunded: number;
  readonly commission: number;
}

/** Something of a program as it is now, and how unlike it is. */
export interface Finding {
  readonly kind: AlertKind;
  /** The source that it is of; empty of what is the program's. */
  readonly source: string;
  readonly direction: Direction;
  readonly observed: number;
  readonly expected: number;
  /** Raised where it opens an alert, near where it keeps one open alone. */
  readonly weight: "raised" | "near";
  readonly evidence: Readonly<Record<string, number | readonly number[]>>;
}

/** Hours of a window: clicks are many, so that few hours tell; the others are judged by the whole day. */
const CLICK_HOURS = 6;
const DAY = 24;

/**
 * Deviations that open an alert, and one that keeps it open. Clicks come in bursts when a link is posted, so that more of them
 * says less than fewer do.
 */
const RAISED = {
  clicks: { above: 5, below: 3.5 },
  others: { above: 4, below: 4 },
} as const;
const NEAR = 2;
/** Less than such a part of what is expected is no alert, however certain it is. */
const LEAST_PART = 0.3;
/** WeChat blocks a host whole. A part of its taps goes on where people open links elsewhere. */
const LEAST_PART_OF_WECHAT = 0.6;

/** The hours of whose ends totals are needed to judge an hour. */
export function hoursNeeded(hour: number): number[] {
  const days = Array.from({ length: DAYS_BACK + 2 }, (_, back) => hour - back * DAY);
  return [...days, ...days.map((one) => one - CLICK_HOURS)];
}

/** What is unlike at the end of an hour. Kinds of which too little is known are missing in `judged`. */
export function findingsOf(
  totals: readonly Totals[],
  hour: number,
): { readonly judged: readonly AlertKind[]; readonly findings: readonly Finding[] } {
  const ends = new Map(totals.map((one) => [one.hour, one]));
  const windows = (member: Exclude<keyof Totals, "hour">, hours: number, unit = 1) =>
    Array.from({ length: DAYS_BACK + 1 }, (_, back) => {
      const [to, from] = [ends.get(hour - back * DAY), ends.get(hour - back * DAY - hours)];
      return to === undefined || from === undefined ? null : Math.max(0, to[member] - from[member]) / unit;
    });
  const orders = windows("orders", DAY);
  const clicks = windows("clicks", DAY);
  const units = unitsOf(totals);
  const found = [
    counts("clicks", windows("clicks", CLICK_HOURS), { hours: CLICK_HOURS, unit: 1 }),
    shares(orders, clicks),
    counts("refunds", windows("refunded", DAY, units.sales), { hours: DAY, unit: units.sales }),
    counts("commission", windows("commission", DAY, units.commission), {
      hours: DAY,
      unit: units.commission,
    }),
  ].filter((one) => one !== undefined);
  const findings = found.flatMap(({ finding }) => (finding === undefined ? [] : [finding]));
  // Less is given back: nobody has to look at it.
  return {
    judged: found.map(({ kind }) => kind),
    findings: findings.filter(({ kind, direction }) => kind !== "refunds" || direction === "above"),
  };
}

/** The first hours of the windows in which taps inside of WeChat are counted, the latest first. The last hour is still coming in. */
export function wechatWindows(hour: number): { readonly from: number; readonly to: number }[] {
  return Array.from({ length: DAYS_BACK + 1 }, (_, back) => {
    const to = hour - 1 - back * DAY;
    return { from: to - CLICK_HOURS + 1, to };
  });
}

/**
 * Whether taps inside of WeChat are missing: a host that it blocks leads nowhere there. More of them are the other alert's.
 *
 * @param taps of {@link wechatWindows}; null of those that lie before the first tap that is known.
 */
export function wechatFindings(taps: Past): {
  readonly judged: readonly AlertKind[];
  readonly findings: readonly Finding[];
} {
  const found = counts("wechat_clicks", taps, { hours: CLICK_HOURS, unit: 1 });
  if (found === undefined) return { judged: [], findings: [] };
  const finding = found.finding?.direction === "below" ? [found.finding] : [];
  return { judged: [found.kind], findings: finding };
}

/**
 * What counts as one when amounts are counted: twice that of an order. Amounts of orders differ, and a sum of them varies as so
 * many counts where their deviation is as large as their mean.
 */
function unitsOf(totals: readonly Totals[]): { readonly sales: number; readonly commission: number } {
  const [first, last] = [totals.at(0), totals.at(-1)];
  const orders = (last?.orders ?? 0) - (first?.orders ?? 0);
  const unit = (member: "sales" | "commission") =>
    Math.max(1, (2 * ((last?.[member] ?? 0) - (first?.[member] ?? 0))) / Math.max(1, orders));
  return { sales: unit("sales"), commission: unit("commission") };
}

interface Judged {
  readonly kind: AlertKind;
  readonly finding: Finding | undefined;
}

function counts(
  kind: AlertKind,
  [now = null, ...past]: Past,
  { hours, unit }: { readonly hours: number; readonly unit: number },
): Judged | undefined {
  if (now === null) return undefined;
  const deviation = deviationOf(now, past);
  if (deviation === undefined) return undefined;
  const sameTimes = past.filter((count, at) => (at + 1) % 7 === 0 && count !== null) as number[];
  const evidence = { windowHours: hours, earlierWeeks: sameTimes.map((count) => Math.round(count * unit)) };
  return { kind, finding: findingOf(kind, now, deviation, { unit, evidence }) };
}

function shares(orders: Past, clicks: Past): Judged | undefined {
  const [now, ...past] = orders.map((count, at): Based | null => {
    const of = clicks[at];
    return count === null || of === null || of === undefined ? null : { count, of };
  });
  if (now === undefined || now === null) return undefined;
  // Without clicks there is no share to be unlike: what is open closes, and that clicks are missing is another alert.
  if (now.of === 0) return { kind: "cvr", finding: undefined };
  const deviation = shareDeviationOf(now, past);
  if (deviation === undefined) return undefined;
  const evidence = { windowHours: DAY, clicks: now.of };
  return { kind: "cvr", finding: findingOf("cvr", now.count, deviation, { unit: 1, evidence }) };
}

function findingOf(
  kind: AlertKind,
  now: number,
  { expected, score }: Deviation,
  { unit, evidence }: { readonly unit: number; readonly evidence: Finding["evidence"] },
): Finding | undefined {
  if (Math.abs(score) < NEAR) return undefined;
  const direction = score > 0 ? "above" : "below";
  const least = RAISED[kind === "clicks" || kind === "wechat_clicks" ? "clicks" : "others"][direction];
  const part = kind === "wechat_clicks" ? LEAST_PART_OF_WECHAT : LEAST_PART;
  const isRaised = Math.abs(score) >= least && Math.abs(now - expected) >= part * expected;
  return {
    kind,
    source: "",
    direction,
    observed: Math.round(now * unit),
    expected: Math.round(expected * unit),
    weight: isRaised ? "raised" : "near",
    evidence: { ...evidence, score: Math.round(score * 10) / 10 },
  };
}

/** What an alert is of: one of each is open at a time. */
export type AlertSubject = Pick<Finding, "kind" | "source" | "direction">;

/** Which alerts open, and which of the open ones close. What was not judged stays as it is. */
export function changesOf<Open extends AlertSubject>(
  open: readonly Open[],
  { judged, findings }: { readonly judged: readonly AlertKind[]; readonly findings: readonly Finding[] },
): { readonly opened: readonly Finding[]; readonly closed: readonly Open[] } {
  const isSame = (a: AlertSubject, b: AlertSubject) =>
    a.kind === b.kind && a.source === b.source && a.direction === b.direction;
  return {
    opened: findings.filter(
      (finding) => finding.weight === "raised" && !open.some((one) => isSame(one, finding)),
    ),
    closed: open.filter(
      (one) => judged.includes(one.kind) && !findings.some((finding) => isSame(one, finding)),
    ),
  };
}
