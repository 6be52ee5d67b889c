/** What happened to an order at the shop is told from its page, by the keyboard alone, by those whose role may. In a real Chromium. */
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { signedInDesk } from "../../support/browser/desk.ts";
import { managing } from "../../support/browser/manage.ts";
import { openShopAtDesk } from "../../support/browser/shop-at-desk.ts";

const ORDER = "A-2002";

const { service, shop, browser, page } = await openShopAtDesk({ as: "shop" });
const call = managing(service.url);

beforeAll(async () => {
  const order = { orderId: ORDER, amount: 50_000, currency: "CNY", customerId: "buyer-1" };
  await call("POST", `/${shop.id}/conversions`, order);
});

interface Told {
  readonly amount: number;
  readonly reversedAmount: number;
  readonly state: string;
  readonly commissions: readonly { readonly kept: number }[];
  readonly events: readonly { readonly type: string; readonly reason?: string }[];
}

async function read() {
  const order = (await call("GET", `/${shop.id}/orders/${ORDER}`)) as unknown as Told;
  return { ...order, kept: order.commissions.reduce((sum, { kept }) => sum + kept, 0) };
}

async function open(of: Page): Promise<void> {
  await of.goto(`${service.url}/desk/${shop.id}/orders/${ORDER}`);
  await of.getByRole("heading", { level: 1 }).waitFor();
  await of.getByRole("region", { name: "Commissions" }).waitFor();
}

const dialog = page.getByRole("dialog");

/** Opens a dialog by the keyboard. @returns what it says that will happen. */
async function begin(button: string): Promise<string> {
  await page.getByRole("button", { name: button, exact: true }).press("Enter");
  return (await dialog.getByRole("paragraph").first().textContent()) ?? "";
}

async function finish(button: string, reason: string): Promise<void> {
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: button, exact: true }).press("Enter");
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("region", { name: "Events" }).getByText(reason).waitFor();
}

test("a refund says what is left and what commissions it touches, is refused beyond that, and is told once", async () => {
  await open(page);
  expect(await begin("Refund")).toContain("CN¥0.00 of CN¥500.00 are left, and commissions of CN¥75.00");
  const amount = dialog.getByLabel("Refunded, in CNY");
  expect(await amount.inputValue()).toBe("500.00");
  await dialog.getByLabel("Reason").fill("Came broken");
  for (const [typed, fault] of [
    ["500.01", "at most the CN¥500.00 that are left"],
    ["0", "More than nothing"],
    ["ten", "This is no amount of this currency"],
  ] as const) {
    await amount.fill(typed);
    await dialog.getByText(fault).waitFor();
    await amount.press("Enter");
  }
  expect((await read()).events).toEqual([]);
  await amount.fill("100");
  await dialog.getByText("CN¥400.00 of CN¥500.00 are left, and commissions of CN¥75.00 shrink").waitFor();
  await dialog.getByRole("button", { name: "Refund", exact: true }).dblclick();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("region", { name: "Events" }).getByText("Came broken").waitFor();
  expect(await read()).toMatchObject({
    reversedAmount: 10_000,
    kept: 6_000,
    events: [{ type: "refunded", amount: 10_000, reason: "Came broken" }],
  });
});

test("a refund is voided, the amount is changed, the order is cancelled and that is voided, each with its reason", async () => {
  await open(page);
  expect(await begin("Void the refund")).toMatch(/CN¥100\.00 of the order come back.*CN¥60\.00 grow/);
  await finish("Void the refund", "The bank sent it back");
  expect(await read()).toMatchObject({ reversedAmount: 0, kept: 7_500 });
  await begin("Change the amount");
  await dialog.getByLabel("What it is worth now, in CNY").fill("600");
  await dialog
    .getByText(
      "From now on the order is worth CN¥600.00, not CN¥500.00. CN¥0.00 of it stay taken back, and CN¥600.00 are left.",
    )
    .waitFor();
  await finish("Change the amount", "One tin more");
  expect(await read()).toMatchObject({ amount: 60_000, kept: 9_000 });
  expect(await begin("Cancel the order")).toContain(
    "order of CN¥600.00 is taken back, and its commissions of CN¥90.00",
  );
  await finish("Cancel the order", "Never sent");
  expect(await read()).toMatchObject({ reversedAmount: 60_000, kept: 0, state: "reversed" });
  for (const gone of ["Refund", "Change the amount"]) {
    expect(await page.getByRole("button", { name: gone, exact: true }).count()).toBe(0);
  }
  expect(await begin("Void the cancellation")).toContain(
    "CN¥600.00 of the order come back, and CN¥0.00 stay taken back",
  );
  await finish("Void the cancellation", "It was sent after all");
  const { events, ...order } = await read();
  expect(order).toMatchObject({ reversedAmount: 0, kept: 9_000, state: "pending" });
  expect(events.map(({ type, reason }) => [type, reason])).toEqual([
    ["refunded", "Came broken"],
    ["refund_voided", "The bank sent it back"],
    ["amended", "One tin more"],
    ["cancelled", "Never sent"],
    ["refund_voided", "It was sent after all"],
  ]);
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("button", { name: "退款", exact: true }).press("Enter");
  await dialog
    .getByText("佣金 CN¥90.00 按同一比例减少")
    .or(dialog.getByText("佣金 ¥90.00 按同一比例减少"))
    .waitFor();
});

test.each([
  ["support", ["orders", "read"], ["Refund", "Cancel the order", "Change the amount"]],
  ["finance", ["read", "payouts"], ["Review", "Take back"]],
  ["viewer", ["read"], []],
] as const)(
  "who has the scopes of %s is offered what these reach, and nothing else",
  async (name, scopes, offered) => {
    const { key = "" } = await call("POST", `/${shop.id}/api-keys`, { name, scopes });
    const own = await signedInDesk(browser, service.url, key);
    await open(own);
    const buttons = await own
      .locator("main div > button[type=button]")
      .filter({ visible: true })
      .allTextContents();
    expect(buttons).toEqual(offered);
    await own.context().close();
  },
);
