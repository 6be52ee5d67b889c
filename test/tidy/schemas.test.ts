/** Schemas stand in `*.shapes.ts` alone, and routes come to be in one place, where each gets its guard. */
import { describe, expect, test } from "vitest";
import {
  type Fault,
  filesMatching,
  type NamedImport,
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

function isOfZod({ target, typeOnly }: NamedImport): boolean {
  return !typeOnly && /^(@hono\/zod-openapi|zod(\/.+)?)$/.test(target);
}

function strays(source: Source): Fault[] {
  return namedImportsOf(source)
    .filter(isOfZod)
    .flatMap(({ name }) => {
      const rule = HOMES.find(({ what }) => what.test(name));
      return rule === undefined || rule.home.test(source.path)
        ? []
        : [`${source.path} imports ${name}: it belongs to ${rule.name}`];
    });
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
