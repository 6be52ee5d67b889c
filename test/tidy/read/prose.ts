/** What the checks read of a document: its sentences, without code, links' targets and marks of emphasis. */

/** A run of text that is read by itself: a heading, a paragraph, an item of a list, or a cell of a table. */
export interface Block {
  /** Line of the document where it begins, from 1. */
  readonly line: number;
  readonly text: string;
}

export interface Sentence {
  readonly line: number;
  readonly text: string;
  readonly words: number;
}

const FENCE = /^\s*(```|~~~)/;
const TABLE_ROW = /^\s*\|.*\|\s*$/;
const TABLE_RULE = /^\s*\|[\s:|-]+\|\s*$/;
/** What begins a block of its own: a heading, an item of a list, a quotation. */
const OPENING = /^\s*(?:#{1,6}\s+|[-*+]\s+|\d+\.\s+|>\s?)/;

/** The blocks of a Markdown document, without its code. */
export function blocksOf(markdown: string): Block[] {
  const blocks: { line: number; text: string }[] = [];
  let fence: string | null = null;
  let isOpen = false;
  for (const [index, raw] of markdown
    .replaceAll(/<!--[\s\S]*?-->/g, blanked)
    .split("\n")
    .entries()) {
    const line = index + 1;
    const mark = FENCE.exec(raw)?.[1];
    if (mark !== undefined && (fence === null || fence === mark)) fence = fence === null ? mark : null;
    if (mark !== undefined || fence !== null || raw.trim() === "" || TABLE_RULE.test(raw)) {
      isOpen = false;
    } else if (TABLE_ROW.test(raw)) {
      blocks.push(...cellsOf(raw).map((text) => ({ line, text })));
      isOpen = false;
    } else {
      const last = blocks.at(-1);
      const text = raw.replace(OPENING, "").trim();
      if (last === undefined || !isOpen || OPENING.test(raw)) blocks.push({ line, text });
      else last.text += ` ${text}`;
      isOpen = !/^\s*#/.test(raw);
    }
  }
  return blocks;
}

/** The cells of a row of a table, as they are written. */
export function cellsOf(row: string): string[] {
  const inner = row.trim().slice(1, -1);
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll(String.raw`\|`, "|").trim());
}

/** As many lines, so that line numbers stay. */
function blanked(text: string): string {
  return text.replaceAll(/[^\n]/g, "");
}

/** Code counts as one word, a link as its text. */
export function plainText(text: string): string {
  return text
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/`[^`]*`|\{@link [^}]*\}/g, "code")
    .replaceAll(/<https?:[^>]*>/g, "link")
    .replaceAll(/\*\*|__|(?<![\w*])[*_](?=\S)|(?<=\S)[*_](?![\w*])/g, "");
}

/** A point, a question or an exclamation ends a sentence, with what closes behind it; a short form does not. */
const END = /(?<!\b(?:e\.g|i\.e|etc|vs|cf|no|approx))[.!?…]["'”’)\]]*(?=\s|$)/;

export function sentencesOf(markdown: string): Sentence[] {
  return blocksOf(markdown).flatMap(({ line, text }) => {
    const parts = plainText(text).split(new RegExp(`(?<=${END.source})\\s+`));
    return parts.map((part) => ({ line, text: part, words: wordsOf(part) })).filter(({ words }) => words > 0);
  });
}

function wordsOf(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
