/** The click token in an address: found, taken out, put in. Everything else keeps its spelling. */
import { isToken } from "./token-list.ts";

const PARAMETER = "tby=";

/** The token in a query (with its question mark, or empty), when it has one. */
export function tokenIn(search: string): string | undefined {
  const pair = pairsOf(search).find((candidate) => candidate.startsWith(PARAMETER));
  const token = pair && pair.slice(PARAMETER.length);
  return token && isToken(token) ? token : undefined;
}

/** The query without any token. */
export function withoutToken(search: string): string {
  const rest = pairsOf(search).filter((pair) => !pair.startsWith(PARAMETER));
  return rest.length > 0 ? `?${rest.join("&")}` : "";
}

/** The query with this token and no other. */
export function withToken(search: string, token: string): string {
  const rest = withoutToken(search);
  return `${rest}${rest ? "&" : "?"}${PARAMETER}${token}`;
}

function pairsOf(search: string): string[] {
  return search.length > 1 ? search.slice(1).split("&") : [];
}
