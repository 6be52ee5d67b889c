/** Tells people from crawlers, bots and requests that no person made. Nobody is refused: the marks only decide what counts. */
import { isbot } from "isbot";
import type { SeenReason } from "../../domain/tracking/click-event.ts";
import { memoized } from "../platform/memoized.ts";

export type Visit =
  | { readonly kind: "person" }
  | { readonly kind: "preview" }
  | { readonly kind: "invalid"; readonly reason: SeenReason };

const PERSON: Visit = { kind: "person" };
const PREVIEW: Visit = { kind: "preview" };

/** Fetchers that messengers and networks send to draw a card for a link that someone shared. */
const PREVIEW_CRAWLERS = new RegExp(
  [
    "facebookexternalhit",
    "facebot",
    "facebookcatalog",
    "meta-externalfetcher",
    "^WhatsApp/",
    "twitterbot",
    "slackbot",
    "slack-imgproxy",
    "telegrambot",
    "linkedinbot",
    "discordbot",
    "pinterest(?:bot|/0)",
    "skypeuripreview",
    "microsoftpreview",
    "vkshare",
    "redditbot",
    "mastodon/",
    "bluesky cardyb",
    "snap url preview",
    "kakaotalk-scrap",
    "line-poker",
    "viberbot",
    "iframely",
    "embedly",
    "mpcrawler",
  ].join("|"),
  "i",
);

/**
 * The bot list takes a word in the user agents of real Android WeChat clients for a tool's. WeChat's own
 * crawler is a preview crawler, so that what else says WeChat is a person.
 */
const WECHAT = /MicroMessenger\//;
const PREFETCH = /prefetch|prerender|preview/i;
/** Longer user agents are cut before they are matched. */
const USER_AGENT_CHARACTERS = 512;

export function userAgentOf(headers: Headers): string {
  return (headers.get("user-agent") ?? "").slice(0, USER_AGENT_CHARACTERS);
}

/** Who opens a share link. A person navigates; a browser that fetches, frames or loads it ahead says so. */
export function visitOf(headers: Headers, userAgent: string): Visit {
  const agent = agentOf(userAgent);
  if (agent === "preview") return PREVIEW;
  if (isAhead(headers)) return { kind: "invalid", reason: "prefetch" };
  if (
    !isOrAbsent(headers, "sec-fetch-dest", "document") ||
    !isOrAbsent(headers, "sec-fetch-mode", "navigate")
  ) {
    return { kind: "invalid", reason: "not_navigation" };
  }
  return agent === "bot" ? { kind: "invalid", reason: "bot" } : PERSON;
}

/** True for what loads a page before anybody asked for it. */
export function isAhead(headers: Headers): boolean {
  return PREFETCH.test(headers.get("sec-purpose") ?? headers.get("purpose") ?? headers.get("x-moz") ?? "");
}

/** True for bots, preview crawlers included, and for whatever does not say what it is. */
export function isBot(userAgent: string): boolean {
  return agentOf(userAgent) !== "person";
}

type Agent = "person" | "preview" | "bot";

/** Verdicts on user agents that are kept. They are few and long, and hundreds of patterns look at each. */
const AGENTS_KEPT = 2_000;

const agentOf = memoized<Agent>(AGENTS_KEPT, (userAgent) => {
  if (PREVIEW_CRAWLERS.test(userAgent)) return "preview";
  const bot = userAgent === "" || (!WECHAT.test(userAgent) && isbot(userAgent));
  return bot ? "bot" : "person";
});

function isOrAbsent(headers: Headers, name: string, expected: string): boolean {
  const value = headers.get(name);
  return value === null || value === expected;
}
