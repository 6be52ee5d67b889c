/** A text cut where flagged words begin and end. */

interface Part {
  /** Where it begins in the text. */
  readonly at: number;
  readonly part: string;
  readonly isFlagged: boolean;
}

/** @param flags in the sequence of the text; none overlap. */
export function markedParts(
  text: string,
  flags: readonly { readonly at: number; readonly word: string }[],
): readonly Part[] {
  const parts: Part[] = [];
  let done = 0;
  const add = (until: number, isFlagged: boolean): void => {
    if (until > done) parts.push({ at: done, part: text.slice(done, until), isFlagged });
    done = until;
  };
  for (const { at, word } of flags) {
    add(at, false);
    add(at + word.length, true);
  }
  add(text.length, false);
  return parts;
}
