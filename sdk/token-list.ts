/** The click tokens that a browser keeps for one program: each once, newest first, bounded in number and age. */

/** A token and when its click was first seen, in seconds since 1970. */
export interface KeptToken {
  readonly token: string;
  readonly seenAtS: number;
}

/** Tokens kept; an order takes no more. */
const TOKENS_KEPT = 20;

const TOKEN = /^[\w-]{24,240}$/;
const BETWEEN_ENTRIES = "~";
const BEFORE_TIME = ".";

/** True for what may be a click token. Only the service can say whether it is one. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/**
 * All of both lists, each token once at the time it was first seen, newest first, none from before `sinceS`. Tokens
 * of one second stand as they stood in `others`.
 */
export function merged(
  list: readonly KeptToken[],
  others: readonly KeptToken[],
  sinceS: number,
): KeptToken[] {
  const firstSeen = new Map<string, number>();
  for (const { token, seenAtS } of [...others, ...list]) {
    firstSeen.set(token, Math.min(seenAtS, firstSeen.get(token) || seenAtS));
  }
  return [...firstSeen]
    .map(([token, seenAtS]) => ({ token, seenAtS }))
    .filter((kept) => kept.seenAtS >= sinceS)
    .sort((a, b) => b.seenAtS - a.seenAtS)
    .slice(0, TOKENS_KEPT);
}

/** The list as text that a cookie may hold; the oldest are left out where it would exceed `characters`. */
export function spelled(list: readonly KeptToken[], characters: number): string {
  let text = "";
  for (const { token, seenAtS } of list) {
    const longer = text + (text && BETWEEN_ENTRIES) + token + BEFORE_TIME + Math.floor(seenAtS).toString(36);
    if (longer.length > characters) break;
    text = longer;
  }
  return text;
}

/** Reads what {@link spelled} wrote; whatever else it finds is left out. */
export function read(text: string): KeptToken[] {
  const list: KeptToken[] = [];
  for (const entry of text.split(BETWEEN_ENTRIES)) {
    const [token = "", time = ""] = entry.split(BEFORE_TIME);
    const seenAtS = parseInt(time, 36);
    if (isToken(token) && seenAtS > 0) list.push({ token, seenAtS });
  }
  return list;
}
