/** Linear: every touch earned the same part. A promoter's touches add up. */

/** One weight per touch, all alike. */
export function linear(touches: readonly unknown[]): bigint[] {
  return touches.map(() => 1n);
}
