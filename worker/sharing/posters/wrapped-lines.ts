/**
 * Lines of a text that is set in a width, by the rules of Unicode (UAX #14, strict). No line begins with a Chinese comma or
 * ends with an opening quotation mark. A Latin word is broken only where it fills a line by itself.
 *
 * The letters are those of the reader's own phone, so widths are estimated, and rather too wide.
 */
import { LineBreaker } from "css-line-break";
import { eastAsianWidth } from "get-east-asian-width";

/** Letters are those of the phone that shows them. */
export const FONTS =
  "'PingFang SC','Hiragino Sans GB','Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','Microsoft YaHei',system-ui,sans-serif";
/** From the top of a letter to the line it stands on, and from one line to the next, in heights of a letter. */
export const BASELINE = 0.88;
export const LEADING = 1.4;

const ELLIPSIS = "…";
const NARROW = /^[ \t.,:;'|!ijl()[\]]$/u;
const BROAD = /^[A-Z@%&mw]$/u;
/** Characters that are letters by themselves, in any company of each other. */
const BY_THEMSELVES = /^[ -~\u3001-\u3029\u4E00-\u9FFF\uFF01-\uFF60]*$/u;
const segments = new Intl.Segmenter("zh", { granularity: "grapheme" });

/** @param width in heights of a letter. @param most lines; of a text with more, the last one ends with an ellipsis. */
export function wrappedLines(text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  for (const line of linesOf(text, width)) {
    if (lines.length === most) {
      const [last = ""] = lines.slice(-1);
      return [...lines.slice(0, -1), shortened(last, width)];
    }
    lines.push(line);
  }
  return lines;
}

function shortened(line: string, width: number): string {
  const [head = ""] = pieces(line, width - widthOf(ELLIPSIS));
  return `${head}${ELLIPSIS}`;
}

/** One line after another: of a text that nobody sees to its end, no more is broken than is shown. */
function* linesOf(text: string, width: number): Generator<string> {
  for (const paragraph of text.split("\n")) {
    let line = "";
    let reached = 0;
    for (const part of unbroken(paragraph)) {
      const shown = part.trimEnd();
      if (line !== "" && shown !== "" && widthOf(shown, reached) > width) {
        yield line.trimEnd();
        line = "";
        reached = 0;
      }
      const [first = "", ...more] = line === "" ? pieces(shown, width) : [shown];
      if (more.length > 0) yield* [first, ...more.slice(0, -1)];
      const [last = first] = more.slice(-1);
      const rest = `${last}${part.slice(shown.length)}`;
      line += rest;
      reached = widthOf(rest, reached);
    }
    yield line.trimEnd();
  }
}

/** What stands on one line where there is room for it. */
function* unbroken(paragraph: string): Generator<string> {
  const breaker = LineBreaker(paragraph, { lineBreak: "strict", wordBreak: "normal" });
  for (let next = breaker.next(); !next.done; next = breaker.next()) yield next.value.slice();
}

/** A text cut into what fits, each with one letter at least. */
function pieces(text: string, width: number): string[] {
  const cut: string[] = [];
  let piece = "";
  let reached = 0;
  for (const letter of lettersOf(text)) {
    const wide = widthOfLetter(letter);
    if (piece !== "" && reached + wide > width) {
      cut.push(piece);
      piece = "";
      reached = 0;
    }
    piece += letter;
    reached += wide;
  }
  return [...cut, piece];
}

/** @param before what the widths of its letters are added to. */
function widthOf(text: string, before = 0): number {
  let width = before;
  for (const letter of lettersOf(text)) width += widthOfLetter(letter);
  return width;
}

/** As readers count them. Words are many, and a segmenter takes its time to begin. */
function lettersOf(text: string): Iterable<string> {
  if (BY_THEMSELVES.test(text)) return text;
  return Array.from(segments.segment(text), ({ segment }) => segment);
}

function widthOfLetter(letter: string): number {
  if (eastAsianWidth(letter.codePointAt(0) ?? 0, { ambiguousAsWide: true }) === 2) return 1;
  return NARROW.test(letter) ? 0.36 : BROAD.test(letter) ? 0.9 : 0.6;
}
