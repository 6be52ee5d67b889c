/** Schemas stand in `*.shapes.ts` alone, and routes come to be in one place, where each gets its guard. */
import { describe, expect, test } from "vitest";
import {
  type Fault,
  filesMatching,
  handedOnBy,
  type Import,
  importsOf,
  namedImportsOf,
  read,
  type Source,
} from "./read/source.ts";

/** Where each thing of zod and its way into OpenAPI may be imported to be run. */
const HOMES: readonly { readonly what: RegExp; readonly home: RegExp; readonly name: string }[] = [
  { what: /^createRoute$/, home: /^worker\/access\/route\.ts$/, name: "worker/access/route.ts" },
  { what: /^OpenAPIHono$/, home: /^worker\/app\/app\.ts$/, name: "worker/app/app.ts" },
  { what: /^/, home: /^worker\/.+\.shapes\.ts$/, name: "*.shapes.ts" },
];

/** The built Worker takes these for zod: they hand on what it offers. */
const HANDED_ON = /^worker\/http\/zod-(in-use|members)\.ts$/;
const OF_ZOD = /^(@hono\/zod-openapi|zod(\/.+)?|(.+\/)?node_modules\/(zod|@hono\/zod-openapi)\/.+)$/;

function isOfZod({ target, typeOnly }: Import): boolean {
  return !typeOnly && (OF_ZOD.test(target) || HANDED_ON.test(target));
}

/** zod comes by a named import alone: what hands it on, or loads it later, could be taken from anywhere. */
function hidden(source: Source): Fault[] {
  if (HANDED_ON.test(source.path)) return [];
  const named = new Set(namedImportsOf(source).map(({ target }) => target));
  const unnamed = importsOf(source).filter(({ target }) => !named.has(target));
  return [...new Set([...unnamed, ...handedOnBy(source)].filter(isOfZod).map(({ target }) => target))].map(
    (target) => `${source.path} takes ${target} without a name, or hands it on`,
  );
}

function strays(source: Source): Fault[] {
  const away = namedImportsOf(source)
    .filter(isOfZod)
    .flatMap(({ name }) => {
      const rule = HOMES.find(({ what }) => what.test(name));
      return rule === undefined || rule.home.test(source.path)
        ? []
        : [`${source.path} imports ${name}: it belongs to ${rule.name}`];
    });
  return [...away, ...hidden(source)];
}

test("no schema and no route strays from its files", () => {
  const files = filesMatching("worker/**/*.ts");
  expect(files.filter((path) => path.endsWith(".shapes.ts")).length).toBeGreaterThan(20);
  expect(files.flatMap((file) => strays(read(file)))).toEqual([]);
});

describe("what strays is found", () => {
  test.each([
    ["worker/links/links.routes.ts", `import { z } from "@hono/zod-openapi";`],
    ["worker/links/links.routes.ts", `import { createRoute } from "@hono/zod-openapi";`],
    ["worker/links/create-link.ts", `import { z } from "zod";`],
    ["worker/links/create-link.ts", `import { type ZodType, z } from "zod/mini";`],
    ["worker/links/create-link.ts", `import * as z from "zod";`],
    ["worker/links/link.shapes.ts", `import { OpenAPIHono } from "@hono/zod-openapi";`],
    ["worker/links/create-link.ts", `import { z } from "../http/zod-in-use.ts";`],
    ["worker/links/create-link.ts", `import { string } from "../../node_modules/zod/v4/classic/schemas.js";`],
    ["worker/links/create-link.ts", `const { z } = await import("zod");`],
    ["worker/links/link.shapes.ts", `export { z } from "@hono/zod-openapi";`],
    ["worker/links/link.shapes.ts", `export * from "zod";`],
    ["worker/links/link.shapes.ts", `import { z } from "zod"; export { z };`],
  ])("%s: %s", (path, text) => {
    expect(strays({ path, text })).toHaveLength(1);
  });

  test("and what is allowed passes", () => {
    const types = `import type { z } from "@hono/zod-openapi"; import { type ZodType } from "zod";`;
    expect(strays({ path: "worker/links/create-link.ts", text: types })).toEqual([]);
    const schema = `import { z } from "@hono/zod-openapi";`;
    expect(strays({ path: "worker/links/link.shapes.ts", text: schema })).toEqual([]);
    const route = `import { createRoute, type RouteConfig } from "@hono/zod-openapi";`;
    expect(strays({ path: "worker/access/route.ts", text: route })).toEqual([]);
  });
});
