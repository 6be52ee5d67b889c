/** The documents name what exists: files, bindings, settings, scripts. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Fault, PROJECT, read, type Source } from "./source.ts";

const DOCUMENTS = ["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "DECISIONS.md", "CHANGELOG.md"];
const GUIDES = ["README.md", "README.zh-CN.md"];

/** Paths of the project in backticks, and the targets of relative links. */
function missingPaths({ path, text }: Source, exists: (name: string) => boolean): Fault[] {
  const quoted = text.matchAll(
    /`((?:domain|durable-objects|worker|test|scripts|migrations)\/[\w./-]*|\.ci\/\w+)`/g,
  );
  const linked = text.matchAll(/\]\((?!https?:|#)([^)#]+)\)/g);
  return [...quoted, ...linked]
    .map(([, name = ""]) => name)
    .filter((name) => !exists(name))
    .map((name) => `${path} names ${name}, which is not there`);
}

/** What someone who deploys must make or set, by `wrangler.toml` and `.dev.vars.example`. */
function neededToDeploy(wrangler: string, secrets: string): string[] {
  const made = wrangler.matchAll(/^(?:database_name|queue) = "([^"]+)"$/gm);
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
  expect(DOCUMENTS.flatMap((name) => missingPaths(read(name), exists))).toEqual([]);
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

  test("a queue, a variable and a secret that are not named", () => {
    const names = neededToDeploy('[vars]\nHOST = ""\n\n[[queues.producers]]\nqueue = "events"\n', "KEY=\n");
    expect(names).toEqual(["events", "HOST", "KEY"]);
    expect(unnamed({ path: "README.md", text: "make `events`" }, names)).toHaveLength(2);
  });
});
