/** A text in at most so many parts of whole sentences, about as many in each. */
export function partsOf(text: string, most: number): readonly string[] {
  const sentences = Array.from(
    new Intl.Segmenter("zh", { granularity: "sentence" }).segment(text),
    ({ segment }) => segment.trim(),
  ).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
  if (sentences.length <= most) return sentences;
  const from = (part: number): number => Math.round((part * sentences.length) / most);
  return Array.from({ length: most }, (_, part) => sentences.slice(from(part), from(part + 1)).join("\n"));
}
