/** What the attributes of the script element say, or its address where something on the way took them off. */
import { runningScript, scriptElements } from "./dom.ts";
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

type Words = Readonly<Record<string, string | undefined>>;

/** The options, or undefined where the script element cannot be found or names no program. */
export function readOptions(): Options | undefined {
  const running = runningScript();
  const [script] = (running ? [running] : scriptElements()).filter((element) => wordsOf(element)["program"]);
  if (!script) return undefined;
  const data = wordsOf(script);
  const program = String(data["program"]);
  const endpoint = endpointOf(script.src, data["endpoint"]);
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

/** Attributes go before parameters of the address: `t.js?program=tea&consent=required&link-hosts=pay.example`. */
function wordsOf({ src, dataset }: HTMLScriptElement): Words {
  const words: Record<string, string> = {};
  if (/\/t\.js\?/.test(src)) {
    new URL(src).searchParams.forEach((value, name) => {
      words[name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())] = value;
    });
  }
  return src ? Object.assign(words, dataset) : {};
}

/**
 * Where the script came from, or another path of that origin or of the page's own. Tokens and customer ids go there, so
 * an address of anybody else is not believed.
 */
function endpointOf(src: string, named: string | undefined): string {
  const own = src.replace(/[?#].*/, "").replace(/\/[^/]*$/, "");
  try {
    const { origin, href } = new URL(named || own, location.href);
    if ([new URL(src).origin, location.origin].includes(origin)) return href.replace(/\/+$/, "");
  } catch {
    // No address at all.
  }
  return own;
}
