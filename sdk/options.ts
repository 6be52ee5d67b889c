/** What the attributes of the script element say. */
import { elements, runningScript } from "./dom.ts";
import type { StoreTerms } from "./store.ts";

export interface Options extends StoreTerms {
  /** Address of the edge routes, without a slash at its end. */
  readonly endpoint: string;
  /** The endpoint belongs to the page's own origin: it may keep the tokens in a cookie that no script reads. */
  readonly firstParty: boolean;
  /** The token stays in the address bar. */
  readonly keepToken: boolean;
  /** Nothing is kept or sent until the page says `consent(true)`. */
  readonly consentRequired: boolean;
  /** The visitor asks not to be tracked, and the program heeds it. */
  readonly optedOut: boolean;
  readonly sendsPageviews: boolean;
  /** Hosts that links take the token along to. */
  readonly linkHosts: readonly string[];
}

const DAYS = 30;
const MOST_DAYS = 400;

/** The options, or undefined where the script element cannot be found or names no program. */
export function readOptions(): Options | undefined {
  const script = runningScript() || elements<HTMLScriptElement>("script[data-program][src]")[0];
  const data = script ? script.dataset : {};
  const program = data["program"];
  if (!script || !program) return undefined;
  const endpoint = endpointOf(script);
  const { globalPrivacyControl } = navigator as { globalPrivacyControl?: boolean };
  return {
    program,
    endpoint,
    firstParty: new URL(endpoint, location.href).origin === location.origin,
    keepToken: "keepToken" in data,
    consentRequired: data["consent"] === "required",
    optedOut: globalPrivacyControl === true && data["gpc"] !== "ignore",
    sendsPageviews: data["pageview"] !== "off",
    linkHosts: (data["linkHosts"] || "").split(/[\s,]+/),
    days: Math.min(Number(data["days"]) || DAYS, MOST_DAYS),
    cookieDomain: data["cookieDomain"],
  };
}

/**
 * Where the script came from, or another path of that origin or of the page's own. Tokens and customer ids go there, so
 * an address of anybody else is not believed.
 */
function endpointOf({ src, dataset }: HTMLScriptElement): string {
  const own = src.replace(/\/[^/]*$/, "");
  try {
    const { origin, href } = new URL(dataset["endpoint"] || own, location.href);
    if ([new URL(src).origin, location.origin].includes(origin)) return href.replace(/\/+$/, "");
  } catch {
    // No address at all.
  }
  return own;
}
