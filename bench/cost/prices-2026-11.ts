/**
 * Cloudflare's price list for Workers Paid, as published in November 2026, in US dollars beyond what the plan
 * includes. What is included is left out: it is a fixed sum that a busy service has used up.
 */
export const PRICES = {
  /** Per request to a Worker; a queue delivery counts as one. */
  workerRequest: 0.3 / 1e6,
  /** Per millisecond of the processor. */
  cpuMs: 0.02 / 1e6,
  /** Per row, of D1 and of a Durable Object's SQLite alike. */
  rowRead: 0.001 / 1e6,
  rowWritten: 1 / 1e6,
  /** Per request to a Durable Object: a call from outside, or an alarm. */
  objectRequest: 0.15 / 1e6,
  /** Per GB-second that an object is in memory; each has 128 MB. */
  objectGbSecond: 12.5 / 1e6,
  /** Per 64 KB written to, read from or deleted from a queue. */
  queueOperation: 0.4 / 1e6,
  /** Per log event written. From December 2026 it is 0.25 per GB of events instead. */
  logEvent: 0.6 / 1e6,
  /** Per byte and month: of D1, and of a Durable Object's SQLite. */
  d1ByteMonth: 0.75 / 1e9,
  objectByteMonth: 0.2 / 1e9,
} as const;

export const OBJECT_GB = 0.128;
export const QUEUE_UNIT_BYTES = 64 * 1_024;
/** Writing, reading and deleting. */
export const OPERATIONS_PER_MESSAGE = 3;
/** What is written stays for ever: it is priced for its first year. */
export const STORED_MONTHS = 12;
