/**
 * Which engine a user agent names, and what that engine says of navigations. Source of the versions: browser-compat-data,
 * `Sec-Fetch-Mode` and `Sec-Fetch-User`: Chromium from 76 and Gecko from 90 on send both, WebKit from 16.4 on the mode alone.
 */
import type { FetchMetadata } from "./navigation.ts";

/** What a browser is built on, also inside of apps. */
const ENGINE = /AppleWebKit|Gecko\/|Trident\/|Presto\/|KHTML|MSIE \d|UCBrowser\/|UCWEB/i;

const CHROMIUM = /Chrom(?:e|ium)\/(\d+)/;
const GECKO = /rv:(\d+)[\d.]*\) Gecko\/|(?:Firefox|FxiOS)\/(\d+)/;
const APPLE = /(?:iPhone|iPad|iPod).*? OS (\d+)_(\d+)|Macintosh.*Version\/(\d+)\.(\d+)/;

const CHROMIUM_SENDS = 76;
const GECKO_SENDS = 90;
const WEBKIT_SENDS = { major: 16, minor: 4 };

/** Whether a user agent names the engine of a browser. */
export function namesEngine(userAgent: string): boolean {
  return ENGINE.test(userAgent);
}

/** What the engine that a user agent names sends with each navigation over HTTPS. */
export function fetchMetadataOf(userAgent: string): FetchMetadata {
  const apple = APPLE.exec(userAgent);
  // On iPhones every browser is WebKit, whatever it is called. There and in Safari on a Mac the system's version counts.
  if (apple !== null && (userAgent.includes("like Mac OS X") || !CHROMIUM.test(userAgent))) {
    const major = Number(apple[1] ?? apple[3]);
    const minor = Number(apple[2] ?? apple[4]);
    const sends = major > WEBKIT_SENDS.major || (major === WEBKIT_SENDS.major && minor >= WEBKIT_SENDS.minor);
    return sends ? "mode" : "none";
  }
  const chromium = CHROMIUM.exec(userAgent);
  if (chromium !== null) return Number(chromium[1]) >= CHROMIUM_SENDS ? "activation" : "none";
  const gecko = GECKO.exec(userAgent);
  return gecko !== null && Number(gecko[1] ?? gecko[2]) >= GECKO_SENDS ? "activation" : "none";
}
