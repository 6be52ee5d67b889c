/** `GET /p.gif`: always a transparent image, whatever was asked; a header says whether it counted. */
import type { InvalidReason } from "../../domain/tracking/click-event.ts";
import { newRoot, pixelCookie, readRoot, type VisitorRoot } from "./cookies.ts";
import { COMMON_HEADERS, type EdgeRequest, type FoundLink, optedOut, record } from "./edge-request.ts";
import type { Lookup } from "./link-lookup.ts";
import { isAhead, isBot } from "./visit.ts";
import { visitorAlias } from "./visitor-alias.ts";

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
  | Exclude<InvalidReason, "not_navigation">;

const FAULTS = {
  unknown: "unknown_link",
  forbidden: "destination_not_allowed",
  unavailable: "busy",
} as const;

/** A GIF89a of one transparent pixel. */
const GIF = Uint8Array.from(atob("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"), (character) =>
  character.charCodeAt(0),
);

/** The image for a pixel that is not counted. */
export function ignoredPixel(method: string, fault: PixelFault): Response {
  return pixel(method, `ignored; reason=${fault}`);
}

/**
 * The answer to a pixel. The program it names must be that of its link: so no program is ever asked for by a
 * name that a page made up.
 */
export function answerPixel(request: EdgeRequest): Response | Promise<Response> {
  const query = request.url.searchParams;
  if (query.get("e") !== "impression") return ignoredPixel(request.method, "unknown_event");
  if (request.method === "HEAD") return ignoredPixel(request.method, "head");
  if (isAhead(request.headers)) return ignoredPixel(request.method, "prefetch");
  if (isBot(request.userAgent)) return ignoredPixel(request.method, "bot");
  const lookup = request.lookup.find((query.get("link") ?? "").toLowerCase(), request);
  const programId = query.get("program") ?? "";
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
  const { program } = found;
  if (optedOut(request, program)) {
    record(request, found, { kind: "impression", unique: false, invalid: null, visitor: null });
    return pixel(request.method, "recorded");
  }
  const { ring } = request;
  const cookies = request.headers.get("cookie");
  const own: VisitorRoot | undefined = readRoot(ring, cookies, "tby_vid");
  const root = own ?? readRoot(ring, cookies, "tby_pvid") ?? newRoot(ring, "tby_pvid");
  const visitor = visitorAlias(ring, program.id, root.bytes);
  record(request, found, { kind: "impression", unique: false, invalid: null, visitor });
  const cookie = own === undefined ? pixelCookie(root.value, program.clickLookbackMs) : undefined;
  return pixel(request.method, "recorded", cookie);
}

function pixel(method: string, status: string, cookie?: string): Response {
  const headers = new Headers();
  for (const [name, value] of COMMON_HEADERS) headers.append(name, value);
  headers.append("Content-Type", "image/gif");
  headers.append("Cross-Origin-Resource-Policy", "cross-origin");
  headers.append("Tributary-Status", status);
  if (cookie !== undefined) headers.append("Set-Cookie", cookie);
  return new Response(method === "HEAD" ? null : GIF, { headers });
}
