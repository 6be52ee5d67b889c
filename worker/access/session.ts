/**
 * Sessions of pages. A session is a credential or a person, sealed in a cookie that no script reads: it reaches what they
 * reach, and ends with them. Nothing is stored.
 */
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { ApiProblem } from "../http/problem.ts";
import { type KeyRing, keyRing } from "../platform/keys.ts";
import { seal, unseal } from "../platform/sealed-secrets.ts";
import type { ApiContext } from "./api-env.ts";
import { isOwnOrigin, isOwnPage } from "./asking-page.ts";

/** With the prefix `__Host-`, by which browsers take it from this host alone, over TLS alone. */
const COOKIE = "tributary";
const USE = "session";
export const LASTS_MS = 12 * 3_600_000;

/** A person whose address a provider has verified. */
export interface SignedIn {
  readonly kind: "person";
  readonly email: string;
  /** The greatest number of a change of people when the person signed in. */
  readonly revision: number;
}

/** Whose session it is: text of a credential, or a person. */
export type SessionHolder = { readonly key: string } | { readonly person: SignedIn };

export type Session = SessionHolder & { readonly endsAtMs: number };

/** Where the page stands that a session is for: by itself, or in a frame of another site's page. */
type Place = "page" | "frame";

const PLACES = {
  page: { sameSite: "Strict" },
  // A frame of another site sends a cookie that is its alone: one of the page that frames it, and of no other.
  frame: { sameSite: "None", partitioned: true },
} as const;

/** Gives the browser a session, of twelve hours at most. @returns when it ends. */
export function beginSession(
  c: ApiContext,
  holder: SessionHolder,
  nowMs: number,
  { place = "page", lastsMs = LASTS_MS }: { readonly place?: Place; readonly lastsMs?: number } = {},
): number {
  const endsAtMs = nowMs + Math.min(lastsMs, LASTS_MS);
  const sealed = seal(keyRing(c.env), USE, JSON.stringify({ ...holder, endsAtMs } satisfies Session));
  setCookie(c, COOKIE, sealed, {
    prefix: "host",
    path: "/",
    secure: true,
    httpOnly: true,
    ...PLACES[place],
    maxAge: Math.floor((endsAtMs - nowMs) / 1_000),
  });
  return endsAtMs;
}

/** Has the browser forget both cookies that there may be: a frame's is another one than the page's, and is deleted as such. */
export function endSession(c: ApiContext): void {
  for (const place of Object.values(PLACES)) {
    deleteCookie(c, COOKIE, { prefix: "host", path: "/", secure: true, httpOnly: true, ...place });
  }
}

/**
 * The session of a request's cookie; undefined without one, and for one that has ended or that we never made.
 *
 * @throws ApiProblem `cross_site_request` where another site, or a page of a sibling host, has the browser ask.
 */
export function sessionOf(c: ApiContext, nowMs: number): Session | undefined {
  const sealed = getCookie(c, COOKIE, "host");
  if (sealed === undefined || sealed === "") return undefined;
  const session = openSession(keyRing(c.env), sealed);
  if (session === undefined || session.endsAtMs <= nowMs) return undefined;
  refuseOtherSites(c);
  return session;
}

function openSession(ring: KeyRing, sealed: string): Session | undefined {
  const text = unseal(ring, USE, sealed);
  return text === undefined ? undefined : (JSON.parse(text) as Session);
}

const READS = new Set(["GET", "HEAD"]);

/**
 * Browsers say whose page asks. A write has to be asked for by our own; a read also by an address that somebody typed.
 * Handshakes of WebSockets tell it by their origin alone in some browsers, and no other rule of browsers keeps them apart.
 */
function refuseOtherSites(c: ApiContext): void {
  const { headers, method } = c.req.raw;
  const site = headers.get("sec-fetch-site");
  if (headers.get("upgrade")?.toLowerCase() === "websocket") {
    if (isOwnPage(c.req.raw) && isOwnOrigin(c.req.raw)) return;
  } else {
    if (site === "same-origin") return;
    if (READS.has(method) && (site === "none" || isOwnPage(c.req.raw))) return;
  }
  throw new ApiProblem("cross_site_request");
}
