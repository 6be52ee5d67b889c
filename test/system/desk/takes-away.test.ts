/** What takes something away says first what that does, with the sums, and asks why; the audit shows it. In a real Chromium. */
import { expect, test } from "vitest";
import { openShopAtDesk } from "../../support/browser/shop-at-desk.ts";
import { managing } from "../../support/browser/manage.ts";

const { service, shop, page } = await openShopAtDesk({ as: "operator" });

async function open(path: string): Promise<void> {
  await page.goto(`${service.url}/desk/${shop.id}${path}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
}

async function newestReason(): Promise<unknown> {
  const { data } = (await managing(service.url)("GET", `/${shop.id}/audit?limit=1`)) as unknown as {
    data: { operation: string; reason: string | null }[];
  };
  return [data[0]?.operation, data[0]?.reason];
}

test("a promoter is suspended with its sums in view, and not without a reason", async () => {
  const wallet = async () =>
    await managing(service.url)("GET", `/${shop.id}/promoters/${shop.promoterId}/wallet`);
  await expect.poll(wallet).toMatchObject({ available: 12_345 });
  await open(`/promoters/${shop.promoterId}`);
  await page.getByRole("button", { name: "Suspend" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("no payout can be requested").waitFor();
  await dialog.getByText("CN¥123.45, stays in the wallet and waits").waitFor();
  await dialog.getByText("CN¥0.00, in a payout that goes on").waitFor();
  const reason = dialog.getByLabel("Reason");
  await reason.fill("   ");
  await dialog.getByRole("button", { name: "Suspend" }).click();
  await dialog.getByText("Say why, in a few words.").waitFor();
  await reason.fill("Bought its own links");
  await dialog.getByRole("button", { name: "Suspend" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Activate" }).waitFor();
  expect(await wallet()).toMatchObject({ available: 12_345 });
  expect(await newestReason()).toEqual(["changePromoter", "Bought its own links"]);
  // Whoever lets it earn again says why if they like.
  await page.getByRole("button", { name: "Activate" }).click();
  await dialog.getByRole("button", { name: "Activate" }).click();
  await page.getByRole("button", { name: "Suspend" }).waitFor();
  expect(await newestReason()).toEqual(["changePromoter", null]);
});

test("a key is revoked with why, which the page of the audit shows", async () => {
  await managing(service.url)("POST", `/${shop.id}/api-keys`, { name: "old server", scopes: ["read"] });
  await open("/access");
  const row = page.getByRole("row").filter({ hasText: "old server" });
  await row.getByRole("button", { name: "Revoke" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("“old server” is out at once").waitFor();
  await dialog.getByLabel("Reason").fill("The server is gone");
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await row.getByText(/^Revoked /).waitFor();
  const entry = page.getByRole("row").filter({ hasText: "revokeApiKey" });
  await entry.filter({ hasText: "The server is gone" }).waitFor();
  expect(await newestReason()).toEqual(["revokeApiKey", "The server is gone"]);
});

test("an address of events is deleted with why, and a move that was given up changes nothing", async () => {
  const url = "https://shop.example.com/hooks";
  await managing(service.url)("POST", `/${shop.id}/webhook-endpoints`, { url, events: ["*"] });
  await open("/webhooks");
  const card = page.getByRole("heading", { name: url });
  await page.getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(`Nothing is sent to ${url} any more`).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await card.waitFor();
  await page.getByRole("button", { name: "Delete" }).click();
  await dialog.getByLabel("Reason").fill("The shop has moved");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByText("No address yet.").waitFor();
  expect(await newestReason()).toEqual(["deleteWebhookEndpoint", "The shop has moved"]);
});
