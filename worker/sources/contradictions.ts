/** What settings say against each other: neither of two can be right, so that none is set. */
import type { Fault } from "../http/problem.ts";

/**
 * A place that holds two things holds one of them wrongly: a token would be taken for a customer.
 *
 * @param first the setting and the place that it names.
 * @param second the setting that is told as the fault, and its place; undefined: it names none.
 */
export function namedTwice(
  first: readonly [setting: string, place: string],
  second: readonly [setting: string, place: string | undefined],
): Fault[] {
  if (first[1] !== second[1]) return [];
  return [{ path: second[0], message: `expected another place than that of ${first[0]}` }];
}

/** A word that means two things at once. */
export function meansBoth(
  first: readonly [setting: string, words: readonly string[]],
  second: readonly [setting: string, words: readonly string[]],
): Fault[] {
  return second[1].flatMap((word, index) =>
    first[1].includes(word)
      ? [{ path: `${second[0]}[${index}]`, message: `expected no status that is in ${first[0]}` }]
      : [],
  );
}
