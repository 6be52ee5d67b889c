/**
 * How hard the tests try, decided here alone. `npm test` tries what finds a mistake in minutes, `npm run test:full` some
 * times as much, and `npm run test:deep` a multiple of it, before a release. All keep the same guarantees.
 */

const EFFORT = process.env["TEST_EFFORT"] ?? "";

/**
 * How often, or how many.
 *
 * @param full in `npm run test:full`, where what finds more there is worth its minutes.
 */
export function sized<Size>(everyday: Size, deep: Size, full = everyday): Size {
  if (EFFORT === "deep") return deep;
  return EFFORT === "full" ? full : everyday;
}
