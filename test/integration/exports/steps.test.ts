/** An export goes on in steps. Each may break off, and be taken by two at once, and every row is listed once. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { disturbed, keysOf, projectOrders, rowsOf } from "../../support/exports/run-export.ts";
import { openShop } from "../../support/shop.ts";

const DAY_MS = 86_400_000;
const FIRST_MS = Date.UTC(2026, 0, 1);

/** More days than one step takes, and more rows than one page. */
const DAYS = 60;
const PER_DAY = 90;

const ORDERS = Array.from({ length: DAYS * PER_DAY }, (_, place) => ({
  id: `o${String(place).padStart(6, "0")}`,
  atMs: FIRST_MS + Math.floor(place / PER_DAY) * DAY_MS + (place % PER_DAY) * 1_000,
  promoter: (place % 7) + 1,
}));
const IDS = ORDERS.map(({ id }) => id);

test.each([
  ["undisturbed", {}],
  ["of steps that break off half-way", { breaksAfter: 1 }],
  ["of messages that two take at once", { isTwice: true }],
])("an export %s lists each row once, and leaves no other file", async (_, disturbance) => {
  const shop = await openShop({}, null);
  await projectOrders(shop, ORDERS);
  for (const dataset of ["orders", "commissions"]) {
    const done = await disturbed(shop, { dataset }, disturbance);
    expect(done).toMatchObject({ state: "finished", rows: IDS.length });
    const rows = await rowsOf(shop, done.id);
    expect(rows.map(({ orderId }): string => orderId).toSorted()).toEqual(IDS);
    const listed: string[] = done.manifest.files.map(({ path }: { path: string }) => path);
    expect((await keysOf(shop, done)).toSorted()).toEqual([...listed, "manifest.json"].toSorted());
    const manifest = await env.EXPORTS.get(`exports/${shop.id}/${dataset}/${done.id}/manifest.json`);
    expect(await manifest?.json()).toEqual(done.manifest);
  }
});

test("a file that is gone before the manifest is written fails the export, and no manifest says that it is there", async () => {
  const shop = await openShop({}, null);
  await projectOrders(shop, ORDERS.slice(0, 10));
  const bucket = new Proxy(env.EXPORTS, {
    get: (target, name) => {
      if (name === "put") return async () => await Promise.resolve(null);
      const found: unknown = Reflect.get(target, name);
      return typeof found === "function" ? found.bind(target) : found;
    },
  });
  const done = await disturbed(shop, { dataset: "orders" }, { bucket });
  expect(done).toMatchObject({ state: "failed", failure: "file_lost", manifest: null });
  expect(await keysOf(shop, done)).toEqual([]);
});

test("orders that come while an export is under way appear at most once", async () => {
  const shop = await openShop({}, null);
  await projectOrders(shop, ORDERS);
  let written = 0;
  const bucket = new Proxy(env.EXPORTS, {
    get: (target, name) => {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== "function") return found;
      return async (...args: unknown[]) => {
        // One behind what is read, and one before it.
        if (name === "put" && (written += 1) === 30) {
          await projectOrders(shop, [
            { id: "late", atMs: FIRST_MS + 500 },
            { id: "new", atMs: FIRST_MS + (DAYS - 1) * DAY_MS + 500 },
          ]);
        }
        return await found.apply(target, args);
      };
    },
  });
  const done = await disturbed(shop, { dataset: "orders" }, { bucket });
  const ids = (await rowsOf(shop, done.id)).map(({ orderId }): string => orderId);
  expect(ids.filter((id) => id !== "late").toSorted()).toEqual(["new", ...IDS]);
});
