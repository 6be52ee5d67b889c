/** No module knows itself by a detour, and no owner another one, at run time or by its types. Each is read and understood before what uses it. */
import { describe, expect, test } from "vitest";
import { OBJECTS } from "./read/ranks.ts";
import { type Fault, filesMatching, importsOf, read, type Source } from "./read/source.ts";

type Graph = ReadonlyMap<string, readonly string[]>;

function graphOf(files: readonly Source[]): Graph {
  const paths = new Set(files.map(({ path }) => path));
  return new Map(
    files.map((file) => {
      const targets = new Set(importsOf(file).map(({ target }) => target));
      return [file.path, [...targets].filter((target) => paths.has(target))];
    }),
  );
}

/** A way from a module back to itself, the shortest; undefined where there is none. */
function wayBack(graph: Graph, start: string): readonly string[] | undefined {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of graph.get(way.at(-1) ?? "") ?? []) {
      if (next === start) return [...way, start];
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return undefined;
}

/** Each cycle once, by the module of it that stands first. */
function cyclesIn(files: readonly Source[]): Fault[] {
  const graph = graphOf(files);
  const known = new Set<string>();
  return files.flatMap(({ path }) => {
    const way = known.has(path) ? undefined : wayBack(graph, path);
    for (const module of way ?? []) known.add(module);
    return way === undefined ? [] : [way.join(" -> ")];
  });
}

/** The owner that a path belongs to; undefined for what owners share, and for all else. */
function ownerOf(path: string): string | undefined {
  const [, folder = ""] = /^durable-objects\/([^/]+)\//.exec(path) ?? [];
  return OBJECTS.at(-1)?.find((owner) => owner === folder);
}

/** Other owners that one leads to, by whatever lies between: a type, or a table that both write. */
function ownersReached(sources: readonly Source[]): Fault[] {
  const imports = new Map(sources.map((source) => [source.path, importsOf(source)]));
  const reachable = (start: string): ReadonlySet<string> => {
    const found = new Set([start]);
    for (const path of found) for (const { target } of imports.get(path) ?? []) found.add(target);
    return found;
  };
  return sources.flatMap(({ path }) => {
    const owner = ownerOf(path);
    if (owner === undefined) return [];
    const others = [...reachable(path)].filter((one) => ![undefined, owner].includes(ownerOf(one)));
    return others.map((other) => `${path} leads to ${other}`);
  });
}

test("no owner leads to another, by whatever lies between them", () => {
  const files = filesMatching("{domain,durable-objects,worker}/**/*.ts");
  expect(ownersReached(files.map(read))).toEqual([]);
});

test("a way from an owner to another is found, and one to itself is none", () => {
  const shared = "worker/read-models/totals.tables.ts";
  const from = (path: string, text: string): Source => ({ path, text });
  const way = [
    from("durable-objects/journey/journey.ts", `import { add } from "../../${shared}";`),
    from(shared, `import type { Wallet } from "../../durable-objects/account-book/wallet.ts";`),
    from("durable-objects/account-book/wallet.ts", `import { add } from "../../${shared}";`),
  ];
  expect(ownersReached(way)).toEqual([
    "durable-objects/journey/journey.ts leads to durable-objects/account-book/wallet.ts",
  ]);
});

test("no module imports itself by a detour, types included", () => {
  const files = filesMatching(
    "{domain,durable-objects,worker,sdk,scripts,bench,dashboard,test}/**/*.{ts,tsx,mjs}",
  );
  expect(cyclesIn(files.map(read))).toEqual([]);
});

describe("a cycle is found", () => {
  const module = (name: string, ...imports: string[]): Source => ({
    path: `domain/${name}.ts`,
    text: imports.join("\n"),
  });

  test("of modules that run", () => {
    const files = [
      module("a", `import { b } from "./b.ts";`),
      module("b", `export { c } from "./c.ts";`),
      module("c", `const later = await import("./a.ts");`),
      module("d", `import { a } from "./a.ts";`),
    ];
    expect(cyclesIn(files)).toEqual(["domain/a.ts -> domain/b.ts -> domain/c.ts -> domain/a.ts"]);
  });

  test("of types alone", () => {
    const files = [
      module("a", `import type { B } from "./b.ts";`),
      module("b", `type A = import("./a.ts").A;`),
    ];
    expect(cyclesIn(files)).toHaveLength(1);
  });

  test("of a module with itself", () => {
    expect(cyclesIn([module("a", `import { a } from "./a.ts";`)])).toHaveLength(1);
  });

  test("and two ways to one module are none", () => {
    const files = [
      module("a", `import { b } from "./b.ts";`, `import { c } from "./c.ts";`),
      module("b", `import type { C } from "./c.ts";`),
      module("c"),
    ];
    expect(cyclesIn(files)).toEqual([]);
  });
});
