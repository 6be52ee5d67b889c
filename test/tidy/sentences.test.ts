/** Sentences of documents and comments are short enough to be read once, also by those who learned English later. */
import { describe, expect, test } from "vitest";
import { blocksOf, sentencesOf } from "./read/prose.ts";
import { commentsOf, type Fault, filesMatching, GENERATED, read, type Source } from "./read/source.ts";

const MOST_WORDS = 25;
const DOCUMENTS = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "GLOSSARY.md",
  "SECURITY.md",
  "docs/**/*.md",
  "{examples,sdk}/**/*.md",
];
const CODE = "{domain,durable-objects,worker,sdk,dashboard,scripts,bench,examples,test}/**/*.{ts,tsx,mjs}";

function tooLong({ path, text }: Source): Fault[] {
  return sentencesOf(text)
    .filter(({ words }) => words > MOST_WORDS)
    .map(({ line, words, text: said }) => `${path}:${line} takes ${words} words to say: ${said}`);
}

test(`no sentence of a document is over ${MOST_WORDS} words`, () => {
  const files = filesMatching(...DOCUMENTS).filter((path) => !path.includes("zh-CN"));
  expect(files).toContain("ARCHITECTURE.md");
  expect(files.flatMap((file) => tooLong(read(file)))).toEqual([]);
});

/** What a comment says, where each tag of TSDoc begins anew. */
function saidBy(comment: string): string {
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\*? ?/, "").trim());
  return lines.map((line) => line.replace(/^@\w+ ?/, "\n\n")).join("\n");
}

function tooLongInComments(source: Source): Fault[] {
  return commentsOf(source).flatMap((text) => tooLong({ path: source.path, text: saidBy(text) }));
}

test(`no sentence of a comment is over ${MOST_WORDS} words`, () => {
  const files = filesMatching(CODE).filter((path) => !GENERATED.has(path));
  expect(files.length).toBeGreaterThan(1_000);
  expect(files.flatMap((file) => tooLongInComments(read(file)))).toEqual([]);
});

describe("a long sentence of a comment is found", () => {
  const half = "word ".repeat(13).trim();

  test.each([
    ["in one line", `/** ${half} ${half}. */`],
    ["in some lines", `/**\n * ${half}\n * ${half}.\n */`],
    ["beside the code", `const a = 1; // ${half} ${half}.`],
    ["in two lines that go on", `// ${half}\n// ${half}.`],
    ["of a tag", `/**\n * Short.\n * @param a ${half} ${half}.\n */`],
    ["with a link of TSDoc in it", `/** ${half} {@link a.b} ${half}. */`],
  ])("%s", (_, text) => {
    expect(tooLongInComments({ path: "domain/a.ts", text })).toHaveLength(1);
  });

  test.each([
    ["two comments", `// ${half}\n\n// ${half}`],
    ["two tags", `/**\n * @param a ${half}\n * @param b ${half}\n */`],
    ["a text of the code", `const a = "// ${half} ${half}";`],
  ])("%s pass", (_, text) => {
    expect(tooLongInComments({ path: "domain/a.ts", text })).toEqual([]);
  });
});

describe("a long sentence is found", () => {
  const long = `${"word ".repeat(MOST_WORDS)}more.`;

  test.each([
    long,
    `A short one. ${long} Another.`,
    `- an item of a list: ${long}`,
    `# ${long}`,
    `| a cell | ${long} |\n| --- | --- |`,
    long.replaceAll("word word", "word\nword"),
    long.replaceAll("word word", "[word](https://example.com/a) `word`"),
  ])("%s", (text) => {
    expect(tooLong({ path: "a.md", text })).toHaveLength(1);
  });
});

describe("what is not one sentence is not counted as one", () => {
  const half = "word ".repeat(13);

  test.each([
    ["code", `\`\`\`sh\n${half}${half}\n\`\`\``],
    ["code between backticks", `It is \`${half}${half}\`.`],
    ["two cells", `| ${half} | ${half} |`],
    ["two items", `- ${half}\n- ${half}`],
    ["a heading and a paragraph", `# ${half}\n${half}`],
    ["two paragraphs", `${half}\n\n${half}`],
    ["two sentences, the first in brackets", `(${half.trim()}.) ${half}`],
    ["the target of a link", `[a link](https://example.com/${half.replaceAll(" ", "-")}) ${half}`],
    ["a comment", `<!-- ${half}\n${half} -->`],
  ])("%s", (_, text) => {
    expect(tooLong({ path: "a.md", text })).toEqual([]);
  });

  test("a figure and a short form end no sentence", () => {
    expect(sentencesOf("It takes 1.06 times as long, e.g. here. Yes!").map(({ text }) => text)).toEqual([
      "It takes 1.06 times as long, e.g. here.",
      "Yes!",
    ]);
  });

  test("a block knows its line", () => {
    expect(blocksOf("# A\n\nb\nc\n\n```\nd\n```\n- e")).toEqual([
      { line: 1, text: "A" },
      { line: 3, text: "b c" },
      { line: 9, text: "e" },
    ]);
  });
});
