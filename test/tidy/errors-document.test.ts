/** The catalogue of problems is whole: documented as it is, each code in use, each with what it means and what to do. */
import { expect, test } from "vitest";
import { ERRORS_DOCUMENT, errorsDocument } from "../../scripts/docs/errors-document.ts";
import { PROBLEM_CODES, PROBLEM_TOPICS, PROBLEMS } from "../../worker/http/problem-catalogue.ts";
import { filesMatching, read, stringsOf } from "./read/source.ts";

const LONGEST_SENTENCE = 25;

test("docs/errors.md is what `npm run build` makes of the catalogue", () => {
  expect(read(ERRORS_DOCUMENT).text).toBe(errorsDocument());
});

test("each code stands under one topic", () => {
  const listed = Object.values(PROBLEM_TOPICS).flatMap((problems) => Object.keys(problems));
  expect(listed.toSorted()).toEqual([...PROBLEM_CODES].toSorted());
});

test("each code is answered somewhere", () => {
  const sources = filesMatching("{worker,durable-objects,domain}/**/*.ts").filter(
    (path) => !path.startsWith("worker/http/problem"),
  );
  const used = new Set(sources.flatMap((path) => stringsOf(read(path))));
  expect(PROBLEM_CODES.filter((code) => !used.has(code))).toEqual([]);
});

function longSentences(text: string): string[] {
  return text.split(/(?<=\.)\s/).filter((sentence) => sentence.split(/\s+/).length > LONGEST_SENTENCE);
}

test("each meaning and remedy is of whole, short sentences", () => {
  for (const code of PROBLEM_CODES) {
    const { means, remedy } = PROBLEMS[code];
    for (const text of [means, remedy]) {
      expect([code, text]).toEqual([code, expect.stringMatching(/^[A-Z`].{15,}\.$/)]);
      expect(longSentences(text)).toEqual([]);
    }
  }
  expect(longSentences(`${"word ".repeat(26)}end. Short.`)).toHaveLength(1);
});
