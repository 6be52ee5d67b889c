/** What is deployed offers nothing for tests alone: a test goes the way of production, or proves nothing of it. */
import { parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";
import { type Fault, filesMatching, read, type Source, targetOf } from "./read/source.ts";

/** A name that one module offers or takes: `path#name`, and `path#*` for a module taken whole. */
type Name = string;

/** What the platform, the browser and the bundler take: nobody imports from there. */
const ENTRIES = new Set([
  "worker/index.ts",
  "sdk/tributary.ts",
  "sdk/node/tributary.ts",
  "sdk/miniprogram/tributary.ts",
]);
const DEPLOYED = /^(domain|durable-objects|worker|sdk|dashboard)\//;
const TESTS = /^(test|bench)\//;

function namesTaken(source: Source): Name[] {
  const { module } = parseSync(source.path, source.text);
  const imported = module.staticImports.flatMap(({ moduleRequest, entries }) =>
    entries.map(({ importName }) => `${targetOf(source, moduleRequest.value)}#${importName.name ?? "*"}`),
  );
  const passedOn = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, importName }) =>
      moduleRequest === null ? [] : [`${targetOf(source, moduleRequest.value)}#${importName.name ?? "*"}`],
    ),
  );
  const later = module.dynamicImports.map(({ moduleRequest }) => {
    const specifier = source.text.slice(moduleRequest.start + 1, moduleRequest.end - 1);
    return `${targetOf(source, specifier)}#*`;
  });
  return [...imported, ...passedOn, ...later];
}

interface Offer {
  readonly path: string;
  readonly name: string;
}

/** A type that its own module speaks of belongs to what the module offers: tests may name it. */
function offersOf({ path, text }: Source): Offer[] {
  const { module } = parseSync(path, text);
  return module.staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ exportName, isType, moduleRequest }): Offer[] => {
      const name = exportName.name;
      if (name === null || moduleRequest !== null) return [];
      const isSpokenOf = text.split(new RegExp(`\\b${name}\\b`)).length > 2;
      return isType && isSpokenOf ? [] : [{ path, name }];
    });
}

function offeredToTestsAlone(files: readonly Source[]): Fault[] {
  const takers = new Map<Name, string[]>();
  for (const file of files) {
    for (const name of namesTaken(file)) takers.set(name, [...(takers.get(name) ?? []), file.path]);
  }
  return files
    .filter(({ path }) => DEPLOYED.test(path) && !ENTRIES.has(path))
    .flatMap(offersOf)
    .flatMap(({ path, name }) => {
      const by = [...(takers.get(`${path}#${name}`) ?? []), ...(takers.get(`${path}#*`) ?? [])];
      return by.length > 0 && by.every((taker) => TESTS.test(taker))
        ? [`${path} offers ${name} to ${by.join(", ")} alone`]
        : [];
    });
}

test("nothing of what is deployed is there for tests alone", () => {
  const files = filesMatching(
    "{domain,durable-objects,worker,sdk,scripts,bench,dashboard,test}/**/*.{ts,tsx,mjs}",
  );
  expect(offeredToTestsAlone(files.map(read))).toEqual([]);
});

describe("what is there for tests alone is found", () => {
  const offers = (text: string): Source => ({ path: "domain/kernel/a.ts", text });
  const takes = (path: string, text: string): Source => ({ path, text });

  test.each([
    ["export const A = 1;", `import { A } from "../../domain/kernel/a.ts";`],
    ["export function A() {}", `import { A as b } from "../../domain/kernel/a.ts";`],
    ["const A = 1; export { A };", `import * as all from "../../domain/kernel/a.ts";`],
    ["export class A {}", `const { A } = await import("../../domain/kernel/a.ts");`],
    ["export interface A {}", `import type { A } from "../../domain/kernel/a.ts";`],
  ])("%s", (text, taken) => {
    expect(offeredToTestsAlone([offers(text), takes("test/unit/a.test.ts", taken)])).toHaveLength(1);
    const used = takes("worker/links/b.ts", taken);
    expect(offeredToTestsAlone([offers(text), takes("test/unit/a.test.ts", taken), used])).toEqual([]);
  });

  test("a copy beside what production uses", () => {
    const files = [
      offers("export function newSlug() {}"),
      takes("worker/platform/slugs.ts", "export function newSlug() {}"),
      takes("worker/links/b.ts", `import { newSlug } from "../platform/slugs.ts";`),
      takes("test/unit/a.test.ts", `import { newSlug } from "../../domain/kernel/a.ts";`),
    ];
    expect(offeredToTestsAlone(files)).toHaveLength(1);
  });
});

test("a type of what a function takes may be named by tests", () => {
  const offered = { path: "domain/kernel/a.ts", text: "export interface A {} export function b(a: A) {}" };
  const taken = `import { type A, b } from "../../domain/kernel/a.ts";`;
  const files = [offered, { path: "test/a.test.ts", text: taken }];
  const used = { path: "worker/links/b.ts", text: `import { b } from "../../domain/kernel/a.ts";` };
  expect(offeredToTestsAlone([...files, used])).toEqual([]);
});
