/** `GET /p.gif`: records an impression, and where the program credits those, lets the visitor's cookie carry it. */
import type { SeenReason } from "../../domain/tracking/click-event.ts";
import { withImpression } from "../../domain/tracking/impression.ts";
import { signToken } from "../platform/click-tokens.ts";
import { queryValue } from "./address.ts";
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
  const { search } = request;
  if (queryValue(search, "e") !== "impression") return ignoredPixel(request.method, "unknown_event");
  if (request.method === "HEAD") return ignoredPixel(request.method, "head");
  if (isAhead(request.headers)) return ignoredPixel(request.method, "prefetch");
  if (isBot(request.userAgent)) return ignoredPixel(request.method, "bot");
  const lookup = request.lookup.find((queryValue(search, "link") ?? "").toLowerCase(), request);
  const programId = queryValue(search, "program") ?? "";
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
  const { program } = found;
  const isCredited = program.impressionLookbackMs > 0;
  const told = (carriage: Carriage): Header[] => (isCredited ? [["Tributary-Touch", carriage]] : []);
  if (optedOut(request, program)) {
    return gif(request.method, "recorded", told("none; reason=opted_out"));
  }
  const { ring, headers } = request;
  const cookies = headers.get("cookie");
  const mayCarry = isCredited && isFromAllowedPage(headers, program);
  const own = readRoot(ring, cookies, "tby_vid") ?? (mayCarry ? newRootOfSameSite(request) : undefined);
  if (own === undefined) {
    const root = readRoot(ring, cookies, "tby_pvid") ?? newRoot(ring, "tby_pvid");
    const cookie: Header = ["Set-Cookie", pixelCookie(root.value, program.clickLookbackMs)];
    return gif(request.method, "recorded", [...told("none; reason=other_site"), cookie]);
  }
  if (!mayCarry) return gif(request.method, "recorded", told("none; reason=foreign_page"));
  const lines = carrying(request, found, own);
  if (lines === undefined) return gif(request.method, "recorded", told("none; reason=clicked_before"));
  const setCookies = lines.map((line): Header => ["Set-Cookie", line]);
  return gif(request.method, "recorded", [...told("kept"), ...setCookies]);
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
