/** What the edge tells the rest of a click or an impression: small, and with nothing that names a person. */

/** Why a click was not a person's. A closed list: reports count each. */
export const INVALID_REASONS = ["bot", "prefetch", "not_navigation"] as const;
export type InvalidReason = (typeof INVALID_REASONS)[number];

export interface ClickEvent {
  readonly kind: "click" | "impression";
  /** Number of the program. */
  readonly program: number;
  /** Number of the share link. */
  readonly link: number;
  /** Number of the promoter. */
  readonly promoter: number;
  readonly occurredAtMs: number;
  /** The visitor was not known to have clicked this link before. */
  readonly unique: boolean;
  readonly invalid: InvalidReason | null;
  /** One-way alias of the visitor, or of network and browser for a day: 16 hex digits. */
  readonly visitor: string;
}

/** An event as it travels: kind, program, link, promoter, time, unique, invalid reason, visitor. */
export type PackedEvent = readonly [
  kind: 0 | 1,
  program: number,
  link: number,
  promoter: number,
  occurredAtMs: number,
  unique: 0 | 1,
  invalid: InvalidReason | null,
  visitor: string,
];

/** One queue message: the events of many requests. The id is made once, so that a repeat is known as one. */
export interface EventBatch {
  readonly v: 1;
  /** 12 hex digits of the time when it was made, then 20 random ones: ids ascend, and old ones can be swept. */
  readonly id: string;
  readonly events: readonly PackedEvent[];
}

export function packEvent(event: ClickEvent): PackedEvent {
  return [
    event.kind === "click" ? 0 : 1,
    event.program,
    event.link,
    event.promoter,
    event.occurredAtMs,
    event.unique ? 1 : 0,
    event.invalid,
    event.visitor,
  ];
}

export function unpackEvent(packed: PackedEvent): ClickEvent {
  const [kind, program, link, promoter, occurredAtMs, unique, invalid, visitor] = packed;
  const kindName = kind === 0 ? "click" : "impression";
  return { kind: kindName, program, link, promoter, occurredAtMs, unique: unique === 1, invalid, visitor };
}

/** The least id of a batch made at `atMs`; every one made before is lower. */
export function batchIdFloor(atMs: number): string {
  return Math.floor(atMs).toString(16).padStart(12, "0");
}
