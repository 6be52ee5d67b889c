/** `GET /p.gif`: records an impression, and where the program credits those, lets the visitor's cookie carry it. */
import type { SeenReason } from "../../domain/tracking/click-event.ts";
import { withImpression } from "../../domain/tracking/impression.ts";
import { slugsIn } from "../../domain/tracking/slug.ts";
import type { EdgeProgram } from "../configuration/edge-program.tables.ts";
import { signToken } from "../platform/click-tokens.ts";
import { isFromAllowedPage } from "./allowed-page.ts";
import {
  clicksWith,
  keptMsOf,
  newRoot,
  ownCookie,
  pixelCookie,
  readClicks,
  readRoot,
  type VisitorRoot,
} from "./cookies.ts";
import { count, type EdgeRequest, type FoundLink, optedOut } from "./edge-request.ts";
import { gif } from "./gif.ts";
import type { Lookup } from "./link-lookup.ts";
import { isAhead, isBot } from "./visit.ts";
import { visitorAlias } from "./visitor-alias.ts";
import { newTouch, touchesOfVisitor } from "./visitor-touches.ts";

/** Why a pixel did not count. */
export type PixelFault =
  | "unknown_event"
  | "unknown_program"
  | "unknown_link"
  | "link_expired"
  | "link_disabled"
  | "destination_not_allowed"
  | "busy"
  | "head"
  | Exclude<SeenReason, "not_navigation">;

/** Whether an impression of a program that credits them is carried on by the visitor's cookie; else why not. */
type Carriage = "kept" | `none; reason=${"opted_out" | "foreign_page" | "other_site" | "clicked_before"}`;
type Header = readonly [string, string];

const FAULTS = {
  unknown: "unknown_link",
  forbidden: "destination_not_allowed",
  unavailable: "busy",
} as const;

/** The image for a pixel that is not counted. */
function ignoredPixel(method: string, fault: PixelFault): Response {
  return gif(method, { ignored: fault });
}

/**
 * The answer to a pixel. The program it names must be that of its link: so no program is ever asked for by a
 * name that a page made up.
 */
export function answerPixel(request: EdgeRequest): Response | Promise<Response> {
  const { target } = request;
  if (target.value("e") !== "impression") return ignoredPixel(request.method, "unknown_event");
  if (request.method === "HEAD") return ignoredPixel(request.method, "head");
  if (isAhead(request.headers)) return ignoredPixel(request.method, "prefetch");
  if (isBot(request.userAgent)) return ignoredPixel(request.method, "bot");
  const lookup = request.lookup.findFirst(slugsIn(target.value("link") ?? ""), request);
  const programId = target.value("program") ?? "";
  return lookup instanceof Promise
    ? lookup.then((found) => answerLookedUp(request, programId, found))
    : answerLookedUp(request, programId, lookup);
}

function answerLookedUp(request: EdgeRequest, programId: string, lookup: Lookup): Response {
  if (lookup.kind !== "found") return ignoredPixel(request.method, faultOf(lookup));
  if (lookup.program.id !== programId) return ignoredPixel(request.method, "unknown_program");
  return impression(request, lookup);
}

function faultOf(lookup: Exclude<Lookup, { kind: "found" }>): PixelFault {
  return lookup.kind === "gone" ? `link_${lookup.reason}` : FAULTS[lookup.kind];
}

function impression(request: EdgeRequest, found: FoundLink): Response {
  count(request, found, "impression");
  const isCredited = found.program.impressionLookbackMs > 0;
  return isCredited ? creditedPixel(request, found) : countedPixel(request, found);
}

/** The answer where impressions are counted and no more. */
function countedPixel(request: EdgeRequest, { program }: FoundLink): Response {
  const { method, ring, headers } = request;
  if (optedOut(request, program)) return gif(method, "recorded");
  if (readRoot(ring, headers.get("cookie"), "tby_vid") !== undefined) return gif(method, "recorded");
  return gif(method, "recorded", [visitorHeader(request, program)]);
}

/** The answer where an impression may be credited: it says whether the visitor's cookie carries it on. */
function creditedPixel(request: EdgeRequest, found: FoundLink): Response {
  const { method, ring, headers } = request;
  const { program } = found;
  const recorded = (carriage: Carriage, more: readonly Header[] = []): Response =>
    gif(method, "recorded", [["Tributary-Touch", carriage], ...more]);
  if (optedOut(request, program)) return recorded("none; reason=opted_out");
  const mayCarry = isFromAllowedPage(headers, program);
  const known = readRoot(ring, headers.get("cookie"), "tby_vid");
  const own = known ?? (mayCarry ? newRootOfSameSite(request) : undefined);
  if (own === undefined) return recorded("none; reason=other_site", [visitorHeader(request, program)]);
  if (!mayCarry) return recorded("none; reason=foreign_page");
  const lines = carrying(request, found, own);
  if (lines === undefined) return recorded("none; reason=clicked_before");
  return recorded(
    "kept",
    lines.map((line): Header => ["Set-Cookie", line]),
  );
}

/** Names the visitor of a pixel on a page of another site, for that site alone. */
function visitorHeader({ ring, headers }: EdgeRequest, program: EdgeProgram): Header {
  const root = readRoot(ring, headers.get("cookie"), "tby_pvid") ?? newRoot(ring, "tby_pvid");
  return ["Set-Cookie", pixelCookie(root.value, program.clickLookbackMs)];
}

/** A page of the same site sends its cookies along, and takes ours as its own. */
function newRootOfSameSite({ headers, ring }: EdgeRequest): VisitorRoot | undefined {
  const site = headers.get("sec-fetch-site");
  return site === "same-origin" || site === "same-site" ? newRoot(ring, "tby_vid") : undefined;
}

/** The cookies that carry an impression on; undefined when a click on a link of the same promoter still counts. */
function carrying(request: EdgeRequest, found: FoundLink, root: VisitorRoot): string[] | undefined {
  const { ring, headers, nowMs, lookup } = request;
  const { program } = found;
  const visitor = visitorAlias(ring, program.id, root.bytes);
  const known = readClicks(ring, headers.get("cookie"));
  const { touches, others } = touchesOfVisitor(known, program.number, visitor);
  const next = withImpression(touches, newTouch("impression", found, nowMs), program);
  if (next === undefined) return undefined;
  const { head: click, earlier } = next;
  const text = signToken(ring, { program: program.number, visitor, click, earlier });
  const keptMs = keptMsOf(program, others, lookup);
  return [ownCookie("tby_vid", root.value, keptMs), ownCookie("tby_clk", clicksWith(text, others), keptMs)];
}
