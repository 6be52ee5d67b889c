/** What a request asks for, taken apart without a native object where it is as plain as our own links are. */
import { memoized } from "../platform/memoized.ts";

/** What a URL parser would leave as it is: no dots to resolve, nothing to encode, no name or password. */
const PLAIN = /^https?:\/\/[\w.:[\]-]+((?:\/[\w-]+)+(?:\.(?:gif|js))?)(\?[\w~&=%+.:;,/?@$()*!-]*)?$/;

/** Many come by one link, and a page's pixel is asked for as often as the page is. */
const TARGETS_KEPT = 2_000;

export class RequestTarget {
  readonly path: string;
  /** With its question mark, or empty. */
  readonly search: string;
  #values: ReadonlyMap<string, string> | undefined;

  constructor(path: string, search: string) {
    this.path = path;
    this.search = search;
  }

  /** The first value of a name in the query; null where it is not there. */
  value(name: string): string | null {
    this.#values ??= firstValues(this.search);
    return this.#values.get(name) ?? null;
  }
}

/** Path and query of an address, as the WHATWG URL standard has them. */
export const targetOf: (url: string) => RequestTarget = memoized(TARGETS_KEPT, (url) => {
  const plain = PLAIN.exec(url);
  if (plain !== null) return new RequestTarget(plain[1] ?? "", plain[2] === "?" ? "" : (plain[2] ?? ""));
  const { pathname, search } = new URL(url);
  return new RequestTarget(pathname, search);
});

function firstValues(search: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of pairsOf(search)) if (!values.has(name)) values.set(name, value);
  return values;
}

function pairsOf(search: string): Iterable<[string, string]> {
  if (search.includes("%") || search.includes("+")) return new URLSearchParams(search);
  const pairs = search.slice(1).split("&");
  return pairs.filter(Boolean).map((pair) => {
    const equals = pair.indexOf("=");
    return equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
  });
}
