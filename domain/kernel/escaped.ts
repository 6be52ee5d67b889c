/** Text in what a browser reads as markup. */

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  // No XML has these two: a picture with one of them would not be drawn at all.
  "\uFFFE": "\uFFFD",
  "\uFFFF": "\uFFFD",
};

/** Text as it may stand in HTML or SVG, and in an attribute. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"'\uFFFE\uFFFF]/g, (character) => ENTITIES[character] ?? character);
}
