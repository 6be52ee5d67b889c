/**
 * The click tokens that a browser keeps for one program: each once, newest first, bounded in number and age. Anybody can
 * put a token into an address, so none that came in a burst pushes out what came before it.
 */
import { clickedAtS } from "./token-time.ts";

/** A token and when its click was first seen, in seconds since 1970. */
export interface KeptToken {
  readonly token: string;
  readonly seenAtS: number;
}

/** Tokens kept; an order takes no more. */
const TOKENS_KEPT = 20;
const DAY_S = 86_400;

const TOKEN = /^(?=.{24,240}$)[\w-]+(\.[\w-]+)?$/;
const BETWEEN_ENTRIES = "~";
const BEFORE_TIME = ":";
/** Puts what says no time behind whatever does. */
const LONG_AGO_S = 1e10;

/** True for what may be a click token. Only the service can say whether it is one, also of a kind that comes later. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/**
 * All of both lists, each token once at the time it was first seen, by the time of its click, newest first. Then what
 * says no time. None that was seen longer ago than `maxAgeS`, none whose click lies ahead.
 */
export function merged(
  list: readonly KeptToken[],
  others: readonly KeptToken[],
  nowS: number,
  maxAgeS: number,
): KeptToken[] {
  const firstSeen = new Map<string, number>();
  for (const { token, seenAtS } of [...others, ...list]) {
    firstSeen.set(token, Math.min(seenAtS, firstSeen.get(token) || nowS));
  }
  let kept = [...firstSeen]
    .map(([token, seenAtS]) => ({ token, seenAtS, clickedAtS: clickedAtS(token) || seenAtS - LONG_AGO_S }))
    // Clocks differ, by less than a day.
    .filter((one) => one.seenAtS >= nowS - maxAgeS && one.clickedAtS < nowS + DAY_S)
    .sort((a, b) => b.clickedAtS - a.clickedAtS)
    .map(({ token, seenAtS }): KeptToken => ({ token, seenAtS }));
  while (kept.length > TOKENS_KEPT) kept = withoutOne(kept);
  return kept;
}

/** The list as text that a cookie may hold; tokens are left out where it would exceed `characters`. */
export function spelled(list: readonly KeptToken[], characters: number): string {
  const text = list
    .map(({ token, seenAtS }) => token + BEFORE_TIME + Math.floor(seenAtS).toString(36))
    .join(BETWEEN_ENTRIES);
  return text.length > characters ? spelled(withoutOne(list), characters) : text;
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

/**
 * What says no time goes first. Else, of the day on which most were first seen, the one in the middle: a burst pushes out
 * itself.
 */
function withoutOne(list: readonly KeptToken[]): KeptToken[] {
  const [odd] = list.filter(({ token }) => !clickedAtS(token)).slice(-1);
  if (odd) return list.filter((kept) => kept !== odd);
  const days = new Map<number, KeptToken[]>();
  for (const kept of [...list].sort((a, b) => b.seenAtS - a.seenAtS)) {
    const day = Math.floor(kept.seenAtS / DAY_S);
    days.set(day, [...(days.get(day) || []), kept]);
  }
  const fullest = [...days.values()].reduce((most, day) => (day.length < most.length ? most : day));
  const middle = fullest[fullest.length >> 1];
  return list.filter((kept) => kept !== middle);
}
