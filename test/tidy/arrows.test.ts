/** Each part imports what it may and no more. */
import { describe, expect, test } from "vitest";
import { type Fault, filesMatching, type Import, importsOf, read, type Source } from "./source.ts";

interface Arrow {
  readonly name: string;
  readonly from: RegExp;
  readonly allows: (found: Import) => boolean;
}

const within = (...folders: string[]) => {
  return ({ target }: Import): boolean => folders.some((folder) => target.startsWith(folder));
};
const never = (pattern: RegExp) => {
  return ({ target }: Import): boolean => !pattern.test(target);
};

/** Pure functions of a package: no platform, no state. */
const HASHES = ["@stablelib/sha256"];

/** Where an owner writes what lists and reports read of it. */
const READ_MODELS = ["worker/db/order-projection.ts", "worker/db/journal-heads.ts"];

const ARROWS: readonly Arrow[] = [
  { name: "domain imports only domain", from: /^domain\//, allows: within("domain/") },
  { name: "what runs in browsers imports nothing else", from: /^sdk\//, allows: within("sdk/") },
  {
    name: "durable-objects import domain, their own folder, the platform, hashes and the writing of read models",
    from: /^durable-objects\//,
    allows: (found) =>
      within("domain/", "durable-objects/")(found) ||
      ["cloudflare:workers", "node:crypto", ...HASHES, ...READ_MODELS].includes(found.target),
  },
  {
    name: "contracts know shapes alone: nothing of the API, the database or the objects at run time",
    from: /^worker\/contracts\//,
    allows: (found) =>
      found.typeOnly || never(/^(worker\/(api|db|edge|ingest|intake)|durable-objects)\//)(found),
  },
  {
    name: "the edge knows nothing of management",
    from: /^worker\/(edge|ingest)\//,
    allows: never(/^worker\/(api|intake)\//),
  },
  {
    name: "management knows nothing of the edge",
    from: /^worker\/api\//,
    allows: never(/^worker\/(edge|ingest)\//),
  },
  {
    name: "the database layer knows no caller",
    from: /^worker\/db\//,
    allows: (found) => found.typeOnly || never(/^worker\/(api|edge|ingest|intake)\//)(found),
  },
  {
    name: "the platform layer knows no caller",
    from: /^worker\/platform\//,
    allows: (found) => found.typeOnly || never(/^worker\/(api|edge|ingest|intake)\//)(found),
  },
  {
    name: "the fraud rules' shell knows no caller",
    from: /^worker\/fraud\//,
    allows: never(/^worker\/(api|edge|ingest|intake)\//),
  },
  {
    // The benchmark counts at the bindings of the whole Worker, and asks for what has no path: it stands around it.
    name: "worker/index.ts is imported by nobody",
    from: /^(?!bench\/(cost\/counting|limiter\/judging)-worker\.ts$)/,
    allows: never(/^worker\/index\.ts$/),
  },
  {
    name: "what is deployed imports no tests, scripts or benchmarks",
    from: /^(domain|durable-objects|worker|sdk)\//,
    allows: never(/^(test|scripts|bench)\//),
  },
];

function brokenArrows(source: Source): Fault[] {
  const imports = importsOf(source);
  return ARROWS.filter((arrow) => arrow.from.test(source.path)).flatMap((arrow) =>
    imports
      .filter((found) => !arrow.allows(found))
      .map((found) => `${source.path} imports ${found.target}: ${arrow.name}`),
  );
}

test("every arrow of the project holds", () => {
  const files = filesMatching("{domain,durable-objects,worker,sdk,test,scripts,bench}/**/*.{ts,mjs}");
  expect(files.length).toBeGreaterThan(30);
  expect(files.flatMap((file) => brokenArrows(read(file)))).toEqual([]);
});

describe("a broken arrow is found", () => {
  test.each([
    ["domain/kernel/money.ts", `import { z } from "zod";`],
    ["domain/kernel/money.ts", `import { createHash } from "node:crypto";`],
    ["domain/kernel/money.ts", `export * from "../../worker/platform/keys.ts";`],
    ["domain/kernel/money.ts", `const later = await import("../../worker/env.ts");`],
    ["domain/kernel/money.ts", `type Row = import("../../worker/db/links.ts").Row;`],
    ["sdk/tributary.ts", `import { LIMITS } from "../domain/kernel/limits.ts";`],
    ["durable-objects/journey.ts", `import { drizzle } from "drizzle-orm/durable-sqlite";`],
    ["durable-objects/journey.ts", `import { readLinks } from "../worker/db/links.ts";`],
    ["worker/contracts/order.ts", `import { loadProgram } from "../db/program-config.ts";`],
    ["worker/contracts/order.ts", `import { Journey } from "../../durable-objects/journey.ts";`],
    ["worker/edge/pixel.ts", `import { problem } from "../api/errors.ts";`],
    ["worker/api/links.ts", `import { freshSlug } from "../edge/slugs.ts";`],
    ["worker/db/links.ts", `import { page } from "../api/page.ts";`],
    ["worker/platform/keys.ts", `import { page } from "../api/page.ts";`],
    ["worker/fraud/limiter.ts", `import { consume } from "../ingest/consume-events.ts";`],
    ["test/unit/smoke.test.ts", `import worker from "../../worker/index.ts";`],
    ["worker/edge/pixel.ts", `import { WECHAT } from "../../scripts/demo/client.ts";`],
  ])("%s: %s", (path, text) => {
    expect(brokenArrows({ path, text })).toHaveLength(1);
  });
});

test("what is allowed passes", () => {
  const text = `import { DurableObject } from "cloudflare:workers";
    import { createHash } from "node:crypto";
    import { money } from "../domain/kernel/money.ts";
    import { writeOrders } from "../worker/db/order-projection.ts";`;
  expect(brokenArrows({ path: "durable-objects/journey.ts", text })).toEqual([]);
  const types = `import type { Journey } from "../../durable-objects/journey.ts";`;
  expect(brokenArrows({ path: "worker/contracts/order.ts", text: types })).toEqual([]);
});
