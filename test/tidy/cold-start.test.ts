/** A cold tap pays for a tap: what every isolate evaluates when it begins is the edge and the objects, and no schema. */
import { parseSync } from "oxc-parser";
import { expect, test } from "vitest";
import { read, type Source, targetOf } from "./read/source.ts";

/** Packages that an isolate evaluates at its start. `stablelib` signs, `isbot` judges, drizzle reads links and programs. */
const AT_START = /^(cloudflare:|node:|drizzle-orm|@stablelib\/|isbot$)/;

/** What a module has evaluated before itself. Types are gone by then, and `import()` waits for its call. */
function evaluatedBefore(source: Source): string[] {
  const { module } = parseSync(source.path, source.text);
  const imported = module.staticImports
    .filter(({ entries }) => entries.length === 0 || entries.some((entry) => !entry.isType))
    .map(({ moduleRequest }) => moduleRequest.value);
  const passedOn = module.staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ moduleRequest, isType }) => (moduleRequest === null || isType ? [] : [moduleRequest.value]));
  return [...imported, ...passedOn].map((specifier) => targetOf(source, specifier));
}

/** Each module that `entry` evaluates, with the one that asks for it first. */
function evaluatedBy(entry: string, readModule: (path: string) => Source): Map<string, string> {
  const askedBy = new Map([[entry, "nobody"]]);
  for (const path of askedBy.keys()) {
    if (!/^(domain|durable-objects|worker)\//.test(path)) continue;
    for (const target of evaluatedBefore(readModule(path))) {
      if (!askedBy.has(target)) askedBy.set(target, path);
    }
  }
  return askedBy;
}

function loadedTooEarly(modules: ReadonlyMap<string, string>): string[] {
  return [...modules]
    .filter(
      ([path]) =>
        /\.(shapes|routes)\.ts$/.test(path) ||
        (!path.startsWith("worker/") && !isOurs(path) && !AT_START.test(path)),
    )
    .map(([path, by]) => `${by} loads ${path} at the start of every isolate`);
}

function isOurs(path: string): boolean {
  return /^(domain|durable-objects)\//.test(path);
}

test("what every isolate evaluates has no schema, no route and no package that a tap does not need", () => {
  const modules = evaluatedBy("worker/index.ts", read);
  expect(modules.has("worker/edge/share-link.ts")).toBe(true);
  expect(modules.has("durable-objects/account-book/account-book.ts")).toBe(true);
  expect(loadedTooEarly(modules)).toEqual([]);
});

test("a schema that a tap would load is found, though it is asked for from afar", () => {
  const files = new Map([
    ["worker/index.ts", `export { x } from "./edge/edge.ts"; const later = () => import("./app/app.ts");`],
    ["worker/edge/edge.ts", `import { y } from "./y.ts"; import type { Z } from "./z.shapes.ts";`],
    ["worker/edge/y.ts", `import "./y.shapes.ts"; import { hash } from "@stablelib/sha256";`],
    ["worker/edge/y.shapes.ts", `import { z } from "zod";`],
  ]);
  const modules = evaluatedBy("worker/index.ts", (path) => ({ path, text: files.get(path) ?? "" }));
  expect(loadedTooEarly(modules)).toEqual([
    "worker/edge/y.ts loads worker/edge/y.shapes.ts at the start of every isolate",
    "worker/edge/y.shapes.ts loads zod at the start of every isolate",
  ]);
});
