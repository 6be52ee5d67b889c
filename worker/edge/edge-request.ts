/** One request at the edge, with what every answer to it needs; and how those answers are dressed. */
import type { Countable } from "../../domain/tracking/event-count.ts";
import type { EdgeProgram } from "../configuration/edge-program.tables.ts";
import type { recordReportedOrder } from "../orders/reported-orders.ts";
import type { KeyRing } from "../platform/keys.ts";
import { wayOf } from "../platform/networks/address-finder.ts";
import type { Way } from "../platform/networks/client-address.ts";
import type { CountedEvent, EventBatcher, PendingClick } from "./event-batcher.ts";
import type { LinkLookup, Lookup } from "./link-lookup.ts";
import { CONTENT_SECURITY_POLICY, type ErrorPage, errorPage } from "./pages.ts";
import type { RequestTarget } from "./request-target.ts";

/** What Cloudflare says of a request, as far as marks go by it. */
export interface CloudflareSays {
  readonly asn?: number;
  readonly asOrganization?: string;
  readonly botManagement?: { readonly score?: number };
}

export interface EdgeRequest {
  readonly method: string;
  readonly headers: Headers;
  readonly url: string;
  readonly target: RequestTarget;
  /** Path that the edge routes stand under on a merchant's own zone; empty on the share host. */
  readonly prefix: string;
  readonly userAgent: string;
  readonly env: Env;
  readonly ring: KeyRing;
  readonly nowMs: number;
  readonly lookup: LinkLookup;
  readonly batcher: EventBatcher;
  readonly recordReported: typeof recordReportedOrder;
  /** Undefined where Cloudflare is not before the service. */
  readonly cloudflare: CloudflareSays | undefined;
  waitUntil(work: Promise<unknown>): void;
  saltAt(occurredAtMs: number): Promise<Buffer>;
  /** The tag of the network that asks, without asking anybody; undefined where that is not known yet. */
  networkTag(program: number): number | undefined;
  addressFinder(): Promise<(way: Way) => string>;
  eventsLost(events: number, cause: unknown): Promise<void>;
}

export type FoundLink = Extract<Lookup, { kind: "found" }>;

/** Hands a click of somebody who may be a person to the batch that is sent after the answer. */
export function recordClick(
  request: EdgeRequest,
  { link, program }: FoundLink,
  { unique, visitor, origin, channel }: Pick<PendingClick, "unique" | "visitor" | "origin" | "channel">,
): void {
  const click = {
    program: program.number,
    link: link.number,
    promoter: link.promoter,
    occurredAtMs: request.nowMs,
    unique,
    origin,
    channel,
    visitor,
    // Of who asks not to be tracked nothing is kept, so nothing tells how often they came.
    way: visitor === null ? null : wayOf(request),
    // A data centre is one network, however many addresses it has.
    hosting: origin === "hosting" ? (request.cloudflare?.asn ?? null) : null,
  };
  request.batcher.add(click, request);
}

/** Counts what happened to a link and nobody judges. */
export function count(request: EdgeRequest, { link, program }: FoundLink, of: Countable): void {
  const { number, promoter } = link;
  request.batcher.count({ of, program: program.number, link: number, promoter, amountMinor: 0 }, request);
}

/** Counts what a page told by itself, and by which token's link, where it sent one that we signed. */
export function countReceived(
  request: EdgeRequest,
  program: EdgeProgram,
  event: Omit<CountedEvent, "program">,
): void {
  request.batcher.count({ ...event, program: program.number }, request);
}

/** True when the visitor asks not to be tracked and the program heeds it. */
export function optedOut(request: EdgeRequest, program: EdgeProgram): boolean {
  return program.honorGpc && request.headers.get("sec-gpc") === "1";
}

/** Headers of every answer. Nothing the edge says may be kept by anyone: a cached answer is an unseen click. */
const COMMON_HEADERS: readonly (readonly [string, string])[] = [
  ["Cache-Control", "no-store"],
  ["Content-Security-Policy", CONTENT_SECURITY_POLICY],
  ["X-Content-Type-Options", "nosniff"],
  ["X-Robots-Tag", "noindex"],
];

type Header = readonly [name: string, value: string];

/**
 * Answers of one kind. Their headers are filled into one object that is kept, which a Response copies in one step. A
 * Response's own headers would be two objects more for each answer, for the collector to find.
 */
export class AnswerPattern {
  readonly #init: { readonly status: number; readonly headers: Headers };
  /** Headers that the last answer filled in. */
  #filled: readonly Header[] = [];

  constructor(status: number, common: readonly Header[]) {
    const headers = new Headers([...COMMON_HEADERS, ...common].map(([name, value]) => [name, value]));
    this.#init = { status, headers };
  }

  /** @param own headers of this answer alone, none of them one of the pattern's; those of one name in a row. */
  answer(body: BodyInit | null, own: readonly Header[]): Response {
    const { headers } = this.#init;
    const before = this.#filled;
    // Before any is filled in: of an answer that fails half-way nothing is left to the next one, least of all a cookie.
    this.#filled = own;
    for (const [name] of before) if (!own.some((header) => header[0] === name)) headers.delete(name);
    let last = "";
    for (const [name, value] of own) {
      if (name === last) headers.append(name, value);
      else headers.set(name, value);
      last = name;
    }
    return new Response(body, this.#init);
  }
}

export interface ErrorPageParts {
  /** Where people may go on to. */
  readonly homeUrl?: string | null | undefined;
  readonly headers?: Record<string, string>;
}

/** A page for people about a link that leads nowhere. */
export function answerErrorPage(
  request: Pick<EdgeRequest, "method" | "headers">,
  kind: ErrorPage,
  { homeUrl = null, headers = {} }: ErrorPageParts = {},
): Response {
  const { status, text } = errorPage(kind, request.headers.get("accept-language"), homeUrl);
  return htmlPage(request.method, status, text, { Vary: "Accept-Language", ...headers });
}

export function htmlPage(
  method: string,
  status: number,
  text: string,
  more: Record<string, string> = {},
): Response {
  const headers = new Headers(
    [...COMMON_HEADERS, ...Object.entries(more)].map(([name, value]) => [name, value]),
  );
  headers.set("Content-Type", "text/html; charset=utf-8");
  headers.set("Referrer-Policy", "no-referrer");
  return new Response(method === "HEAD" ? null : text, { status, headers });
}
