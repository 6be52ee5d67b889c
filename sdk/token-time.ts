/**
 * When the click of a token happened, as the token itself says it. Whoever made it may have lied: the service alone can
 * tell. But what could not be a token at all takes no place of one.
 */

const VERSION = 2;
const KEY_BYTES = 1;
const VISITOR_BIT = 8;
const VISITOR_BYTES = 8;
const TIME_BYTES = 6;

/** In seconds since 1970; undefined for what no token can be. The part before the dot says it. */
export function clickedAtS(token: string): number | undefined {
  const bytes = bytesOf(token.split(".")[0] || "");
  let at = KEY_BYTES;
  const head = bytes[at] || 0;
  if (head >> 4 !== VERSION) return undefined;
  const skipNumber = (): void => {
    while ((bytes[at] || 0) > 127) at += 1;
    at += 1;
  };
  at += 1;
  skipNumber(); // The program.
  if (head & VISITOR_BIT) at += VISITOR_BYTES;
  skipNumber(); // The link.
  skipNumber(); // The promoter.
  if (at + TIME_BYTES > bytes.length) return undefined;
  return bytes.slice(at, at + TIME_BYTES).reduce((sum, byte) => sum * 256 + byte, 0) / 1_000;
}

function bytesOf(token: string): number[] {
  try {
    const text = atob(token.replace(/-/g, "+").replace(/_/g, "/"));
    return Array.from(text, (character) => character.charCodeAt(0));
  } catch {
    return [];
  }
}
