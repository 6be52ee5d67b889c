/**
 * What a source has to know to list what its vendor has: by what it is asked, how often, and how one page follows another.
 * What is listed are webhooks, as the vendor would send them, so that they are translated alike.
 */
import type { z } from "@hono/zod-openapi";

/** Why an answer of a vendor cannot be used. */
export const VENDOR_FAULTS_MEAN = {
  key_refused: "the vendor refuses the API key, or what it may read: set another one and ask again",
  rejected: "the vendor refuses the request for good",
  redirected: "the vendor's address leads elsewhere, where no key is sent",
  answer_too_large:
    "an object, a bill of one day, or the list of one second is too large: over 8 MiB, 500,000 members or 5,000 events",
  list_repeats: "the vendor lists the same page again: its list cannot be read to the end",
  list_endless: "a million requests have come to no end: ask for a shorter time",
  busy: "the vendor asks to come later; it is waited for",
  down: "the vendor did not answer, or answered with an error of its own; it is tried again",
  answer_unreadable: "an answer broke off or is not what the vendor documents; it is tried again",
  not_recorded: "what was listed could not be recorded again and again",
} as const;

export type VendorFaultReason = keyof typeof VENDOR_FAULTS_MEAN;

/** What may be over by the next attempt. */
const PASSING = new Set<VendorFaultReason>(["busy", "down", "answer_unreadable"]);

/** An answer of a vendor that cannot be used. Holds nothing of a request or of what was answered but words of the vendor's API. */
export class VendorFault extends Error {
  override readonly name = "VendorFault";
  readonly reason: VendorFaultReason;
  readonly status: number | null;
  /** The vendor's own word for it. */
  readonly code: string | null;
  /** How long the vendor asks to be left alone. */
  readonly retryAfterMs: number;

  constructor(
    reason: VendorFaultReason,
    {
      status = null,
      code = null,
      retryAfterMs = 0,
    }: {
      readonly status?: number | null;
      readonly code?: string | null;
      readonly retryAfterMs?: number;
    } = {},
  ) {
    super([reason, status, code].filter((part) => part !== null).join(" "));
    this.reason = reason;
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  get isPassing(): boolean {
    return PASSING.has(this.reason);
  }
}

export interface VendorAnswer {
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

/**
 * Asks the vendor: a GET of a path with its query, at the vendor's own host.
 *
 * @throws VendorFault for every answer but a whole one of status 200.
 */
export type AskVendor = (path: string, headers: Readonly<Record<string, string>>) => Promise<VendorAnswer>;

/** What listing goes by. */
export interface Listing {
  readonly ask: AskVendor;
  /** As {@link VendorApi.keySchema} reads them. */
  readonly keys: unknown;
  readonly fromMs: number;
  /** Excluded; never ahead. */
  readonly untilMs: number;
  /** Of the source. */
  readonly settings: unknown;
  /** Every valid secret of the source, newest first. */
  readonly secrets: readonly string[];
  readonly now: () => number;
  /** Whether the time of this piece of work is over: a page that asks several times ends then, after one step at least. */
  readonly isOver: () => boolean;
}

/** As the vendor would send it. */
export interface ListedWebhook {
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Page {
  /** In the sequence in which they happened, as far as the vendor lists them so. */
  readonly webhooks: readonly ListedWebhook[];
  /** Where the next page begins, as JSON; null: there is none. */
  readonly next: unknown;
  /** Up to when everything was listed; absent: not known yet. */
  readonly reachedMs?: number;
  /** What tells an answer from the one before, where no two in turn are alike; absent: it is not compared. */
  readonly mark?: string;
}

/** The page at a cursor that another one named; null: the first. What a cursor holds may be of an earlier version of the code. */
export type ReadPage = (cursor: unknown) => Promise<Page>;

/** What a source says of its vendor's API. */
export interface VendorApi {
  /** Address and keys: named, strict. */
  readonly keySchema: z.ZodType;
  readonly originOf: (keys: unknown) => string;
  /** How far back the vendor lists, in milliseconds; null: as far as there is anything. */
  readonly historyMs: number | null;
  /** Between the beginnings of two requests. */
  readonly pauseMs: number;
}
