/** Reads texts that others wrote. */

/** The value that a text writes in JSON; undefined, which JSON cannot write, when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
