/** Plans of the desk in a real Chromium that stands in another zone than the program: versions side by side, and days of the program. */
import { expect, test } from "vitest";
import { openShopAtDesk } from "../../support/browser/shop-at-desk.ts";
import { managing } from "../../support/browser/manage.ts";

// In Shanghai, and its reader in New York.
const { service, shop, page } = await openShopAtDesk({ as: "shop", timezoneId: "America/New_York" });

async function open(path: string): Promise<void> {
  await page.goto(`${service.url}/desk/${shop.id}${path}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
}

test("versions stand side by side, with what changed and since when each counted", async () => {
  const call = managing(service.url);
  await open("/plans");
  await page.getByText("There are no two versions to compare yet.").waitFor();
  const base = { id: "standard", scope: {}, levels: [{ level: 1, kind: "percentage", rateBps: 1_250 }] };
  const gold = {
    id: "gold",
    scope: { tier: "gold" },
    levels: [{ level: 1, kind: "fixed", amount: 500, per: "order" }],
  };
  await call("PUT", `/${shop.id}/commission-rules`, { rules: [base, gold] });
  await call("PUT", `/${shop.id}/commission-rules`, { rules: [base] });
  await open("/plans");
  const part = (rule: string, name: string) =>
    page.getByRole("region", { name: rule }).getByRole("row").filter({ hasText: name });
  // The newest beside the one before it.
  await part("gold: removed", "Tier").getByText("changed").waitFor();
  expect(await part("gold: removed", "Level 1").allTextContents()).toEqual([
    "Level 1CN¥5.00 for the order—changed",
  ]);
  await page.getByRole("region", { name: "standard: unchanged" }).waitFor();
  // And the first beside it, by the keyboard.
  const earlier = page.getByLabel("Earlier");
  await earlier.focus();
  await page.keyboard.press("ArrowDown");
  await part("standard: changed", "Level 1").waitFor();
  expect(await part("standard: changed", "Level").allTextContents()).toEqual([
    "Level 110%12.5%changed",
    "Level 25%—changed",
  ]);
  expect(await part("standard: changed", "Priority").allTextContents()).toEqual(["Priority00"]);
  const versions = page.locator("section", { hasText: "Versions of the rules side by side" });
  await versions.getByText("Version 1, in force from the beginning. Set by Operator.").waitFor();
  await versions.getByText(/^Version 3, in force since /).waitFor();
  await page.getByLabel("Later").selectOption("Version 1");
  await versions.getByText("Both say the same.").waitFor();
});

test("rules are tried on the last 90 days of the program's zone", async () => {
  await open("/plans");
  const asked = page.waitForRequest((request) => request.url().endsWith("/commission-rules/simulate"));
  await page.getByRole("button", { name: "Try on recorded orders" }).click();
  const { from } = (await asked).postDataJSON() as { from: string };
  expect(from).toMatch(/T16:00:00\.000Z$/);
  await page.getByText("1 orders of 90 days").waitFor();
});

test("a campaign is made with days of the program's zone, and shown with them", async () => {
  await open("/links");
  await page.getByRole("button", { name: "New campaign" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Days of Asia/Shanghai").waitFor();
  await dialog.getByLabel("Id").fill("new-year");
  await dialog.getByLabel("Name").fill("New year");
  await dialog.getByLabel("First day").fill("2027-01-01");
  await dialog.getByLabel("Last day").fill("2027-01-07");
  await dialog.getByLabel("Budget in CNY").fill("much");
  await dialog.getByText("This is no amount of this currency").waitFor();
  await dialog.getByRole("button", { name: "New campaign" }).click();
  await dialog.getByLabel("Budget in CNY").fill("5000.50");
  await dialog.getByRole("button", { name: "New campaign" }).click();
  await dialog.waitFor({ state: "detached" });
  const row = page.getByRole("row").filter({ hasText: "new-year" });
  await row.getByText("CN¥0.00 of CN¥5,000.50").waitFor();
  expect((await row.allTextContents())[0]).toContain("Jan 1, 2027Jan 7, 2027");
  const made = await managing(service.url)("GET", `/${shop.id}/campaigns/new-year`);
  expect(made).toMatchObject({
    startsAt: "2026-12-31T16:00:00.000Z",
    endsAt: "2027-01-07T16:00:00.000Z",
    budget: 500_050,
  });
});

test("rules that somebody else saved meanwhile are not saved over before that is seen, and settings keep what others changed", async () => {
  const call = managing(service.url);
  await open("/plans");
  await page.getByRole("button", { name: "Try on recorded orders" }).click();
  const save = page.getByRole("button", { name: "Save the rules" });
  await page.getByText("1 orders of 90 days").waitFor();
  const theirs = { id: "theirs", scope: {}, levels: [{ level: 1, kind: "percentage", rateBps: 300 }] };
  await call("PUT", `/${shop.id}/commission-rules`, { rules: [theirs] });
  await save.click();
  await page.getByText("since you began, somebody else saved another version").waitFor();
  const rules = async () => (await call("GET", `/${shop.id}/commission-rules`))["rules"];
  expect(await rules()).toMatchObject([{ id: "theirs" }]);
  await save.click();
  await expect.poll(rules).toMatchObject([{ id: "standard" }]);
  await open("/settings");
  await page.getByLabel("Name").waitFor();
  await call("PATCH", `/${shop.id}`, { settlement: { payoutApprovals: 2 } });
  await page.getByLabel("Name").fill("Tea and cups");
  await page.getByRole("button", { name: "Save", exact: true }).first().click();
  await page.getByText("Saved", { exact: true }).or(page.getByText("Tea and cups")).first().waitFor();
  const program = await call("GET", `/${shop.id}`);
  expect(program).toMatchObject({ name: "Tea and cups", settlement: { payoutApprovals: 2 } });
});
