/** The documents name what exists: files, headings, bindings, settings, scripts. */
import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, test } from "vitest";
import { blocksOf, plainText } from "./read/prose.ts";
import { type Fault, filesMatching, PROJECT, read, type Source } from "./read/source.ts";

const DOCUMENTS = filesMatching("*.md", "docs/**/*.md");
const GUIDES = ["README.md", "README.zh-CN.md"];

/** Folders of the project: a path below one of them, in backticks, must be there. */
const FOLDERS = "domain|durable-objects|worker|sdk|test|scripts|migrations|bench|docs|examples";

/** Paths of the project in backticks, and the targets of relative links. */
function missingPaths({ path, text }: Source, exists: (name: string) => boolean): Fault[] {
  const quoted = text.matchAll(new RegExp(`\`((?:${FOLDERS})/[\\w./-]*|\\.ci/\\w+)\``, "g"));
  const linked = text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g);
  return [
    ...[...quoted].map(([, name = ""]) => name),
    ...[...linked].map(([, target = ""]) => targetFrom(path, target)),
  ]
    .filter((name) => !exists(name))
    .map((name) => `${path} names ${name}, which is not there`);
}

function targetFrom(path: string, target: string): string {
  return target === "" ? path : posix.join(posix.dirname(path), target);
}

/** Links to a heading that their document does not have. */
function missingHeadings({ path, text }: Source, textOf: (name: string) => string): Fault[] {
  return [...text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)].flatMap(([, target = "", heading = ""]) => {
    const name = targetFrom(path, target);
    return anchorsOf(textOf(name)).has(heading)
      ? []
      : [`${path} points to "${heading}" of ${name}, which has no such heading`];
  });
}

/** The headings of a document, spelled as links spell them. */
function anchorsOf(markdown: string): Set<string> {
  const lines = markdown.split("\n");
  const headings = blocksOf(markdown).filter(({ line }) => /^#{1,6} /.test(lines[line - 1] ?? ""));
  return new Set(
    headings.map(({ text }) =>
      plainText(text.replaceAll("`", ""))
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} -]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

/** What someone who deploys must make or set, by `wrangler.toml` and `.dev.vars.example`. */
function neededToDeploy(wrangler: string, secrets: string): string[] {
  // Further environments have the same, under names that follow from the first.
  const [first = ""] = wrangler.split(/^\[+env\./m);
  const made = first.matchAll(/^(?:database_name|queue) = "([^"]+)"$/gm);
  const variables = /^\[vars\]\n((?:\w+ = .*\n)*)/m.exec(wrangler)?.[1]?.matchAll(/^(\w+) =/gm) ?? [];
  return [...new Set([...made, ...variables, ...secrets.matchAll(/^(\w+)=/gm)].map(([, name = ""]) => name))];
}

function unnamed({ path, text }: Source, names: readonly string[]): Fault[] {
  return names.filter((name) => !text.includes(name)).map((name) => `${path} does not name ${name}`);
}

function scriptsNamed(text: string): string[] {
  return [...text.matchAll(/npm (?:run ([\w:]+)|(start|test)\b)/g)].map(([, run, own]) => run ?? own ?? "");
}

test("every path that a document names exists", () => {
  const exists = (name: string): boolean => existsSync(join(PROJECT, name));
  expect(DOCUMENTS).toContain("ARCHITECTURE.md");
  expect(DOCUMENTS.flatMap((name) => missingPaths(read(name), exists))).toEqual([]);
});

test("every heading that a document points to exists", () => {
  const textOf = (name: string): string => read(name).text;
  expect(DOCUMENTS.flatMap((name) => missingHeadings(read(name), textOf))).toEqual([]);
});

/** Classes of objects that tell no other owner anything: what they are made from leads to no `Owner`. */
function silentClasses(sources: readonly Source[], classes: readonly string[]): string[] {
  const made = sources.flatMap(({ text }) => [
    ...text.matchAll(/^export (?:abstract )?class (\w+) extends (\w+)/gm),
  ]);
  const bases = new Map(made.map(([, name = "", base = ""]) => [name, base]));
  return classes.filter((name) => {
    for (let base = bases.get(name); base !== undefined; base = bases.get(base))
      if (base === "Owner") return false;
    return true;
  });
}

test("ARCHITECTURE.md names the owners that have no outbox, and no others", () => {
  const classes = [
    ...new Set(
      [...read("wrangler.toml").text.matchAll(/^class_name = "(\w+)"$/gm)].map(([, name = ""]) => name),
    ),
  ];
  expect(classes).toContain("AccountBook");
  const [, named = ""] =
    /outbox: `durable-objects\/delivery\/owner\.ts`\.([^.]*) tell no other owner/.exec(
      read("ARCHITECTURE.md").text,
    ) ?? [];
  const silent = silentClasses(filesMatching("durable-objects/**/*.ts").map(read), classes);
  expect(new Set([...named.matchAll(/`(\w+)`/g)].map(([, name]) => name))).toEqual(new Set(silent));
  expect(silent.length).toBeGreaterThan(1);
});

test("both guides name every database, queue, variable and secret", () => {
  const names = neededToDeploy(read("wrangler.toml").text, read(".dev.vars.example").text);
  expect(names).toContain("tributary-config");
  expect(names).toContain("SHARE_ORIGIN");
  expect(names).toContain("TOKEN_KEYS");
  expect(GUIDES.flatMap((name) => unnamed(read(name), names))).toEqual([]);
});

test("every npm script that a document names exists", () => {
  const { scripts } = JSON.parse(read("package.json").text) as { scripts: Record<string, string> };
  const named = DOCUMENTS.flatMap((name) => scriptsNamed(read(name).text));
  expect(named).toContain("demo");
  expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
});

describe("a fault is found", () => {
  test("a path that is not there", () => {
    const text = "see `test/unit/gone.test.ts`, `domain/kernel` and [it](GONE.md)";
    expect(missingPaths({ path: "README.md", text }, (name) => name === "domain/kernel")).toHaveLength(2);
  });

  test("a class that is made from an owner by a detour has an outbox, another one has none", () => {
    const text =
      "export class A extends B {}\nexport abstract class B extends Owner {}\nexport class C extends DurableObject {}";
    expect(silentClasses([{ path: "durable-objects/a/a.ts", text }], ["A", "C"])).toEqual(["C"]);
  });

  test("a link that does not lead from its own folder", () => {
    const text = "see [it](a.md) and [that](../b.md#c)";
    const there = new Set(["docs/a.md", "b.md"]);
    expect(missingPaths({ path: "docs/d.md", text }, (name) => there.has(name))).toEqual([]);
    expect(missingPaths({ path: "d.md", text }, (name) => there.has(name))).toHaveLength(2);
  });

  test("a heading that is not there", () => {
    const text = "# A `b` heading, long\n\n[here](#a-b-heading-long), [not](#a-b), [there](a.md#b)";
    expect(missingHeadings({ path: "c.md", text }, (name) => (name === "a.md" ? "# C" : text))).toEqual([
      'c.md points to "a-b" of c.md, which has no such heading',
      'c.md points to "b" of a.md, which has no such heading',
    ]);
  });

  test("a queue, a variable and a secret that are not named", () => {
    const names = neededToDeploy('[vars]\nHOST = ""\n\n[[queues.producers]]\nqueue = "events"\n', "KEY=\n");
    expect(names).toEqual(["events", "HOST", "KEY"]);
    expect(unnamed({ path: "README.md", text: "make `events`" }, names)).toHaveLength(2);
  });
});
