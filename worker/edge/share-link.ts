/** `GET /s/:slug`: sends the buyer on at once, with a signed token in place of any stored click. */
import type { Touch } from "../../domain/attribution/touch.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { ClickOrigin } from "../../domain/tracking/click-event.ts";
import type { ClickToken } from "../../domain/tracking/click-token.ts";
import { besideHead } from "../../domain/tracking/impression.ts";
import { landingUrl } from "../../domain/tracking/landing-url.ts";
import { type ClickMarks, marksOf } from "../../domain/risk/click-marks.ts";
import { type ClickChannel, clickChannelOf } from "../../domain/tracking/click-channel.ts";
import { problem } from "../http/problem.ts";
import { signToken } from "../platform/click-tokens.ts";
import { clicksWith, keptMsOf, newRoot, ownCookie, readClicks, readRoot } from "./cookies.ts";
import {
  AnswerPattern,
  count,
  type EdgeRequest,
  type ErrorPageParts,
  type FoundLink,
  htmlPage,
  answerErrorPage,
  optedOut,
  recordClick,
} from "./edge-request.ts";
import type { Destination, Gone, Lookup } from "./link-lookup.ts";
import { shareOrigins } from "../deployment/share-origins.ts";
import { marksOfClick, networkClass } from "./marks-of-click.ts";
import { previewPage } from "./pages.ts";
import { type Visit, visitOf } from "./visit.ts";
import { visitorAlias } from "./visitor-alias.ts";
import { newTouch, touchesOfVisitor } from "./visitor-touches.ts";

const REDIRECT = new AnswerPattern(302, [["Referrer-Policy", "strict-origin-when-cross-origin"]]);
const FOR_AN_APP = new AnswerPattern(200, [["Content-Type", "application/json"]]);
const NOSNIFF = { "X-Content-Type-Options": "nosniff" };
const RETRY = { headers: { "Retry-After": "2" } };

/** The answer to a share link that was looked up. */
export function answerShareLink(request: EdgeRequest, lookup: Lookup): Response {
  const visit = visitOf(request.headers, request.userAgent);
  if (visit.kind === "invalid" && visit.reason === "prefetch") return answerAhead(request, lookup);
  switch (lookup.kind) {
    case "found":
      return answerFound(request, lookup, visit);
    case "gone":
      return answerGone(request, lookup, visit);
    case "forbidden": {
      const headers = { "Tributary-Reason": lookup.reason };
      return leadNowhere(request, visit, "forbidden", { homeUrl: lookup.program.homeUrl, headers });
    }
    case "unavailable":
      return leadNowhere(request, visit, "unavailable", RETRY);
    case "unknown":
      return leadNowhere(request, visit, "unknown");
    default:
      return lookup satisfies never;
  }
}

/** What an app is told in place of a page for people. */
const PROBLEM_OF = {
  unknown: "unknown_link",
  forbidden: "unknown_link",
  gone: "link_ended",
  unavailable: "unavailable",
} as const;

/**
 * A browser opens what it loaded ahead without asking again. So it is given nothing, and asks at the tap. A link that has
 * ended, or is not known yet, may lead somewhere by then.
 */
function answerAhead(request: EdgeRequest, lookup: Lookup): Response {
  if (lookup.kind === "found" && request.method !== "HEAD") count(request, lookup, "prefetch");
  return answerErrorPage(request, "unavailable");
}

function leadNowhere(
  request: EdgeRequest,
  { kind }: Visit,
  page: keyof typeof PROBLEM_OF,
  parts: ErrorPageParts = {},
): Response {
  return kind === "app"
    ? problem(PROBLEM_OF[page], { headers: { ...NOSNIFF, ...parts.headers } })
    : answerErrorPage(request, page, parts);
}

/** A link that has ended leads where the merchant said, without a token, or to a page with the way to the shop. */
function answerGone(request: EdgeRequest, { program, instead }: Gone, visit: Visit): Response {
  if (instead === null) return leadNowhere(request, visit, "gone", { homeUrl: program?.homeUrl });
  return onward(request, { destination: instead, visit, token: null });
}

function answerFound(request: EdgeRequest, found: FoundLink, visit: Visit): Response {
  const { destination } = found;
  if (visit.kind === "preview") return answerPreview(request, found);
  if (visit.kind === "invalid") {
    if (request.method !== "HEAD") count(request, found, visit.reason);
    return onward(request, { destination, visit, token: null });
  }
  if (request.method === "HEAD") return onward(request, { destination, visit, token: null });
  return optedOut(request, found.program)
    ? anonymousClick(request, found, visit)
    : click(request, found, visit);
}

/** The link's own card where it has one; else the crawler draws that of the shop's page. */
function answerPreview(request: EdgeRequest, { link, destination }: FoundLink): Response {
  if (link.preview === null) return onward(request, { destination, visit: { kind: "preview" }, token: null });
  const { SHARE_ORIGIN, SHARE_ORIGINS } = request.env;
  const { origin } = new URL(request.url);
  // A card goes on to lead to the host that was asked, where links of programs with a host of their own answer.
  const isOwn = SHARE_ORIGIN === "" || shareOrigins(SHARE_ORIGINS)?.has(origin) === true;
  const base = isOwn ? origin + request.prefix : SHARE_ORIGIN.replace(/\/+$/, "");
  return htmlPage(request.method, 200, previewPage(link.preview, `${base}/s/${link.slug}`, destination));
}

/** A click of somebody who asked not to be tracked: the token proves the promoter's link and nothing more. */
function anonymousClick(request: EdgeRequest, found: FoundLink, visit: Visit): Response {
  const clicked = { visit, visitor: null, cookie: "gpc", known: [] } as const;
  const content = tokenOf(request, found, clicked);
  const token = signToken(request.ring, content);
  recordClick(request, found, {
    unique: true,
    visitor: null,
    origin: "newcomer",
    channel: channelOf(content),
  });
  return onward(request, { destination: found.destination, visit, token });
}

function click(request: EdgeRequest, found: FoundLink, visit: Visit): Response {
  const { ring, headers } = request;
  const { program } = found;
  const cookies = headers.get("cookie");
  const brought = readRoot(ring, cookies, "tby_vid");
  const root = brought ?? newRoot(ring, "tby_vid");
  const visitor = visitorAlias(ring, program.id, root.bytes);
  const known = readClicks(ring, cookies);
  const { touches, others } = touchesOfVisitor(known, program.number, visitor);
  const cookie = brought === undefined ? "new" : "returning";
  const content = tokenOf(request, found, { visit, visitor, cookie, known: touches });
  const token = signToken(ring, content);
  recordClick(request, found, {
    unique: !touches.some((touch) => touch.kind === "click" && touch.link === found.link.number),
    visitor,
    origin: originOf(request, touches),
    channel: channelOf(content),
  });
  const keptMs = keptMsOf(program, others, request.lookup);
  const lines = [
    ownCookie("tby_vid", root.value, keptMs),
    ownCookie("tby_clk", clicksWith(token, others), keptMs),
  ];
  return onward(request, { destination: found.destination, visit, token, cookies: lines });
}

/** A cookie counts that has been kept for a while: one that was made a moment ago is no sign that somebody came back. */
function originOf({ cloudflare, nowMs }: EdgeRequest, touches: readonly Touch[]): ClickOrigin {
  if (networkClass(cloudflare) === "hosting") return "hosting";
  const oldestMs = Math.min(...touches.map(({ occurredAtMs }) => occurredAtMs));
  return nowMs - oldestMs >= LIMITS.networkWindowMs ? "returning" : "newcomer";
}

function channelOf({ click }: ClickToken): ClickChannel {
  return clickChannelOf(marksOf(click));
}

interface Clicked {
  readonly visit: Visit;
  /** Null when the visitor asks not to be tracked. */
  readonly visitor: string | null;
  readonly cookie: ClickMarks["cookie"];
  /** The visitor's touches before. */
  readonly known: readonly Touch[];
}

function tokenOf(request: EdgeRequest, found: FoundLink, clicked: Clicked): ClickToken {
  const { program } = found;
  const { visit, visitor, cookie, known } = clicked;
  const click = {
    ...newTouch("click", found, request.nowMs),
    marks: marksOfClick(request, visit, cookie),
    networkTag: visitor === null ? undefined : request.networkTag(program.number),
  };
  return { program: program.number, visitor, click, earlier: besideHead(click, known, program) };
}

interface Onward {
  readonly destination: Destination;
  readonly visit: Visit;
  readonly token: string | null;
  readonly cookies?: readonly string[];
}

/**
 * Leads on: people by 302, never 301, as a browser that remembers a redirect makes the next click unseen. Code of an app
 * reads where to go: what it asks by follows redirects out of its sight.
 */
function onward(request: EdgeRequest, { destination, visit, token, cookies = [] }: Onward): Response {
  const { method, target } = request;
  const lines = cookies.map((cookie) => ["Set-Cookie", cookie] as const);
  if (visit.kind !== "app") {
    return REDIRECT.answer(null, [["Location", landingUrl(destination, target.search, token)], ...lines]);
  }
  const text = JSON.stringify({
    clickToken: token,
    destination: landingUrl(destination, target.search, null),
  });
  return FOR_AN_APP.answer(method === "HEAD" ? null : text, lines);
}
