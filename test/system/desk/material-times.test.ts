/** When a material is published is typed by the program's clocks, wherever the reader is; in a real Chromium. */
import { expect, test } from "vitest";
import { managing } from "../../support/browser/manage.ts";
import { openShopAtDesk } from "../../support/browser/shop-at-desk.ts";

// The program is in New York, and its reader in Shanghai.
const { service, shop, page } = await openShopAtDesk({ as: "operator", timezoneId: "Asia/Shanghai" });
const call = managing(service.url);

async function saved(): Promise<readonly { publishedFrom: string | null; publishedUntil: string | null }[]> {
  return (await call("GET", `/${shop.id}/materials`))["data"] as unknown as never;
}

test("times are the program's, the field says what is meant where clocks are put forward or back, and what is left alone stays", async () => {
  await call("PATCH", `/${shop.id}`, { timezone: "America/New_York" });
  await page.goto(`${service.url}/desk/${shop.id}/materials`);
  await page.getByRole("button", { name: "New material" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill("Spring");
  await dialog.getByRole("textbox", { name: "Text", exact: true }).fill("Tea");
  const [from, until] = [dialog.getByLabel("Published from"), dialog.getByLabel("Published until")];
  await dialog.getByText("Time in America/New_York").first().waitFor();
  await from.fill("2027-03-14T02:30");
  await dialog.getByText(/^Clocks are put forward over this time: .*3:30/).waitFor();
  await until.fill("2027-11-07T01:30");
  await dialog.getByText("it comes twice: the first one is meant").waitFor();
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("Saved", { exact: true }).waitFor();
  const times = { publishedFrom: "2027-03-14T07:30:00.000Z", publishedUntil: "2027-11-07T05:30:00.000Z" };
  expect(await saved()).toMatchObject([times]);
  // By the API the second of the two, and to the second.
  const exact = "2027-11-07T06:30:15.000Z";
  const body = { kind: "text", title: "Autumn", text: "Tea", publishedUntil: exact };
  const { id } = await call("POST", `/${shop.id}/materials`, body);
  await page.reload();
  await page.getByRole("button", { name: "Edit Autumn" }).click();
  expect(await until.inputValue()).toBe("2027-11-07T01:30");
  await dialog.getByText("it comes twice: the second one is meant, as it was saved").waitFor();
  expect(await dialog.getByText("the first one is meant").count()).toBe(0);
  await dialog.getByLabel("Title").fill("Late autumn");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("Saved", { exact: true }).waitFor();
  const changed = await call("GET", `/${shop.id}/materials/${id}`);
  expect(changed).toMatchObject({ title: "Late autumn", publishedUntil: exact });
  // What was another time meanwhile, and is typed as it was, is what was saved.
  await page.reload();
  await page.getByRole("button", { name: "Edit Late autumn" }).click();
  await until.fill("2027-11-07T01:31");
  await dialog.getByText("the first one is meant").waitFor();
  await until.fill("2027-11-07T01:30");
  await dialog.getByText("the second one is meant").waitFor();
});
