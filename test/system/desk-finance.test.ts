/** What finance and marketing come to the desk for: the books, a month's tax, who somebody is, codes of links, tiers and caps. */
import { readFileSync } from "node:fs";
import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { openShopAtDesk } from "../support/browser/shop-at-desk.ts";
import { requestPayout } from "../support/browser/small-shop.ts";
import { settingsOf } from "../support/wechat/payout-settings.ts";
import { ADMIN_TOKEN } from "../support/service.ts";

const OTHER_SHARE_HOST = "https://go.shop.example";

const { service, shop, page } = await openShopAtDesk({
  as: "shop",
  environment: { SHARE_ORIGINS: OTHER_SHARE_HOST },
});

async function open(section: string): Promise<void> {
  await page.getByRole("link", { name: section, exact: true }).click();
  await page.getByRole("heading", { level: 1, name: section }).waitFor();
}

async function readAsOperator(path: string): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const answer = await fetch(`${service.url}/v1/programs/${shop.id}${path}`, { headers });
  return (await answer.json()) as Record<string, unknown>;
}

const rowOf = (name: string): Locator => page.getByRole("row").filter({ hasText: name });

test("the books say what is owed, agree with the orders, and every wallet can be proved", async () => {
  // What was earned is in the wallet within seconds.
  await expect.poll(async () => await requestPayout(service.url, shop)).toBe(201);
  await expect
    .poll(async () => await readAsOperator("/trial-balance"))
    .toMatchObject({ owed: 18_517, difference: 0 });
  await open("Books");
  await page.getByText("Both sides agree.").waitFor();
  expect(await rowOf("Commissions of orders").allTextContents()).toEqual(["Commissions of ordersCN¥185.17"]);
  expect(await rowOf("In payouts under way").allTextContents()).toEqual(["In payouts under wayCN¥50.00"]);
  expect(await rowOf("Sum").allTextContents()).toEqual(["SumCN¥185.17CN¥185.17"]);
  // The service compares by itself as well, at night: it may have done so by now.
  await page.getByText(/^(Nothing was compared yet|Nothing differs)\.$/).waitFor();
  await page.getByRole("button", { name: "Compare everything now" }).click();
  await page.getByText("Nothing differs.").waitFor();
  await expect
    .poll(async () => await readAsOperator("/reconciliation"))
    .toMatchObject({ state: "finished", balanced: true });
  await page.getByLabel("Promoter id").fill(shop.promoterId);
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByRole("button", { name: "Verify the journal" }).click();
  await page.getByText(/^The journal is valid: 4 entries/).waitFor();
});

test("a month's tax statement has a line for each person, and is a file as well", async () => {
  await open("Tax statements");
  await rowOf("wei").waitFor();
  expect(await rowOf("wei").allTextContents()).toEqual(["weiwei1CN¥50.00CN¥0.00CN¥50.00CN¥0.00"]);
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const file = readFileSync(await (await downloading).path(), "utf8")
    .trim()
    .split("\r\n");
  expect(file).toHaveLength(2);
  expect(file[1]).toMatch(new RegExp(`^\\d{4}-\\d{2},${shop.promoterId},wei,,CNY,1,50.00,0.00,50.00,0.00$`));
  await page.getByLabel("Month").fill("2020-01");
  await page.getByText("No payouts were requested in this month.").waitFor();
});

test("a promoter is found by a part of the name, or of the member id", async () => {
  await open("Promoters");
  await rowOf("wei").first().waitFor();
  const search = page.getByLabel("Name or member id");
  await search.fill("LIN");
  await search.press("Enter");
  await page.getByRole("link", { name: "wei", exact: true }).waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Ling", exact: true }).waitFor();
  expect(await page.getByRole("row").count()).toBe(2);
  await search.fill("nobody");
  await search.press("Enter");
  await page.getByText("No promoters match. Make the first one.").waitFor();
});

test("a link's code is shown, and can be taken along for a printer", async () => {
  await open("Links");
  await page.getByRole("button", { name: /^QR code of http/ }).click();
  const code = page.getByRole("img", { name: /^QR code of http/ });
  await code.waitFor();
  const width =
    "Promise.resolve(document.querySelector('dialog img')).then(async (img) => (await img.decode(), img.naturalWidth))";
  expect(await page.evaluate(width)).toBeGreaterThan(0);
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "PNG" }).click();
  const bytes = readFileSync(await (await downloading).path());
  expect(bytes.subarray(1, 4).toString("latin1")).toBe("PNG");
  await page.keyboard.press("Escape");
});

test("tiers and caps are changed by forms, and what makes no sense cannot be saved", async () => {
  await open("Plans");
  const tier = (number: number) => page.getByRole("group", { name: `Tier ${number}` });
  const save = page.getByRole("button", { name: "Save the tiers" });
  await tier(4).getByRole("button", { name: "Remove the tier" }).click();
  await page.getByRole("button", { name: "New tier" }).click();
  await tier(4).getByLabel("Name").fill("platinum");
  await tier(4).getByLabel("From sales of (CNY)").fill("5000");
  await page.getByText("Each tier begins at more than the one below it.").waitFor();
  expect(await save.isDisabled()).toBe(true);
  await tier(4).getByLabel("From sales of (CNY)").fill("10000.50");
  await page.getByLabel("Whether promoters fall").selectOption("Reviewed each month.");
  await save.click();
  const tiers = [
    { name: "bronze", fromSales: 0 },
    { name: "silver", fromSales: 100_000 },
    { name: "gold", fromSales: 500_000 },
    { name: "platinum", fromSales: 1_000_050 },
  ];
  await expect
    .poll(async () => await readAsOperator("/tiers"))
    .toMatchObject({ version: 1, review: "monthly", tiers });
  const cap = page.getByLabel("Cap in percent");
  await cap.fill("twelve");
  const saveCaps = page.getByRole("button", { name: "Save levels and cap" });
  expect(await saveCaps.isDisabled()).toBe(true);
  await page.getByLabel("Levels paid").selectOption("3");
  // The rules pay 15 percent: below that the API takes no cap, and the form says so in its words.
  await cap.fill("12.5");
  await saveCaps.click();
  await page.getByRole("alert").filter({ hasText: "rule standard sum over 1250" }).waitFor();
  expect(await readAsOperator("")).toMatchObject({ commission: { capBps: 3_000, maxLevels: 2 } });
  await cap.fill("17.5");
  await saveCaps.click();
  await page.getByText("Saved", { exact: true }).waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
  expect(await readAsOperator("")).toMatchObject({ commission: { capBps: 1_750, maxLevels: 3 } });
});

test("links are shown at another share host once it is set, and one that is not the operator's is refused", async () => {
  await open("Settings");
  const save = page.getByRole("button", { name: "Save", exact: true });
  const host = page.getByLabel("Share host");
  await host.fill("https://elsewhere.example");
  await save.click();
  await page.getByRole("alert").filter({ hasText: "This share host is not one of the operator" }).waitFor();
  expect(await readAsOperator("")).toMatchObject({ shareOrigin: null });
  const inForce = async () =>
    await page
      .getByText(/^Version \d+,/)
      .first()
      .textContent();
  const before = await inForce();
  await host.fill(OTHER_SHARE_HOST);
  await save.click();
  // The form begins anew with what is in force.
  await expect.poll(inForce).not.toBe(before);
  expect(await readAsOperator("")).toMatchObject({ shareOrigin: OTHER_SHARE_HOST });
  await host.fill("");
  await save.click();
  await expect.poll(async () => await readAsOperator("")).toMatchObject({ shareOrigin: null });
});

test("WeChat Pay is set up by a form, its keys are never shown again, and it can be forgotten", async () => {
  await open("Settings");
  await page.getByRole("button", { name: "Show what is set" }).click();
  await page.getByText("WeChat Pay is not set up.").waitFor();
  await page.getByRole("button", { name: "Set up" }).click();
  const dialog = page.getByRole("dialog", { name: "Payouts by WeChat Pay" });
  const { sceneInfos, ...settings } = settingsOf("1230000109");
  const labels = {
    appId: "AppID",
    merchantId: "Merchant number (mchid)",
    serial: "Serial of the API certificate",
    privateKey: "Private key of the certificate (apiclient_key.pem)",
    apiV3Key: "APIv3 key",
    publicKeyId: "Id of WeChat Pay's public key",
    publicKey: "WeChat Pay's public key (pub_key.pem)",
    sceneId: "Scene of transfers",
    remark: "What the payee reads",
  } as const satisfies Record<keyof typeof settings, string>;
  for (const [name, label] of Object.entries(labels))
    await dialog.getByLabel(label).fill(settings[name as keyof typeof settings]);
  const said = dialog.getByLabel("What WeChat Pay wants to be told in that scene");
  await said.fill("a line that names nothing");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("alert").filter({ hasText: "content" }).waitFor();
  await said.fill(sceneInfos.map(({ type, content }) => `${type}：${content}`).join("\n"));
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("1230000109").waitFor();
  expect(await readAsOperator("/wechat-payouts")).toMatchObject({ merchantId: "1230000109" });
  expect(await page.content()).not.toContain(settings.apiV3Key);
  await page.getByRole("button", { name: "Forget WeChat Pay" }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("Another merchant number");
  await page.getByRole("dialog").getByRole("button", { name: "Forget WeChat Pay" }).click();
  await page.getByText("WeChat Pay is not set up.").waitFor();
  expect(await readAsOperator("/wechat-payouts")).toMatchObject({ code: "no_wechat_payouts" });
});
