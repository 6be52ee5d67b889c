/** A merchant's own id within an id of ours: readable where it is plain, any text, and one spelling for each. */

/** Letters, digits, `-` and `_` as they are; every other byte of the UTF-8 text as a point and two hexadecimal digits. */
export function idTextOf(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll(/[!'()*~.]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%", ".");
}

/** The text; undefined for what {@link idTextOf} did not make. */
export function parseIdText(encoded: string): string | undefined {
  if (!/^(?:[\w-]|\.[0-9A-F]{2})+$/.test(encoded)) return undefined;
  try {
    const text = decodeURIComponent(encoded.replaceAll(".", "%"));
    return idTextOf(text) === encoded ? text : undefined;
  } catch {
    return undefined;
  }
}
