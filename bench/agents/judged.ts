/** What the edge makes of user agents: who gets a token, and whether it carries a doubt. */
import { agentOf } from "../../worker/edge/user-agents.ts";
import { userAgentOf, visitOf } from "../../worker/edge/visit.ts";

export interface UserAgents {
  readonly list: string;
  readonly userAgents: readonly string[];
}

/** A browser that follows a link says so. */
const BROWSER_SAYS = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

/** Those that get a token without a doubt, by their names alone. */
export function undoubted(userAgents: readonly string[]): string[] {
  return userAgents.filter((userAgent) => {
    if (!hasToken(userAgent, {})) return false;
    const { agent } = agentOf(userAgent);
    return agent !== "weak_word" && agent !== "tool";
  });
}

/** Those that get no token, though they ask as browsers do. */
export function turnedAway(userAgents: readonly string[]): string[] {
  return userAgents.filter((userAgent) => !hasToken(userAgent, BROWSER_SAYS));
}

/** Those that get a token which casts doubt on them. */
export function doubted(userAgents: readonly string[]): string[] {
  const without = new Set([...undoubted(userAgents), ...turnedAway(userAgents)]);
  return userAgents.filter((userAgent) => !without.has(userAgent));
}

function hasToken(userAgent: string, says: Readonly<Record<string, string>>): boolean {
  const headers = new Headers({ ...says, "user-agent": userAgent });
  const { kind } = visitOf(headers, userAgentOf(headers));
  return kind === "person" || kind === "app";
}
