/** What the desk says of an order's event before it is told is what happens, or the page says that it did not. In a real Chromium. */
import { createHmac } from "node:crypto";
import type { Route } from "playwright-core";
import { expect, test } from "vitest";
import { managing } from "../../support/browser/manage.ts";
import { openShopAtDesk } from "../../support/browser/shop-at-desk.ts";
import { orderBody } from "../../support/woocommerce/bodies.ts";

const { service, shop, page } = await openShopAtDesk({ as: "shop" });
const call = managing(service.url);
const dialog = page.getByRole("dialog");

interface Read {
  readonly amount: number;
  readonly reversedAmount: number;
  readonly events: readonly { readonly eventId: string; readonly type: string; readonly reason?: string }[];
}

const read = async (orderId: string) =>
  (await call("GET", `/${shop.id}/orders/${orderId}`)) as unknown as Read;

/** An order of 500.00 that earns commissions of 75.00, and its page. */
async function openOrder(orderId: string, ...events: readonly object[]): Promise<void> {
  const order = { orderId, amount: 50_000, currency: "CNY", customerId: "buyer-1" };
  await call("POST", `/${shop.id}/conversions`, order);
  for (const event of events) await call("POST", `/${shop.id}/orders/${orderId}/events`, event);
  await show(orderId);
}

async function show(orderId: string): Promise<void> {
  await page.goto(`${service.url}/desk/${shop.id}/orders/${orderId}`);
  await page.getByRole("heading", { name: "Commissions" }).waitFor();
}

async function begin(button: string, reason: string): Promise<void> {
  await page.getByRole("button", { name: button, exact: true }).press("Enter");
  await dialog.getByLabel("Reason").fill(reason);
}

async function press(button: string): Promise<void> {
  await dialog.getByRole("button", { name: button, exact: true }).press("Enter");
}

async function isClosed(): Promise<void> {
  await dialog.waitFor({ state: "detached" });
}

/** Treats what this page tells of an order so, until it is told otherwise. */
async function onTelling(then: (route: Route) => Promise<void>): Promise<void> {
  await page.unroute("**/events");
  await page.route("**/events", then);
}

/** The write comes through, and its answer does not. */
async function comesThrough(route: Route, path: string): Promise<void> {
  await call("POST", path, route.request().postDataJSON() as object);
  await route.abort("connectionreset");
}

test("a part is told as the new total where the checkout told totals, and another amount says what stays taken back", async () => {
  await openOrder("T-1", { eventId: "shop-1", type: "refunded", refundedTotal: 5_000 });
  await begin("Refund", "Came broken");
  await dialog.getByLabel("Refunded, in CNY").fill("10");
  await dialog.getByText("CN¥440.00 of CN¥450.00 are left").waitFor();
  await dialog.getByText("Of the CN¥500.00 that commission is earned on", { exact: true }).waitFor();
  await dialog.getByText("the service is told the new total, CN¥60.00").waitFor();
  await press("Refund");
  await isClosed();
  expect(await read("T-1")).toMatchObject({ reversedAmount: 6_000, events: [{}, { reason: "Came broken" }] });
  await begin("Change the amount", "One tin less");
  await dialog.getByLabel("What it is worth now, in CNY").fill("400");
  await dialog.getByText("CN¥60.00 of it stay taken back, and CN¥340.00 are left.").waitFor();
  await press("Change the amount");
  await isClosed();
  expect(await read("T-1")).toMatchObject({ amount: 40_000, reversedAmount: 6_000 });
});

test("where less is earned on than was paid, the page has both sums, and a refund says of which one it is", async () => {
  const { secret = "" } = await call("POST", `/${shop.id}/sources/woocommerce/secrets`, {});
  const at = new Date(Date.now() + 2_000).toISOString().slice(0, 19);
  const lines = [{ total: "500.00" }];
  const body = JSON.stringify(
    orderBody(
      { id: 3001, currency: "CNY", total: "650.00", shipping: "150.00", lines, modifiedAt: at },
      { date_created_gmt: at },
    ),
  );
  const headers = {
    "x-wc-webhook-signature": createHmac("sha256", secret).update(body).digest("base64"),
    "x-wc-webhook-topic": "order.created",
  };
  const address = `${service.url}/webhooks/${shop.id}/woocommerce`;
  expect((await fetch(address, { method: "POST", headers, body })).status).toBe(200);
  await show("3001");
  const facts = page.getByRole("main").locator("dl").first();
  expect(await facts.textContent()).toContain("Paid in allCN¥650.00Commission is earned onCN¥500.00");
  await begin("Refund", "Came broken");
  await dialog
    .getByText("the CN¥500.00 that commission is earned on, not of the CN¥650.00 that were paid in all")
    .and(dialog.getByText("where the buyer got CN¥65.00 back, CN¥50.00 belong here"))
    .waitFor();
  await press("Cancel");
  await isClosed();
});

test("of an order that somebody else refunded meanwhile nothing is told before the sums were seen again", async () => {
  await openOrder("T-2");
  await begin("Refund", "Came broken");
  await dialog.getByLabel("Refunded, in CNY").fill("100");
  const theirs = { eventId: "theirs", type: "refunded", amount: 10_000, reason: "Broken on the way" };
  await call("POST", `/${shop.id}/orders/T-2/events`, theirs);
  await press("Refund");
  await dialog.getByText("Nothing was told: the order has changed since you looked at it").waitFor();
  await dialog.getByText(/Refunded · CN¥100\.00 · Broken on the way/).waitFor();
  await dialog.getByText("Taken back: CN¥0.00 before, CN¥100.00 now").waitFor();
  expect((await read("T-2")).events).toHaveLength(1);
  await dialog.getByText("CN¥300.00 of CN¥400.00 are left").waitFor();
  await press("Refund");
  await isClosed();
  expect(await read("T-2")).toMatchObject({ reversedAmount: 20_000, events: [{ eventId: "theirs" }, {}] });
});

test("a write that is under way keeps its dialog, which Escape does not leave, and closes no other", async () => {
  await openOrder("T-3");
  let go = (): void => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await onTelling(async (route) => {
    await held;
    await route.continue();
  });
  await begin("Refund", "Came broken");
  await press("Refund");
  await dialog.getByRole("button", { name: "Cancel", exact: true }).press("Enter");
  await dialog.getByText("This is under way and cannot be called back.").waitFor();
  for (let time = 0; time < 3; time += 1) await page.keyboard.press("Escape");
  expect(await dialog.getByRole("heading", { name: "Refund" }).isVisible()).toBe(true);
  go();
  await isClosed();
  expect(await read("T-3")).toMatchObject({ reversedAmount: 50_000 });
});

test("a lost answer is found in the order, and where it is not, the same is told again under the same id", async () => {
  await openOrder("T-4");
  await onTelling(async (route) => await comesThrough(route, `/${shop.id}/orders/T-4/events`));
  await begin("Refund", "Came broken");
  await dialog.getByLabel("Refunded, in CNY").fill("100");
  await press("Refund");
  await isClosed();
  expect(await read("T-4")).toMatchObject({ reversedAmount: 10_000, events: [{ reason: "Came broken" }] });
  // It comes through later: when it was pressed again.
  const late: Route[] = [];
  await onTelling(async (route) => {
    late.push(route);
    await (late.length === 1 ? route.abort("connectionreset") : route.continue());
  });
  await begin("Refund", "Another one");
  await dialog.getByLabel("Refunded, in CNY").fill("50");
  await press("Refund");
  await dialog.getByText("It is not known whether this was done").waitFor();
  expect(await dialog.getByText("This was not done").count()).toBe(0);
  await press("Close");
  await isClosed();
  await begin("Refund", "Another one");
  await dialog.getByText("No answer came. Press again: it is done once").waitFor();
  await dialog.getByLabel("Refunded, in CNY").fill("50");
  await press("Refund");
  await isClosed();
  const ids = late.map((route) => (route.request().postDataJSON() as { eventId: string }).eventId);
  expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  expect(await read("T-4")).toMatchObject({ reversedAmount: 15_000, events: [{}, { eventId: ids[0] }] });
  await page.unroute("**/events");
});

test("whatever is told while the desk's own event is under way, the page says that the sums are others", async () => {
  await openOrder("T-5");
  await onTelling(async (route) => {
    const total = { eventId: "theirs", type: "refunded", refundedTotal: 20_000 };
    await call("POST", `/${shop.id}/orders/T-5/events`, total);
    await route.continue();
  });
  await begin("Refund", "Came broken");
  await dialog.getByLabel("Refunded, in CNY").fill("100");
  await press("Refund");
  await dialog.getByText("It was told, and the order stands otherwise than was said here").waitFor();
  await dialog
    .getByText("Of CN¥500.00, CN¥200.00 are taken back now. What was said here: of CN¥500.00, CN¥100.00.")
    .waitFor();
  expect(await dialog.getByRole("button", { name: "Refund", exact: true }).count()).toBe(0);
  await press("Close");
  await isClosed();
  expect((await read("T-5")).reversedAmount).toBe(20_000);
  await page.unroute("**/events");
});

test("another write whose answer is lost is not said to be undone, and the list has what became of it", async () => {
  await page.goto(`${service.url}/desk/${shop.id}/links`);
  await page.getByRole("button", { name: "New link" }).click();
  await page.route("**/links", async (route) => {
    const isWrite = route.request().method() === "POST";
    await (isWrite ? comesThrough(route, `/${shop.id}/links`) : route.continue());
  });
  await dialog.getByLabel("Promoter id").fill(shop.promoterId);
  await dialog.getByLabel("Leads to").fill("https://shop.example.com/lost-answer");
  await press("New link");
  await dialog.getByText("It is not known whether this was done").waitFor();
  await page.getByText("https://shop.example.com/lost-answer").waitFor();
  expect(await dialog.getByText("This was not done").count()).toBe(0);
});
