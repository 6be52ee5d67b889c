/** Texts with variables: `{product}` stands for a value. */

const VARIABLE = /\{([a-z]+)\}/g;

/** The variables of a text, each once. */
export function variablesIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(VARIABLE), ([, name = ""]) => name))];
}

/** The text with its values; undefined where one of them is not known. */
export function fillText(
  text: string,
  values: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (variablesIn(text).some((name) => values[name] === undefined)) return undefined;
  return text.replaceAll(VARIABLE, (_, name: string) => values[name] ?? "");
}
