/** Each part imports what it may and no more, and ARCHITECTURE.md says so in the same words. */
import { describe, expect, test } from "vitest";
import { DOMAIN, OBJECTS, rankOf, WORKER, written } from "./read/ranks.ts";
import { type Fault, filesMatching, type Import, importsOf, read, type Source } from "./read/source.ts";

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

/** Packages that the desk alone loads: the portal opens on old phones. */
const DESK_ALONE = ["@mantine/core", "uplot"];
const PAGES_USE = [
  ...DESK_ALONE,
  "@lingui/core",
  "@lingui/react",
  "@tanstack/react-query",
  "mediabunny",
  "openapi-fetch",
  "openapi-react-query",
  "react",
  "react-dom",
  "uqr",
  "wouter",
];

/** The package of a specifier: `react-dom` for `react-dom/client`. */
function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** The types of the API, which pages and the client for servers have in common. */
const isApi = ({ target }: Import): boolean => target === "sdk/node/api.d.ts";

/**
 * What pages do as the service does. Posters are drawn, lines broken, words flagged and refunds reckoned by the same code.
 * The same code says who may hand on what.
 */
const AS_THE_SERVICE = [
  "worker/access/people/roles.ts",
  "worker/access/scopes.ts",
  "worker/sharing/posters/draw-poster.ts",
  "worker/sharing/posters/simple-poster.ts",
  "worker/sharing/posters/wrapped-lines.ts",
  "domain/kernel/money.ts",
  "domain/order/order-event.ts",
  "domain/order/order-sums.ts",
  "domain/order/refunds.ts",
  "domain/sharing/flagged-words.ts",
  "domain/sharing/poster.ts",
];

/** Where an owner writes what lists and reports read of it, and takes numbers that outlive it. */
const WRITTEN_BY_OWNERS = [
  "worker/configuration/promoter-numbers.tables.ts",
  "worker/read-models/order-projection.tables.ts",
  "worker/read-models/journal-heads.tables.ts",
  "worker/read-models/object-conditions.tables.ts",
  "worker/read-models/known-objects.tables.ts",
  "worker/read-models/payout-sums.tables.ts",
  "worker/read-models/totals.tables.ts",
];

/** What the client for servers brings along. */
const CLIENT_USES = Object.keys(
  (JSON.parse(read("sdk/node/package.json").text) as { dependencies: object }).dependencies,
);

const ARROWS: readonly Arrow[] = [
  { name: "domain imports only domain", from: /^domain\//, allows: within("domain/") },
  { name: "what runs in browsers imports nothing else", from: /^sdk\/(?!node\/)/, allows: within("sdk/") },
  {
    name: "the client for servers imports itself, Node and the packages that it depends on",
    from: /^sdk\/node\//,
    allows: ({ target }) => /^(sdk\/node\/|node:)/.test(target) || CLIENT_USES.includes(target),
  },
  {
    name: "pages import pages, what browsers get of packages, and what they do as the service does",
    from: /^dashboard\//,
    allows: (found) =>
      within("dashboard/")(found) ||
      isApi(found) ||
      AS_THE_SERVICE.includes(found.target) ||
      PAGES_USE.includes(packageOf(found.target)),
  },
  {
    name: "what both pages share knows neither",
    from: /^dashboard\/common\//,
    allows: (found) =>
      isApi(found) ||
      within("dashboard/common/", ...PAGES_USE.filter((name) => !DESK_ALONE.includes(name)))(found),
  },
  {
    name: "the portal loads nothing of the desk's, and no library of components",
    from: /^dashboard\/portal\//,
    allows: (found) => !within("dashboard/desk/")(found) && !DESK_ALONE.includes(packageOf(found.target)),
  },
  {
    name: "the desk loads nothing of the portal's",
    from: /^dashboard\/desk\//,
    allows: never(/^dashboard\/portal\//),
  },
  {
    name: "durable-objects import domain, their own folder, the platform, hashes and the writing of read models",
    from: /^durable-objects\//,
    allows: (found) =>
      within("domain/", "durable-objects/")(found) ||
      ["cloudflare:workers", "node:async_hooks", "node:crypto", ...HASHES, ...WRITTEN_BY_OWNERS].includes(
        found.target,
      ),
  },
  {
    name: "shapes know shapes alone: nothing of the database or the objects at run time",
    from: /^worker\/.+\.shapes\.ts$/,
    allows: (found) => found.typeOnly || never(/\.(tables|routes)\.ts$|^durable-objects\//)(found),
  },
  {
    name: "tables know no routes",
    from: /^worker\/.+\.tables\.ts$/,
    allows: never(/\.routes\.ts$/),
  },
  {
    name: "routes are known to the app alone",
    from: /^(?!worker\/app\/)/,
    allows: never(/^worker\/.+\.routes\.ts$/),
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

const RANKED = { domain: DOMAIN, "durable-objects": OBJECTS, worker: WORKER };

/** What lies beside the rooms has no rank, so that a room could reach any other one by it. */
function roomless({ path }: Source): Fault[] {
  const isBeside = /^(domain|durable-objects|worker)\/[^/]+$/.test(path) && path !== "worker/index.ts";
  return isBeside ? [`${path} lies in no room`] : [];
}

/** The rooms of a path: `worker` and `orders` for `worker/orders/x.ts`. Null for what lies in no room. */
function roomOf(path: string): { readonly top: keyof typeof RANKED; readonly room: string } | null {
  const [, top, room] = /^(domain|durable-objects|worker)\/([^/]+)\//.exec(path) ?? [];
  return top === undefined || room === undefined ? null : { top: top as keyof typeof RANKED, room };
}

/** What an import of a room that does not stand before the own one is, at run time or as a type. */
function brokenRank(source: Source, { target }: Import): Fault[] {
  const [from, to] = [roomOf(source.path), roomOf(target)];
  if (from === null || to === null || from.top !== to.top || from.room === to.room) return [];
  const ranks = RANKED[from.top];
  const [own, other] = [rankOf(ranks, from.room), rankOf(ranks, to.room)];
  if (own === undefined || other === undefined) return [`${source.path} or ${target} has no rank`];
  return other < own
    ? []
    : [`${source.path} imports ${target}: ${to.room} does not stand before ${from.room}`];
}

function brokenArrows(source: Source): Fault[] {
  const imports = importsOf(source);
  const arrows = ARROWS.filter((arrow) => arrow.from.test(source.path)).flatMap((arrow) =>
    imports
      .filter((found) => !arrow.allows(found))
      .map((found) => `${source.path} imports ${found.target}: ${arrow.name}`),
  );
  return [...roomless(source), ...arrows, ...imports.flatMap((found) => brokenRank(source, found))];
}

test("every arrow of the project holds", () => {
  const files = filesMatching(
    "{domain,durable-objects,worker,sdk,dashboard,test,scripts,bench}/**/*.{ts,tsx,mjs}",
  );
  expect(files.length).toBeGreaterThan(30);
  expect(files.flatMap((file) => brokenArrows(read(file)))).toEqual([]);
});

test("what is allowed by name is imported: nothing is allowed for what was before", () => {
  const importedBy = (pattern: string) => {
    const found = filesMatching(pattern).flatMap((file) => importsOf(read(file)));
    return new Set(found.flatMap(({ target }) => [target, packageOf(target)]));
  };
  const pages = importedBy("dashboard/**/*.{ts,tsx}");
  const owners = importedBy("durable-objects/**/*.ts");
  const client = importedBy("sdk/node/**/*.ts");
  expect([...AS_THE_SERVICE, ...PAGES_USE].filter((name) => !pages.has(name))).toEqual([]);
  expect([...HASHES, ...WRITTEN_BY_OWNERS].filter((name) => !owners.has(name))).toEqual([]);
  expect(CLIENT_USES.filter((name) => !client.has(name))).toEqual([]);
});

test("every room has a rank, and ARCHITECTURE.md and its Chinese twin write the ranks as they are enforced", () => {
  const documents = ["ARCHITECTURE.md", "ARCHITECTURE.zh-CN.md"].map(read);
  for (const [top, ranks] of Object.entries(RANKED)) {
    const rooms = new Set(filesMatching(`${top}/*/**/*.ts`).map((path) => path.split("/")[1] ?? ""));
    expect([...rooms].filter((room) => rankOf(ranks, room) === undefined)).toEqual([]);
    expect(ranks.flat().filter((room) => !rooms.has(room))).toEqual([]);
    const lacking = documents.filter(
      ({ text }) => !text.replaceAll(/\s+/g, " ").includes(written(top, ranks)),
    );
    expect(lacking.map(({ path }) => `${path} does not write the ranks of ${top}/`)).toEqual([]);
  }
});

describe("a broken arrow is found", () => {
  test.each([
    ["worker/links.ts", ""],
    ["durable-objects/all-owners.ts", `import { Journey } from "./journey/journey.ts";`],
    ["domain/kernel/money.ts", `import { z } from "zod";`],
    ["domain/kernel/money.ts", `import { createHash } from "node:crypto";`],
    ["domain/kernel/money.ts", `export * from "../../worker/platform/keys.ts";`],
    ["domain/kernel/money.ts", `const later = await import("../../worker/env.ts");`],
    ["domain/kernel/money.ts", `type Row = import("../../worker/links/links.tables.ts").Row;`],
    ["domain/kernel/money.ts", `import type { Wallet } from "../ledger/wallet.ts";`],
    ["sdk/tributary.ts", `import { LIMITS } from "../domain/kernel/limits.ts";`],
    ["dashboard/desk/orders.tsx", `import type { WireOrder } from "../../worker/orders/order.shapes.ts";`],
    ["dashboard/desk/orders.tsx", `import { z } from "zod";`],
    ["dashboard/portal/films/film.ts", `import { fillText } from "../../../domain/sharing/fill-text.ts";`],
    ["dashboard/desk/orders.tsx", `import { Portal } from "../portal/portal.tsx";`],
    ["dashboard/portal/home.tsx", `import { Button } from "@mantine/core";`],
    ["dashboard/common/money.ts", `import { Desk } from "../desk/desk.tsx";`],
    ["durable-objects/journey/journey.ts", `import { drizzle } from "drizzle-orm/durable-sqlite";`],
    ["durable-objects/journey/journey.ts", `import { readLinks } from "../../worker/links/links.tables.ts";`],
    [
      "durable-objects/journey/journey.ts",
      `import type { ProposedOrder } from "../commission-ledger/order-desk.ts";`,
    ],
    ["durable-objects/object/alarm.ts", `import { takeDelivery } from "../delivery/inbox.ts";`],
    ["worker/orders/order.shapes.ts", `import { find } from "../orders/lists/order-lists.tables.ts";`],
    ["worker/orders/order.shapes.ts", `import { Journey } from "../../durable-objects/journey/journey.ts";`],
    ["worker/platform/keys.ts", `import { page } from "../http/page.ts";`],
    ["worker/links/create-link.ts", `import type { Deciding } from "../orders/decide-orders.ts";`],
    ["worker/edge/pixel.ts", `import { registerLinks } from "../links/links.routes.ts";`],
    ["worker/wallets/export.ts", `import { payee } from "../payouts/payee.shapes.ts";`],
    ["test/unit/smoke.test.ts", `import worker from "../../worker/index.ts";`],
    ["worker/edge/pixel.ts", `import { WECHAT } from "../../scripts/demo/client.ts";`],
  ])("%s: %s", (path, text) => {
    expect(brokenArrows({ path, text })).toHaveLength(1);
  });
});

test("what is allowed passes", () => {
  const text = `import { DurableObject } from "cloudflare:workers";
    import { createHash } from "node:crypto";
    import { money } from "../../domain/kernel/money.ts";
    import { Alarm } from "../object/alarm.ts";
    import { writeOrders } from "../../worker/read-models/order-projection.tables.ts";`;
  expect(brokenArrows({ path: "durable-objects/journey/journey.ts", text })).toEqual([]);
  const types = `import type { Journey } from "../../durable-objects/journey/journey.ts";
    import { amountAnswer } from "../http/common.shapes.ts";`;
  expect(brokenArrows({ path: "worker/orders/order.shapes.ts", text: types })).toEqual([]);
});
