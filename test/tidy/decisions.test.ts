/** Decisions are numbered without a gap, short, dated, and listed in one index with the same words. */
import { describe, expect, test } from "vitest";
import { cellsOf, plainText } from "./read/prose.ts";
import { type Fault, filesMatching, read, type Source } from "./read/source.ts";

const INDEX = "docs/decisions/README.md";
const MOST_WORDS = 150;

interface Decision {
  readonly file: string;
  readonly number: string;
  readonly title: string;
  readonly status: string;
  readonly date: string;
  readonly words: number;
}

const FORM = /^# (\d{4}): (.+)\n\nStatus: (.+) · Date: (\d{4}-\d{2}-\d{2})\n\n([\s\S]+)$/;

function decisionOf({ path, text }: Source): Decision | Fault {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const [, number = "", title = "", status = "", date = "", body = ""] = FORM.exec(text) ?? [];
  if (number === "" || !file.startsWith(`${number}-`)) return `${path} does not begin as a record does`;
  const words = plainText(body)
    .split(/\s+/)
    .filter((word) => /\w/.test(word)).length;
  return { file, number, title, status, date, words };
}

function faultsOf(decisions: readonly Decision[], index: string): Fault[] {
  const numbers = new Set(decisions.map(({ number }) => number));
  const wrong = decisions.flatMap(({ file, number, status, words }, place) => {
    const replacement = /^superseded by (\d{4})$/.exec(status)?.[1];
    const isKnown = status === "accepted" || (replacement !== undefined && numbers.has(replacement));
    return [
      ...(Number(number) === place + 1 ? [] : [`${file} should be number ${place + 1}`]),
      ...(isKnown ? [] : [`${file} has the status "${status}"`]),
      ...(words <= MOST_WORDS ? [] : [`${file} takes ${words} words; ${MOST_WORDS} are the limit`]),
    ];
  });
  const listed = index
    .split("\n")
    .filter((line) => /^\| \[\d/.test(line))
    .map((line) => cellsOf(line).join(" | "));
  const expected = decisions.map(
    ({ file, number, title, date, status }) => `[${number}](${file}) | ${title} | ${date} | ${status}`,
  );
  const unlisted = expected.filter((row) => !listed.includes(row)).map((row) => `the index lacks ${row}`);
  const unknown = listed
    .filter((row) => !expected.includes(row))
    .map((row) => `the index lists ${row}, which no record says`);
  return [...wrong, ...unlisted, ...unknown];
}

function checked(sources: readonly Source[], index: string): Fault[] {
  const read = sources.map(decisionOf);
  const decisions = read.filter((one) => typeof one !== "string");
  return [...read.filter((one) => typeof one === "string"), ...faultsOf(decisions, index)];
}

test("every decision is a short record that the index lists", () => {
  const records = filesMatching("docs/decisions/*.md").filter((path) => path !== INDEX);
  expect(records.length).toBeGreaterThan(40);
  expect(checked(records.map(read), read(INDEX).text)).toEqual([]);
});

describe("a fault is found", () => {
  const record = (number: string, status = "accepted", body = "It is so.") => ({
    path: `docs/decisions/${number}-a.md`,
    text: `# ${number}: A\n\nStatus: ${status} · Date: 2026-11-22\n\n${body}\n`,
  });
  const row = (number: string, status = "accepted") =>
    `| [${number}](${number}-a.md) | A | 2026-11-22 | ${status} |\n`;

  test("a sound record passes, also one that was replaced", () => {
    const records = [record("0001", "superseded by 0002"), record("0002")];
    expect(checked(records, row("0001", "superseded by 0002") + row("0002"))).toEqual([]);
  });

  test.each([
    ["a record without its form", [{ path: "docs/decisions/0001-a.md", text: "# A\n" }], ""],
    ["a gap", [record("0002")], row("0002")],
    [
      "a replacement that is not there",
      [record("0001", "superseded by 0009")],
      row("0001", "superseded by 0009"),
    ],
    ["a long record", [record("0001", "accepted", "word ".repeat(MOST_WORDS + 1))], row("0001")],
    ["a record that is not listed", [record("0001")], ""],
    ["a row without a record", [], row("0001")],
  ])("%s", (_, records, index) => {
    expect(checked(records, index)).toHaveLength(1);
  });
});
