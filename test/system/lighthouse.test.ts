/**
 * What Lighthouse finds on the pages that are opened first, with a year of a shop. What depends on the speed of the machine is
 * printed and kept in dist/lighthouse.json. What does not has to hold. Nothing bars anybody's way, nothing moves once it is
 * shown, nothing comes from elsewhere, and no more bytes than these.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "lighthouse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTributary } from "../../sdk/node/tributary.ts";
import { makeYear } from "../../scripts/demo/year/make-year.ts";
import { bestSellerOf, YEAR } from "../../scripts/demo/year/shop.ts";
import { visit, type Visit } from "../support/browser/lighthouse.ts";
import {
  ADMIN_TOKEN,
  PROJECT,
  runService,
  type RunningService,
  temporaryStateDirectory,
} from "../support/service.ts";

const KEPT = join(PROJECT, "dist/lighthouse.json");
const KIB = 1_024;

const state = temporaryStateDirectory();
let service: RunningService;
const kept: Record<string, Figures> = {};

beforeAll(async () => {
  service = await runService("start", state.path);
  await makeYear(service.url, ADMIN_TOKEN);
});

afterAll(async () => {
  mkdirSync(join(PROJECT, "dist"), { recursive: true });
  writeFileSync(KEPT, `${JSON.stringify(kept, null, 2)}\n`);
  await service?.kill();
  state.remove();
});

/** As a person reads them: scores of 100, times in milliseconds. */
type Figures = Readonly<Record<string, number>>;

function figuresOf({ categories, audits }: Result): Figures {
  const score = (id: string) => Math.round((categories[id]?.score ?? 0) * 100);
  const value = (id: string) => Math.round(audits[id]?.numericValue ?? -1);
  return {
    performance: score("performance"),
    accessibility: score("accessibility"),
    bestPractices: score("best-practices"),
    firstPaintMs: value("first-contentful-paint"),
    largestPaintMs: value("largest-contentful-paint"),
    interactiveMs: value("interactive"),
    blockedMs: value("total-blocking-time"),
    layoutShift: audits["cumulative-layout-shift"]?.numericValue ?? -1,
    bytes: value("total-byte-weight"),
  };
}

/** What an audit lists, each as text. */
function listedBy({ audits }: Result, id: string): string[] {
  const { details } = audits[id] ?? {};
  return details?.type === "table" ? details.items.map((item) => JSON.stringify(item)) : [];
}

/** Audits that found something, of those that count for the score of a category. */
function findingsOf(found: Result, category: string): string[] {
  return (found.categories[category]?.auditRefs ?? [])
    .filter(({ id, weight }) => weight > 0 && (found.audits[id]?.score ?? 1) < 1)
    .flatMap(({ id }) => [id, ...listedBy(found, id)]);
}

/** Addresses that the page asked for. */
function askedBy(found: Result): string[] {
  return listedBy(found, "network-requests")
    .map((item) => (JSON.parse(item) as { url: string }).url)
    .filter((url) => !url.startsWith("data:"));
}

/** Who is signed in is asked of the service, which answers nobody by 401; the browser tells every 401. */
const NOBODY = ["errors-in-console", expect.stringMatching(/status of 401.*\/v1\/sessions\/current/)];

interface Opened {
  readonly path: string;
  readonly on: Visit["on"];
  readonly as?: "promoter" | "merchant";
  /** Of all that is transferred, with the answers of the API. */
  readonly mostBytes: number;
}

const PAGES: Readonly<Record<string, Opened>> = {
  portal: { path: `/portal/${YEAR}`, on: "phone", as: "promoter", mostBytes: 50 * KIB },
  desk: { path: `/desk/${YEAR}`, on: "desktop", as: "merchant", mostBytes: 220 * KIB },
  landing: { path: "/", on: "phone", mostBytes: 190 * KIB },
  reference: { path: "/docs", on: "desktop", mostBytes: 1_700 * KIB },
};

async function keyOf(as: Opened["as"]): Promise<string | undefined> {
  if (as !== "promoter") return as === "merchant" ? ADMIN_TOKEN : undefined;
  const api = createTributary({ origin: service.url, key: ADMIN_TOKEN, program: YEAR });
  const { id } = await bestSellerOf(api);
  return (await api.post("/v1/programs/{program}/promoters/{id}/tokens", { path: { id }, body: {} })).token;
}

test.each(Object.entries(PAGES))("%s", async (name, { path, on, as, mostBytes }) => {
  const key = await keyOf(as);
  const found = await visit({ url: service.url + path, on, ...(key === undefined ? {} : { key }) });
  const figures = figuresOf(found);
  kept[name] = figures;
  process.stdout.write(`lighthouse ${name}: ${JSON.stringify(figures)}\n`);
  expect(found.runtimeError).toBeUndefined();
  expect(new URL(found.finalDisplayedUrl).pathname).toBe(path);
  expect(findingsOf(found, "accessibility")).toEqual([]);
  const asksWhoIsThere = as === undefined && path === "/";
  expect(findingsOf(found, "best-practices")).toEqual(asksWhoIsThere ? NOBODY : []);
  expect(figures).toMatchObject({ accessibility: 100, layoutShift: 0 });
  const elsewhere = askedBy(found).filter((url) => !url.startsWith(`${service.url}/`));
  expect([elsewhere, askedBy(found).length > 2]).toEqual([[], true]);
  expect(figures["bytes"]).toBeLessThan(mostBytes);
});
