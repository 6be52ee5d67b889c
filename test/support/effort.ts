/**
 * How hard the tests try, decided here alone: `npm test` tries what finds a mistake in minutes, `npm run test:full` a
 * multiple of it. Both keep the same guarantees.
 */

const IS_FULL = process.env["TEST_EFFORT"] === "full";

/** How often, or how many: the first in `npm test`, the second in `npm run test:full`. */
export function sized<Size>(everyday: Size, full: Size): Size {
  return IS_FULL ? full : everyday;
}
