/** Tells people from crawlers, bots and requests that no person made. The marks decide what counts, and who is led on. */
import type { SeenReason } from "../../domain/tracking/click-event.ts";
import { agentOf } from "./user-agents.ts";

export type Visit =
  | { readonly kind: "person" }
  /** A person in an app or a mini program, whose code asks where a link leads. */
  | { readonly kind: "app" }
  | { readonly kind: "preview" }
  | { readonly kind: "invalid"; readonly reason: SeenReason };

const PERSON: Visit = { kind: "person" };
const APP: Visit = { kind: "app" };
const PREVIEW: Visit = { kind: "preview" };
const AHEAD: Visit = { kind: "invalid", reason: "prefetch" };
const NO_NAVIGATION: Visit = { kind: "invalid", reason: "not_navigation" };
const BOT: Visit = { kind: "invalid", reason: "bot" };

/** Headers by which browsers and apps say that they load a page before anybody asked for it. */
const PURPOSES = ["sec-purpose", "purpose", "x-purpose", "x-moz"];
const AHEAD_OF_A_TAP = /prefetch|prerender|preview/i;
/** Longer user agents are cut before they are matched. */
const USER_AGENT_CHARACTERS = 512;

export function userAgentOf(headers: Headers): string {
  return (headers.get("user-agent") ?? "").slice(0, USER_AGENT_CHARACTERS);
}

/** Who opens a share link. A person navigates; a browser that fetches, frames or loads it ahead says so. */
export function visitOf(headers: Headers, userAgent: string): Visit {
  const { kind } = agentOf(userAgent);
  if (kind === "preview") return PREVIEW;
  if (isAhead(headers)) return AHEAD;
  const mode = headers.get("sec-fetch-mode");
  if (!isNavigation(mode, headers.get("sec-fetch-dest"))) return NO_NAVIGATION;
  if (mode === null && kind !== "bot" && wantsJson(headers)) return APP;
  return kind === "person" ? PERSON : BOT;
}

/** True for what loads a page before anybody asked for it. */
export function isAhead(headers: Headers): boolean {
  return PURPOSES.some((name) => AHEAD_OF_A_TAP.test(headers.get(name) ?? ""));
}

/** True for bots, preview crawlers included, and for whatever does not say what it is. */
export function isBot(userAgent: string): boolean {
  return agentOf(userAgent).kind !== "person";
}

/**
 * No script can say `navigate`. A page's service worker that hands a navigation on says `empty` beside it; a frame or an
 * embedded object says its own name.
 */
function isNavigation(mode: string | null, destination: string | null): boolean {
  return (
    (mode === null || mode === "navigate") &&
    (destination === null || destination === "document" || destination === "empty")
  );
}

/** What a browser opens as a page names HTML. Names of media types have no case. */
function wantsJson(headers: Headers): boolean {
  const accepted = (headers.get("accept") ?? "").toLowerCase();
  return accepted.includes("application/json") && !accepted.includes("text/html");
}
