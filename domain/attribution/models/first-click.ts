/** First click: who brought the buyer first earned the order. */

/** All weight on the first of `touches`, which are sorted. */
export function firstClick(touches: readonly unknown[]): bigint[] {
  return touches.map((_, index) => (index === 0 ? 1n : 0n));
}
