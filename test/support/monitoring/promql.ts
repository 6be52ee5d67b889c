/** What an expression of PromQL asks for: names of metrics, and by which labels each is chosen. */

export interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** Words of the language that stand where a name could. */
const WORDS = new Set(
  "and or unless bool offset by without on ignoring group_left group_right inf nan".split(" "),
);

const TEXT = /"(?:[^"\\]|\\.)*"/g;
/** Labels that are summed or matched by stand in brackets behind these words. */
const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g;
const NAME = /(?<![\w:$])([a-zA-Z_:][\w:]*)(\s*\()?\s*(\{[^}]*\})?/g;

export function selectorsIn(expression: string): Selector[] {
  const bare = expression
    .replaceAll(TEXT, '""')
    .replaceAll(GROUPING, " ")
    .replaceAll(/\[[^\]]*\]/g, " ");
  return [...bare.matchAll(NAME)].flatMap(([, name = "", isCalled, matchers = ""]) => {
    if (isCalled !== undefined || WORDS.has(name.toLowerCase())) return [];
    return [{ metric: name, labels: [...matchers.matchAll(/(\w+)\s*[=!]/g)].map(([, label = ""]) => label) }];
  });
}
