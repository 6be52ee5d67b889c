/** Both guides say the same: the same sections, the same commands, the same rows; and their commands can be pasted. */
import { describe, expect, test } from "vitest";
import { MERCHANT_EVENTS } from "../../domain/order/order-event.ts";
import { type Fault, filesMatching, read, type Source } from "./read/source.ts";

const ENGLISH = read("README.md");
const CHINESE = read("README.zh-CN.md");

interface Block {
  readonly language: string;
  readonly text: string;
}

function blocksOf({ text }: Source): Block[] {
  return [...text.matchAll(/^ *```(\w*)\n(.*?)^ *```$/gms)].map(([, language = "", block = ""]) => ({
    language,
    text: block,
  }));
}

/** What has to be the same in every language: commands to the letter, code but for its comments. */
function essenceOf({ language, text }: Block): string {
  if (language === "") return "a drawing";
  return `${language}\n${language === "js" ? text.replaceAll(/ \/\/ .*/g, "") : text}`;
}

/** Headings, paragraphs, list entries and rows of tables: each its kind, and what stands in backticks there. */
function partsOf({ text }: Source): string[] {
  return text
    .replaceAll(/^ *```.*?^ *```$/gms, "")
    .split(/\n(?=\s*\n|#|\||- |\d+\. )/)
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const [kind = "paragraph"] = /^(#+|\||-|\d+\.)(?= )/.exec(part.trimStart()) ?? [];
      const names = [...part.replaceAll("\n", " ").matchAll(/`[^`]+`/g)].map(([name]) => name);
      return [kind, ...names.sort()].join(" ");
    });
}

/** An interactive zsh takes a comment for a command, and either shell takes `!` for its history. */
function unfitToPaste(source: Source): Fault[] {
  return blocksOf(source)
    .filter(({ language }) => language === "sh")
    .flatMap(({ text }) => text.split("\n"))
    .filter((line) => /(^|\s)#|!/.test(line))
    .map((line) => `${source.path}: "${line.trim()}" cannot be pasted`);
}

/** Each page on a source of webhooks, with its Chinese twin. */
const SOURCES = filesMatching("docs/sources/*.md").filter((path) => !path.endsWith(".zh-CN.md"));

test.each(SOURCES)(
  "%s and its Chinese twin have the same blocks, sections and rows, with the same names in them",
  (path) => {
    const [english, chinese] = [read(path), read(path.replace(/\.md$/, ".zh-CN.md"))];
    expect(blocksOf(chinese).map(essenceOf)).toEqual(blocksOf(english).map(essenceOf));
    expect(partsOf(chinese)).toEqual(partsOf(english));
    expect([english, chinese].flatMap(unfitToPaste)).toEqual([]);
  },
);

test("the page on `custom` names every event that a value may count as", () => {
  const row = /^\| `values` .*$/m.exec(read("docs/sources/custom.md").text)?.[0] ?? "";
  const named = [...row.matchAll(/`(order\.\w+)`/g)].map(([, name]) => name);
  expect(named).toEqual(["order.paid", ...MERCHANT_EVENTS.map((kind) => `order.${kind}`)]);
});

test("both guides have the same blocks, but for drawings and comments", () => {
  expect(blocksOf(ENGLISH).length).toBeGreaterThan(20);
  expect(blocksOf(CHINESE).map(essenceOf)).toEqual(blocksOf(ENGLISH).map(essenceOf));
});

test("both guides have the same sections, paragraphs, entries and rows, with the same names in them", () => {
  expect(partsOf(ENGLISH).length).toBeGreaterThan(100);
  expect(partsOf(CHINESE)).toEqual(partsOf(ENGLISH));
});

test("what the guides give to be pasted holds no comment and no history", () => {
  expect([ENGLISH, CHINESE].flatMap(unfitToPaste)).toEqual([]);
});

describe("a fault is found", () => {
  test.each(["# a program", "npm test   # all of them", 'echo "done!"'])("in the line %s", (line) => {
    expect(unfitToPaste({ path: "README.md", text: `\`\`\`sh\n${line}\n\`\`\`\n` })).toHaveLength(1);
  });

  test("a command that one guide alone has, and a name in a row", () => {
    const one = { path: "a.md", text: "```sh\nnpm test\n```\n| `PORT` | 8787 |\n" };
    const other = { path: "b.md", text: "```sh\nnpm start\n```\n| 端口 | 8787 |\n" };
    expect(blocksOf(one).map(essenceOf)).not.toEqual(blocksOf(other).map(essenceOf));
    expect(partsOf(one)).toEqual(["| `PORT`"]);
    expect(partsOf(other)).toEqual(["|"]);
  });
});
