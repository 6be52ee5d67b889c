/** What the edge tells the rest of a click, an impression or a page: small, and with nothing that names a person. */

/**
 * Why a click was not a person's. A closed list: reports count each. The first three are seen at the edge, the
 * others by how often a link, visitor or network was seen.
 */
export const INVALID_REASONS = [
  "bot",
  "prefetch",
  "not_navigation",
  "repeated",
  "visitor_rate",
  "network_rate",
] as const;
export type InvalidReason = (typeof INVALID_REASONS)[number];

/** Clicks and impressions concern a link; page views and conversions are told by pages, and prove nothing. */
const KINDS = ["click", "impression", "pageview", "conversion"] as const;
export type EventKind = (typeof KINDS)[number];

export interface ClickEvent {
  readonly kind: EventKind;
  /** Number of the program. */
  readonly program: number;
  /** Number of the share link; 0 when a page told of none. */
  readonly link: number;
  /** Number of the promoter; 0 when a page told of none. */
  readonly promoter: number;
  readonly occurredAtMs: number;
  /** The visitor was not known to have clicked this link before. */
  readonly unique: boolean;
  readonly invalid: InvalidReason | null;
  /** One-way alias of the visitor, or of network and browser for a day: 16 hex digits. */
  readonly visitor: string;
  /** One-way alias of the network for a day: 16 hex digits, empty where no address is known. */
  readonly network: string;
  /** What a page says that an order comes to, in minor units; of conversions alone. */
  readonly amountMinor?: number;
}

/** An event as it travels: kind, program, link, promoter, time, unique, invalid reason, visitor, network, amount. */
export type PackedEvent = readonly [
  kind: 0 | 1 | 2 | 3,
  program: number,
  link: number,
  promoter: number,
  occurredAtMs: number,
  unique: 0 | 1,
  invalid: InvalidReason | null,
  visitor: string,
  network: string,
  amountMinor?: number | undefined,
];

/** One queue message: the events of many requests. The id is made once, so that a repeat is known as one. */
export interface EventBatch {
  readonly v: 1;
  /** 12 hex digits of the time when it was made, then 20 random ones: ids ascend, and old ones can be swept. */
  readonly id: string;
  readonly events: readonly PackedEvent[];
}

export function packEvent(event: ClickEvent): PackedEvent {
  const packed = [
    KINDS.indexOf(event.kind) as PackedEvent[0],
    event.program,
    event.link,
    event.promoter,
    event.occurredAtMs,
    event.unique ? 1 : 0,
    event.invalid,
    event.visitor,
    event.network,
  ] as const;
  return event.amountMinor === undefined ? packed : [...packed, event.amountMinor];
}

export function unpackEvent(packed: PackedEvent): ClickEvent {
  const [kind, program, link, promoter, occurredAtMs, unique, invalid, visitor, network, amountMinor] =
    packed;
  const event = { kind: KINDS[kind], program, link, promoter, occurredAtMs, invalid, visitor, network };
  return { ...event, unique: unique === 1, ...(amountMinor === undefined ? {} : { amountMinor }) };
}

/** The least id of a batch made at `atMs`; every one made before is lower. */
export function batchIdFloor(atMs: number): string {
  return Math.floor(atMs).toString(16).padStart(12, "0");
}
