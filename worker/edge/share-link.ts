/** `GET /s/:slug`: sends the buyer on at once, with a signed token in place of any stored click. */
import type { Touch } from "../../domain/attribution/touch.ts";
import type { ClickToken } from "../../domain/tracking/click-token.ts";
import { besideHead } from "../../domain/tracking/impression.ts";
import { landingUrl } from "../../domain/tracking/landing-url.ts";
import { signToken } from "../platform/click-tokens.ts";
import { clicksWith, keptMsOf, newRoot, ownCookie, readClicks, readRoot } from "./cookies.ts";
import {
  AnswerPattern,
  count,
  type EdgeRequest,
  type FoundLink,
  htmlPage,
  answerErrorPage,
  optedOut,
  recordClick,
} from "./edge-request.ts";
import type { Lookup } from "./link-lookup.ts";
import { previewPage } from "./pages.ts";
import { visitOf } from "./visit.ts";
import { visitorAlias } from "./visitor-alias.ts";
import { newTouch, touchesOfVisitor } from "./visitor-touches.ts";

const REDIRECT = new AnswerPattern(302, [["Referrer-Policy", "strict-origin-when-cross-origin"]]);
const RETRY = { "Retry-After": "2" };

/** The answer to a share link that was looked up. */
export function answerShareLink(request: EdgeRequest, lookup: Lookup): Response {
  if (lookup.kind === "found") return answerFound(request, lookup);
  if (lookup.kind === "forbidden") {
    return answerErrorPage(request, "forbidden", { "Tributary-Reason": lookup.reason });
  }
  return answerErrorPage(request, lookup.kind, lookup.kind === "unavailable" ? RETRY : {});
}

function answerFound(request: EdgeRequest, found: FoundLink): Response {
  const visit = visitOf(request.headers, request.userAgent);
  if (visit.kind === "preview") {
    const base =
      request.env.SHARE_ORIGIN === ""
        ? new URL(request.url).origin + request.prefix
        : request.env.SHARE_ORIGIN.replace(/\/+$/, "");
    const shareUrl = `${base}/s/${found.link.slug}`;
    return htmlPage(request.method, 200, previewPage(found.link.preview, shareUrl, found.destination));
  }
  if (request.method === "HEAD") return redirect(request, found, null, []);
  if (visit.kind === "invalid") {
    count(request, found, visit.reason);
    return redirect(request, found, null, []);
  }
  return optedOut(request, found.program) ? anonymousClick(request, found) : click(request, found);
}

/** A click of somebody who asked not to be tracked: the token proves the promoter's link and nothing more. */
function anonymousClick(request: EdgeRequest, found: FoundLink): Response {
  const token = tokenOf(request, found, null, []);
  recordClick(request, found, { unique: true, visitor: null });
  return redirect(request, found, signToken(request.ring, token), []);
}

function click(request: EdgeRequest, found: FoundLink): Response {
  const { ring, headers } = request;
  const { program } = found;
  const cookies = headers.get("cookie");
  const root = readRoot(ring, cookies, "tby_vid") ?? newRoot(ring, "tby_vid");
  const visitor = visitorAlias(ring, program.id, root.bytes);
  const known = readClicks(ring, cookies);
  const { touches, others } = touchesOfVisitor(known, program.number, visitor);
  const text = signToken(ring, tokenOf(request, found, visitor, touches));
  recordClick(request, found, {
    unique: !touches.some((touch) => touch.kind === "click" && touch.link === found.link.number),
    visitor,
  });
  const keptMs = keptMsOf(program, others, request.lookup);
  return redirect(request, found, text, [
    ownCookie("tby_vid", root.value, keptMs),
    ownCookie("tby_clk", clicksWith(text, others), keptMs),
  ]);
}

function tokenOf(
  request: EdgeRequest,
  found: FoundLink,
  visitor: string | null,
  known: readonly Touch[],
): ClickToken {
  const click = newTouch("click", found, request.nowMs);
  return { program: found.program.number, visitor, click, earlier: besideHead(click, known) };
}

/** 302, never 301: a browser that remembers a redirect makes the next click unseen. */
function redirect(
  request: EdgeRequest,
  found: FoundLink,
  token: string | null,
  cookies: readonly string[],
): Response {
  return REDIRECT.answer(null, [
    ["Location", landingUrl(found.destination, request.target.search, token)],
    ...cookies.map((cookie) => ["Set-Cookie", cookie] as const),
  ]);
}
