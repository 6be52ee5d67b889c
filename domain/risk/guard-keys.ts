/**
 * The keys under which clicks are judged, and whose room their times take. Each kind has a room of its own: whoever comes
 * with ever new visitors must not make a guard forget the networks they come from.
 */
export type Room = "visitors" | "networks" | "returning";

const NETWORK = "n:";
/** Begins the keys that only note who came, and never refuse. */
export const RETURNING = "k:";

/** One visitor on one link. */
export function repeatKey(link: number, visitor: string): string {
  return `r:${link}:${visitor}`;
}

export function visitorKey(visitor: string): string {
  return `v:${visitor}`;
}

export function networkKey(network: string): string {
  return `${NETWORK}${network}`;
}

/** A returning visitor of a network. */
export function returningKey(network: string, visitor: string): string {
  return `${RETURNING}${network}:${visitor}`;
}

/** The network that a key of a network, or of a returning visitor of it, names. */
export function networkIn(key: string): string {
  return key.slice(NETWORK.length, key.startsWith(RETURNING) ? key.lastIndexOf(":") : undefined);
}

export function roomOf(key: string): Room {
  if (key.startsWith(RETURNING)) return "returning";
  return key.startsWith(NETWORK) ? "networks" : "visitors";
}
