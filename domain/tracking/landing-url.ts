/** Puts together where a buyer lands: the destination as the merchant wrote it, what came along, and the token. */

/** The parameter that carries the click token to the merchant's page. */
export const TOKEN_PARAMETER = "tby";

/** The parts of a destination, as the WHATWG URL standard names them. */
export interface LandingParts {
  readonly origin: string;
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
}

/**
 * The landing address. Parameters of the share link pass through, except `tby` and those that the destination
 * has itself. A `tby` of the destination is left out, so that only our own token is ever there. Nothing is
 * spelled anew: what passes keeps its encoding.
 *
 * @param shareSearch query of the share link, with its question mark, or empty.
 * @param token null for a visit that gets none.
 */
export function landingUrl(destination: LandingParts, shareSearch: string, token: string | null): string {
  const pairs = pairsOf(destination.search).filter((pair) => nameOf(pair) !== TOKEN_PARAMETER);
  if (shareSearch.length > 1) {
    const taken = new Set(pairs.map(nameOf)).add(TOKEN_PARAMETER);
    for (const pair of pairsOf(shareSearch)) if (!taken.has(nameOf(pair))) pairs.push(pair);
  }
  if (token !== null) pairs.push(`${TOKEN_PARAMETER}=${token}`);
  const query = pairs.length === 0 ? "" : `?${pairs.join("&")}`;
  return destination.origin + destination.pathname + query + destination.hash;
}

function pairsOf(search: string): string[] {
  return search.length < 2
    ? []
    : search
        .slice(1)
        .split("&")
        .filter((pair) => pair !== "");
}

/** The decoded name of a pair; one that cannot be decoded stands for itself. */
function nameOf(pair: string): string {
  const equals = pair.indexOf("=");
  const name = (equals === -1 ? pair : pair.slice(0, equals)).replaceAll("+", " ");
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
