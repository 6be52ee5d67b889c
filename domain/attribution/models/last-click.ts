/** Last click: who brought the buyer last earned the order. */

/** All weight on the last of `touches`, which are sorted. */
export function lastClick(touches: readonly unknown[]): bigint[] {
  return touches.map((_, index) => (index === touches.length - 1 ? 1n : 0n));
}
