/**
 * The keys under which clicks are judged, and whose room their times take. Visitors and networks have rooms of their
 * own: whoever comes with ever new visitors must not make a guard forget the networks they come from.
 */
export type Room = "visitors" | "networks";

const NETWORK = "n:";

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

export function roomOf(key: string): Room {
  return key.startsWith(NETWORK) ? "networks" : "visitors";
}
