/**
 * On a path of the merchant's own zone, the page's own origin keeps its tokens in a cookie that no script can read.
 * Safari forgets what scripts store after seven days; such a cookie it keeps.
 *
 * Only a page of this very origin is answered. For any other, setting the cookie would be cookie stuffing, and
 * reading it would tell one site what happened on another.
 */
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { type BeaconOf, type Session, tokensOf } from "./beacon.shapes.ts";
import type { EdgeProgram } from "../../configuration/edge-program.tables.ts";
import { readTokenOf } from "../../platform/click-tokens.ts";
import {
  clicksWith,
  erasedCookie,
  keptMsOf,
  type KnownClick,
  ownCookie,
  readOnlyClicks,
} from "../cookies.ts";
import { type EdgeRequest, optedOut } from "../edge-request.ts";

/** The answer to a session call, undefined for a caller that must not have one. */
export function answerSession(
  request: EdgeRequest,
  program: EdgeProgram,
  received: BeaconOf<"session">,
): Response | undefined {
  if (request.prefix === "" || !isSameOrigin(request)) return undefined;
  if (received.forget) return answer(null, [erasedCookie("tby_clk"), erasedCookie("tby_vid")]);
  const sent = tokensOf(received).flatMap((text): KnownClick[] => {
    const reading = readTokenOf(request.ring, program.number, text);
    return reading.kind === "read" ? [{ text, token: reading.token }] : [];
  });
  if (optedOut(request, program)) return answer(sessionOf(newestFirst(request, sent)), []);
  const known = readOnlyClicks(request.ring, request.headers.get("cookie"));
  const others = known.filter(({ token }) => token.program !== program.number);
  const kept = known.filter(({ token }) => token.program === program.number);
  const own = newestFirst(request, [...kept, ...sent]);
  const [newest, ...older] = own;
  if (newest === undefined) return answer(sessionOf([]), []);
  const room = Math.max(0, LIMITS.programsPerCookie - 1 - others.length);
  const value = clicksWith(newest.text, [...older.slice(0, room), ...others]);
  return answer(sessionOf(own), [ownCookie("tby_clk", value, keptMsOf(program, others, request.lookup))]);
}

/** Each token once, newest first, none that is too old for any order. */
function newestFirst({ nowMs }: EdgeRequest, tokens: readonly KnownClick[]): KnownClick[] {
  return [...new Map(tokens.map((known) => [known.text, known])).values()]
    .filter(({ token }) => token.click.occurredAtMs > nowMs - LIMITS.backMs)
    .toSorted((a, b) => b.token.click.occurredAtMs - a.token.click.occurredAtMs)
    .slice(0, LIMITS.tokensPerOrder);
}

/**
 * Browsers say it themselves, and no script can make them lie. Older ones name the page's origin, which a proxy on
 * the merchant's server may know under another name than we do. A script of another origin cannot set that header
 * without a preflight, which is refused.
 */
function isSameOrigin({ headers, url }: EdgeRequest): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const page = URL.parse(headers.get("origin") ?? "");
  return page !== null && [new URL(url).host, headers.get("x-forwarded-host")].includes(page.host);
}

function sessionOf(tokens: readonly KnownClick[]): Session {
  return {
    tokens: tokens.map(({ text, token }) => ({
      token: text,
      seenAtS: Math.floor(token.click.occurredAtMs / 1_000),
    })),
  };
}

function answer(session: Session | null, cookies: readonly string[]): Response {
  const headers = new Headers({ "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" });
  for (const line of cookies) headers.append("Set-Cookie", line);
  if (session === null) return new Response(null, { status: 204, headers });
  headers.set("Content-Type", "application/json");
  return new Response(JSON.stringify(session), { headers });
}
