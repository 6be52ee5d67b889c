/**
 * Lines of a text that is set in a width, by the rules of Unicode (UAX #14, strict): no line begins with a Chinese comma or
 * ends with an opening quotation mark, and a Latin word is broken only where it fills a line by itself.
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
const segments = new Intl.Segmenter("zh", { granularity: "grapheme" });

/** @param width in heights of a letter. @param most lines; of a text with more, the last one ends with an ellipsis. */
export function wrappedLines(text: string, width: number, most: number): string[] {
  const lines = text.split("\n").flatMap((paragraph) => linesOf(paragraph, width));
  if (lines.length <= most) return lines;
  const last = fitting(lines[most - 1] ?? "", width - widthOf(ELLIPSIS));
  return [...lines.slice(0, most - 1), `${last}${ELLIPSIS}`];
}

function linesOf(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const part of unbroken(paragraph)) {
    if (line !== "" && widthOf((line + part).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += part;
    while (widthOf(line.trimEnd()) > width) {
      const head = fitting(line, width);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return [...lines, line.trimEnd()];
}

/** What stands on one line where there is room for it. */
function unbroken(paragraph: string): string[] {
  const breaker = LineBreaker(paragraph, { lineBreak: "strict", wordBreak: "normal" });
  const parts: string[] = [];
  for (let next = breaker.next(); !next.done; next = breaker.next()) parts.push(next.value.slice());
  return parts;
}

/** The beginning of a text that fits, one letter at least. */
function fitting(text: string, width: number): string {
  let head = "";
  for (const { segment } of segments.segment(text)) {
    if (head !== "" && widthOf(head + segment) > width) break;
    head += segment;
  }
  return head;
}

function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of segments.segment(text)) width += widthOfLetter(segment);
  return width;
}

function widthOfLetter(letter: string): number {
  if (eastAsianWidth(letter.codePointAt(0) ?? 0, { ambiguousAsWide: true }) === 2) return 1;
  return NARROW.test(letter) ? 0.36 : BROAD.test(letter) ? 0.9 : 0.6;
}
