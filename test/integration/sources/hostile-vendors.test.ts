/** Vendors that answer nothing, without an end, or with bodies that nobody writes. The run goes on or says why not, and no other work waits. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { vendorAsker } from "../../../worker/sources/catch-up/ask-vendor.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";
import {
  accessTo,
  askedOf,
  catchUp,
  openAccount,
  setAccount,
  timesOf,
} from "../../support/vendors/catching-up.ts";
import type { Instead } from "../../support/vendors/account.ts";
import { orderBody } from "../../support/woocommerce/bodies.ts";

const NOW = Math.floor(Date.now() / 1_000) * 1_000;
const TIMES = { fromMs: NOW - 7_200_000, toMs: NOW + 60_000 };
const OFTEN = { interval: 20 };
const textOf = (ms: number) => new Date(ms).toISOString().slice(0, 19);

/** An order of a shop, as it is listed. */
function listed(id: number, currency: string, madeAtMs: number) {
  const at = textOf(madeAtMs);
  const facts = { id, currency, total: "10.00", lines: [{ total: "10.00" }], modifiedAt: at };
  return orderBody(facts, { date_created_gmt: at });
}

async function erased(shop: Shop): Promise<void> {
  const { status, body } = await shop.post(`/customers/buyer-${shop.id}/erase`, {});
  expect(status).toBe(202);
  const state = async () => (await shop.get(`/erasures/${body.id}`)).body.state;
  await expect.poll(state, { interval: 20 }).toBe("finished");
}

test("an erasure ends while vendors of several programs do not answer", async () => {
  const shops = await Promise.all([1, 2].map(async () => await openShop()));
  const accesses = shops.map(() => accessTo("stripe"));
  for (const [n, shop] of shops.entries()) {
    const access = accesses[n] ?? accessTo("stripe");
    await openAccount(shop, access, { instead: [{ status: 200, hangs: true }] });
    await shop.post("/sources/stripe/catch-up", timesOf(TIMES));
  }
  // The first of them hangs.
  const asked = async () => (await Promise.all(accesses.map(askedOf))).flat().length;
  await expect.poll(asked, OFTEN).toBeGreaterThan(0);
  await erased(await openShop());
  for (const shop of shops) {
    const { body } = await shop.get("/sources/stripe/catch-up");
    expect(body).toMatchObject({ state: "running", requests: 0, fault: null });
    const path = `/v1/programs/${shop.id}/sources/stripe/catch-up`;
    await request("DELETE", path, { token: shop.apiKey });
  }
  for (const access of accesses) await setAccount(access, {});
});

test("in workerd, a vendor that never answers is given up when its time is over", async () => {
  const access = accessTo("stripe");
  await setAccount(access, { instead: [{ status: 200, hangs: true }] });
  const at = { origin: "https://api.stripe.com", pauseMs: 0, withinMs: 100 };
  const { VENDORS } = env as unknown as { readonly VENDORS: Fetcher };
  const ask = vendorAsker({ VENDORS }, at, () => undefined);
  const headers = { authorization: `Bearer ${access.name}` };
  await expect(ask("/v1/events?types[]=invoice.paid", headers)).rejects.toMatchObject({ reason: "down" });
  await setAccount(access, {});
});

/** A shop that ignores which page it is asked for, and says that there are others. */
function samePage(orders: readonly object[]): Instead {
  return { status: 200, headers: { "x-wp-totalpages": "9999" }, body: JSON.stringify(orders) };
}

test("a shop that gives the same page under every number ends the run, which says so; mended, it goes on at its place", async () => {
  const shop = await openShop();
  const access = accessTo("woocommerce");
  const order = (id: number) => listed(id, "CNY", NOW - 60_000);
  const page = samePage([order(1), order(2)]);
  await openAccount(shop, access, { instead: Array.from({ length: 30 }, () => page) });
  const failed = await catchUp(shop, "woocommerce", TIMES);
  expect(failed.body).toMatchObject({ state: "failed", requests: 2, listed: 2 });
  expect(failed.body.fault).toMatchObject({ reason: "list_repeats", status: 200, code: null });
  await setAccount(access, { orders: [order(1), order(2), order(3)] });
  expect((await catchUp(shop, "woocommerce", TIMES)).body).toMatchObject({ state: "finished", fault: null });
});

test("a page of Shopify's that names itself as the next one ends the run, which says so", async () => {
  const shop = await openShop();
  const access = accessTo("shopify");
  const link = '<https://tea-house.myshopify.com/admin/orders.json?page_info=again>; rel="next"';
  const again = { status: 200, headers: { link }, body: '{"orders":[]}' };
  await openAccount(shop, access, { instead: [again, again, again] });
  const { body } = await catchUp(shop, "shopify", TIMES);
  expect(body).toMatchObject({ state: "failed", requests: 2, fault: { reason: "list_repeats" } });
});

const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

test("bodies that are too large, or nested too deep, are kept as unusable with what they begin with, and the run goes on", async () => {
  const shop = await openShop();
  const access = accessTo("woocommerce");
  const order = (id: number, currency = "EUR") => listed(id, currency, NOW - 600_000 + id * 1_000);
  const large = JSON.stringify({ ...order(1), note: "n".repeat(2_500_000) });
  const deep = JSON.stringify({ ...order(2), note: "HERE" }).replace('"HERE"', nested(50_000));
  const usual = JSON.stringify(order(3, "CNY"));
  const body = `[${[large, deep, usual].join(",")}]`;
  await openAccount(shop, access, { instead: [{ status: 200, headers: { "x-wp-totalpages": "1" }, body }] });
  const { body: run } = await catchUp(shop, "woocommerce", TIMES);
  expect(run).toMatchObject({ state: "finished", listed: 3, unusable: 2, recorded: 1, fault: null });
  const { data } = (await shop.get("/unusable-webhooks")).body as unknown as {
    readonly data: readonly { readonly id: string; readonly reason: string; readonly body: string }[];
  };
  expect(data.map(({ reason }) => reason)).toEqual(["body_too_deep", "body_too_large"]);
  for (const { id, body: kept } of data) {
    expect(kept.length).toBeLessThan(100_000);
    expect(kept).toContain('"currency":"EUR"');
    // No replay takes an extract for the whole.
    const { body: replayed } = await shop.post(`/unusable-webhooks/${id}/replay`, {});
    expect(replayed).toMatchObject({ status: "ignored", reason: "unreadable" });
  }
});

test.each([
  ["0000-01-01T00:00:00Z", "2026-11-22T00:00:00Z", "from"],
  ["0001-01-01T00:00:00Z", "2026-11-22T00:00:00Z", "from"],
  ["1999-12-31T23:59:59Z", "2026-11-22T00:00:00Z", "from"],
  ["2026-11-21T00:00:00Z", "2100-01-01T00:00:00Z", "to"],
  ["2026-11-21T00:00:00Z", "9999-12-31T23:59:59Z", "to"],
])("a time of no vendor is refused: from %s to %s", async (from, to, path) => {
  const shop = await openShop();
  await openAccount(shop, accessTo("woocommerce"), {});
  const { status, body } = await shop.post("/sources/woocommerce/catch-up", { from, to });
  expect({ status, code: body.code }).toEqual({ status: 422, code: "invalid_body" });
  expect(body.errors).toEqual([{ path, message: "expected a time of the years 2000 to 2099" }]);
});
