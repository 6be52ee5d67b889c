/** Reads texts that others wrote, and writes what was read. */

/** The value that a text writes in JSON; undefined, which JSON cannot write, when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The JSON of a value that was read; undefined for one that is nested deeper than it can be written. */
export function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
