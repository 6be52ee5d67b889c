/** How often clicks of a promoter took the credit of another's just before the order: of its newest orders by clicks. */
import type { Displacements } from "./knowledge.ts";

/** Orders by which a promoter is judged. */
const NEWEST = 64;
const DISPLACED = "1";
const OTHERS = "0";

/** The newest orders, a digit each, with more: true is one whose click displaced another promoter. */
export function withDisplacements(newest: string, more: readonly boolean[]): string {
  const added = more.map((isDisplaced) => (isDisplaced ? DISPLACED : OTHERS)).join("");
  return `${newest}${added}`.slice(-NEWEST);
}

export function displacementsOf(newest: string): Displacements {
  return { orders: newest.length, displaced: newest.split(DISPLACED).length - 1 };
}
