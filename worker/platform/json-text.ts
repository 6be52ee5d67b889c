/** Reads texts that others wrote, and writes what was read. */

/** The value that a text writes in JSON; undefined, which JSON cannot write, when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Levels of lists and objects that are written. More of them are no message of anybody, and end the stack of a writer. */
const MOST_LEVELS = 1_000;

/** The JSON of a value that was read; undefined for one that is nested deeper than is written. */
export function jsonOf(value: unknown): string | undefined {
  let level = [value].filter(isNested);
  for (let count = 0; level.length > 0; count += 1) {
    if (count === MOST_LEVELS) return undefined;
    level = level.flatMap((one) => Object.values(one)).filter(isNested);
  }
  return JSON.stringify(value);
}

function isNested(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
