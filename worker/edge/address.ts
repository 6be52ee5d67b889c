/** The address of a request, taken apart without a native object where it is as plain as our own links are. */

export interface Address {
  readonly path: string;
  /** With its question mark, or empty. */
  readonly search: string;
}

/** What a URL parser would leave as it is: no dots to resolve, nothing to encode, no name or password. */
const PLAIN = /^https?:\/\/[\w.:[\]-]+((?:\/[\w-]+)+(?:\.(?:gif|js))?)(\?[\w~&=%+.:;,/?@$()*!-]*)?$/;

/** Path and query as the WHATWG URL standard has them. */
export function addressOf(url: string): Address {
  const plain = PLAIN.exec(url);
  if (plain !== null) return { path: plain[1] ?? "", search: plain[2] === "?" ? "" : (plain[2] ?? "") };
  const { pathname, search } = new URL(url);
  return { path: pathname, search };
}

/** The first value of a name in a query; null where it is not there. */
export function queryValue(search: string, name: string): string | null {
  if (search.includes("%") || search.includes("+")) return new URLSearchParams(search).get(name);
  for (const pair of search.slice(1).split("&")) {
    if (pair === name) return "";
    if (pair.startsWith(name) && pair[name.length] === "=") return pair.slice(name.length + 1);
  }
  return null;
}
