/** A name as others may see it. */

/** The first character, and as many stars for every name: its length would tell something. Without a name stars alone. */
export function maskedName(name: string | null): string {
  const [first = ""] = new Intl.Segmenter("en", { granularity: "grapheme" }).segment(name ?? "");
  return first === "" ? STARS : `${first.segment}${STARS}`;
}

const STARS = "**";
