/** A document and its Chinese twin say the same: sections, commands, rows, numbers; and their commands can be pasted. */
import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { MERCHANT_EVENTS } from "../../domain/order/order-event.ts";
import { type Fault, filesMatching, read, type Source } from "./read/source.ts";

const CHINESE = new Set(filesMatching("*.zh-CN.md", "docs/**/*.zh-CN.md"));

/** The guide, the architecture, each page on a source of webhooks or on WeChat, with their Chinese twins. */
const TWINS = ["README.md", "ARCHITECTURE.md", ...filesMatching("docs/sources/*.md", "docs/wechat*.md")]
  .filter((path) => !CHINESE.has(path))
  .map((path) => [path, read(path), read(chineseOf(path))] as const);

function chineseOf(path: string): string {
  return path.replace(/\.md$/, ".zh-CN.md");
}

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

/** What has to be the same in every language: commands to the letter, code but for its comments, names in drawings. */
function essenceOf({ language, text }: Block): string {
  if (language === "") {
    const names = [...text.matchAll(/[a-z-]*\/[\w./-]*|\b[A-Z][a-z]+[A-Z]\w*/g)].map(([name]) => name);
    return ["a drawing", ...names.sort()].join(" ");
  }
  return `${language}\n${language === "js" ? text.replaceAll(/ \/\/ .*/g, "") : text}`;
}

/** Headings, paragraphs, list entries and rows of tables. */
function splitUp({ text }: Source): string[] {
  return text
    .replaceAll(/^ *```.*?^ *```$/gms, "")
    .split(/\n(?=\s*\n|#|\||- |\d+\. )/)
    .filter((part) => part.trim() !== "")
    .map((part) => part.trim().replaceAll("\n", " "));
}

/** Of each part its kind, and what stands in backticks there. */
function partsOf(source: Source): string[] {
  return splitUp(source).map((part) => {
    const [kind = "paragraph"] = /^(#+|\||-|\d+\.)(?= )/.exec(part) ?? [];
    const names = [...part.matchAll(/`[^`]+`/g)].map(([name]) => name);
    return [kind, ...names.sort()].join(" ");
  });
}

/** Where each part leads, but for the way from one twin to the other and within it: headings have other words. */
function leadsOf(source: Source, nameOf = (path: string): string => path): string[] {
  const own = source.path.replace(".zh-CN.md", ".md");
  return splitUp(source).map((part) =>
    [...part.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, to = ""]) => (to.includes("://") ? to : posix.join(posix.dirname(source.path), to)))
      .filter((to) => to !== own && to !== chineseOf(own))
      .map(nameOf)
      .sort()
      .join(" "),
  );
}

/** Numbers in digits: those in code and addresses are compared as such, and `1,000` is 1000. */
function numbersOf(part: string): string[] {
  const prose = part.replace(/^\d+\. /, "").replaceAll(/`[^`]+`|\]\([^)]*\)|https?:\S+/g, "");
  return [...prose.matchAll(/(?<!\w)\d+(?:[,.:]\d+)*(?!\w)/g)].map(([number]) => number.replaceAll(",", ""));
}

/** Numbers that the twin lacks, part by part. It may have more: what an amount is in yuan. */
function lackingNumbers(english: Source, chinese: Source): Fault[] {
  const twins = splitUp(chinese).map(numbersOf);
  return splitUp(english).flatMap((part, place) => {
    const left = [...(twins[place] ?? [])];
    const lacking = numbersOf(part).filter((number) => {
      const found = left.indexOf(number);
      if (found >= 0) left.splice(found, 1);
      return found < 0;
    });
    return lacking.map((number) => `${chinese.path} lacks ${number} of "${part.slice(0, 60)}"`);
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

test.each(TWINS)(
  "%s and its Chinese twin have the same blocks, sections and rows, with the same names in them",
  (_, english, chinese) => {
    expect(blocksOf(chinese).map(essenceOf)).toEqual(blocksOf(english).map(essenceOf));
    expect(partsOf(chinese)).toEqual(partsOf(english));
    expect([english, chinese].flatMap(unfitToPaste)).toEqual([]);
  },
);

test.each(TWINS)("%s and its Chinese twin have the same numbers in each part", (_, english, chinese) => {
  expect(lackingNumbers(english, chinese)).toEqual([]);
});

test.each(TWINS)(
  "%s and its Chinese twin lead to the same places, to Chinese ones where there are",
  (_, english, chinese) => {
    const inChinese = (path: string): string => (CHINESE.has(chineseOf(path)) ? chineseOf(path) : path);
    expect(leadsOf(chinese)).toEqual(leadsOf(english, inChinese));
  },
);

test("the documents that are compared are many, and have many parts", () => {
  expect(TWINS.length).toBeGreaterThan(6);
  expect(blocksOf(read("README.md")).length).toBeGreaterThan(20);
  expect(partsOf(read("README.md")).length).toBeGreaterThan(100);
  expect(partsOf(read("ARCHITECTURE.md")).length).toBeGreaterThan(100);
});

test("the page on `custom` names every event that a value may count as", () => {
  const row = /^\| `values` .*$/m.exec(read("docs/sources/custom.md").text)?.[0] ?? "";
  const named = [...row.matchAll(/`(order\.\w+)`/g)].map(([, name]) => name);
  expect(named).toEqual(["order.paid", ...MERCHANT_EVENTS.map((kind) => `order.${kind}`)]);
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

  test("a drawing that has another owner", () => {
    const [one, other] = [
      "worker/orders ──► Journey, AccountBook",
      "worker/orders ──► AccountBook、ClickGuard",
    ].map((text) => essenceOf({ language: "", text }));
    expect(one).toBe("a drawing AccountBook worker/orders");
    expect(other).toBe("a drawing AccountBook ClickGuard worker/orders");
  });

  test("a number that is another one in the twin, or stands there once less", () => {
    const english = { path: "a.md", text: "1. From 1,000 to 30, and `7` times 30.\n2. None." };
    const chinese = { path: "a.zh-CN.md", text: "1. 从 1000 到 30，`7` 次 40。\n2. 没有。" };
    expect(lackingNumbers(english, chinese)).toEqual([
      'a.zh-CN.md lacks 30 of "1. From 1,000 to 30, and `7` times 30."',
    ]);
    expect(lackingNumbers(english, { ...chinese, text: english.text })).toEqual([]);
  });

  test("a way that leads elsewhere, or to English where there is Chinese", () => {
    const english = {
      path: "docs/a.md",
      text: "[中文](a.zh-CN.md)\n\n[it](../b.md#c), [that](https://d.example/e)",
    };
    const chinese = {
      path: "docs/a.zh-CN.md",
      text: "[English](a.md)\n\n[此](../b.md)、[彼](https://d.example/e)",
    };
    expect(leadsOf(chinese)).toEqual(["", "b.md https://d.example/e"]);
    expect(leadsOf(english)).toEqual(leadsOf(chinese));
    expect(leadsOf(english, (path) => path.replace("b.md", "b.zh-CN.md"))).not.toEqual(leadsOf(chinese));
  });
});
