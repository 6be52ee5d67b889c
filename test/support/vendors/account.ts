/** What a vendor has of one merchant, and how it behaves: set by tests, whatever process they run in. */

export type Body = Readonly<Record<string, unknown>>;

/** What a vendor keeps, by its members. */
export function bodiesIn(kept: readonly object[] | undefined): readonly Body[] {
  return (kept ?? []) as readonly Body[];
}

/** An answer in place of the next one. */
export interface Instead {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** No answer comes before the account is set anew. */
  readonly hangs?: true;
  /** The answer itself, and only its first characters: it broke off. */
  readonly cutAfter?: number;
}

export interface Account {
  /** Newest last. */
  readonly events?: readonly object[];
  readonly orders?: readonly object[];
  readonly disputes?: readonly object[];
  /** By the number of the parcel. */
  readonly deliveries?: Readonly<Record<string, readonly object[]>>;
  /** Rows of bills by their day: values by the names of columns. */
  readonly bills?: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  readonly refunds?: Readonly<Record<string, object>>;
  /** Of a page, where it is smaller than what is asked for. */
  readonly pageSize?: number;
  /** Answers in place of the next ones, one after another; null: as always. */
  readonly instead?: readonly (Instead | null)[];
}

export interface Asked {
  readonly host: string;
  readonly path: string;
  readonly atMs: number;
}

/** A vendor's answer to a request that is whole and signed in. */
export type AnswerOf = (account: Account, request: Request, url: URL) => Response | Promise<Response>;

export interface Vendor {
  /** Whether a request is this vendor's, by its path. */
  readonly takes: (path: string) => boolean;
  /** Under which name the account is kept; undefined: the request is not signed in. */
  readonly accountOf: (request: Request, url: URL) => string | undefined;
  readonly answer: AnswerOf;
  readonly unauthorized: () => Response;
}

/** The page of a list that a vendor gives. */
export function pageSizeOf({ pageSize }: Account, asked: string | null): number {
  return Math.min(pageSize ?? Infinity, Number(asked ?? 10));
}
