/**
 * Five tasks as a stranger does them by the mouse, from the desk's home. Each takes at most the clicks that the best peer's
 * own guide takes; docs/clicks.md says which guide that is, and what was counted.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openShopAtDesk } from "../support/browser/shop-at-desk.ts";
import { Steps } from "../support/browser/clicks.ts";
import { requestPayout } from "../support/browser/small-shop.ts";
import { ADMIN_TOKEN, PROJECT } from "../support/service.ts";

/** Clicks that the best peer's guide takes. */
const PEERS = { source: 2, promoter: 3, order: 2, payout: 5, rule: 3 } as const;
type Task = keyof typeof PEERS;

const { service, shop, page } = await openShopAtDesk({ as: "shop" });

async function readAsOperator(path: string): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const answer = await fetch(`${service.url}/v1/programs/${shop.id}${path}`, { headers });
  return (await answer.json()) as Record<string, unknown>;
}

/** Does a task from the desk's home, in no more clicks than the peer. */
async function walked(task: Task, walk: (taken: Steps) => Promise<void>): Promise<Steps> {
  await page.goto(`${service.url}/desk/${shop.id}`);
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  const steps = new Steps(page);
  await walk(steps);
  expect(steps.clicks).toBeLessThanOrEqual(PEERS[task]);
  return steps;
}

/** Clicks, fields and the peer's clicks of a task, as docs/clicks.md has them. */
function written(name: string): unknown[] {
  const table = readFileSync(join(PROJECT, "docs/clicks.md"), "utf8");
  const row = table.split("\n").find((line) => line.startsWith(`| ${name} `)) ?? "";
  const cells = row.split("|").map((cell) => cell.trim());
  return cells.slice(2, 5).map(Number);
}

const countOf = (task: Task, { clicks, fields }: Steps) => [clicks, fields, PEERS[task]];

test("a checkout is connected, and its webhooks are taken from then on", async () => {
  const steps = await walked("source", async (taken) => {
    await taken.press("link", "Sources");
    await taken.choose("Source", "stripe");
    await taken.fill("Signing secret", `whsec_${Buffer.alloc(32, 7).toString("base64")}`);
    await taken.press("button", "Connect");
    await page.getByText("stripe is connected.").waitFor();
  });
  expect(countOf("source", steps)).toEqual(written("Connect a checkout"));
  const { data } = (await readAsOperator("/sources")) as { data: { source: string; configured: boolean }[] };
  expect(data.filter(({ configured }) => configured).map(({ source }) => source)).toContain("stripe");
  expect(await page.getByText(`${service.url}/webhooks/${shop.id}/stripe`).count()).toBeGreaterThan(0);
});

test("a promoter is made with a link that leads to the shop", async () => {
  const steps = await walked("promoter", async (taken) => {
    await taken.press("link", "Promoters");
    await taken.press("button", "New promoter");
    const dialog = page.getByRole("dialog");
    await taken.fill("Member id", "mei", dialog);
    await taken.fill("First link leads to", "https://elsewhere.example/tea", dialog);
    await dialog.getByRole("button", { name: "New promoter" }).click();
    // A page that links may not lead to is refused; the promoter stands, and is not made twice.
    await dialog.getByRole("alert").waitFor();
    await page.getByLabel("First link leads to", { exact: true }).fill("https://shop.example.com/green");
    await taken.press("button", "New promoter", dialog);
    await page.getByRole("heading", { level: 1, name: "mei" }).waitFor();
    await page.getByText("https://shop.example.com/green").first().waitFor();
  });
  expect(countOf("promoter", steps)).toEqual(written("A promoter, with a link"));
  const { data } = (await readAsOperator("/promoters?memberId=mei")) as { data: { id: string }[] };
  const links = await readAsOperator(`/links?promoterId=${data[0]?.id}`);
  expect(links["data"]).toEqual([
    expect.objectContaining({ destination: "https://shop.example.com/green", promoterId: data[0]?.id }),
  ]);
});

test("an order is followed to why it paid what it paid", async () => {
  const steps = await walked("order", async (taken) => {
    await taken.press("link", "Orders");
    await taken.press("link", shop.orderId);
    await page
      .getByText(/Rule standard, in minor units \(1\.00 CNY is 100\): base/)
      .first()
      .waitFor();
  });
  expect(countOf("order", steps)).toEqual(written("An order, and why it paid that"));
});

test("a payout is approved, collected for the bank, and paid with its batch", async () => {
  await expect.poll(async () => await requestPayout(service.url, shop)).toBe(201);
  const steps = await walked("payout", async (taken) => {
    await taken.press("link", "Payouts");
    await taken.press("button", "Approve");
    await page.getByText(/The next batch pays CN¥50\.00 to pr_/).waitFor();
    await taken.press("button", "Approve and collect");
    await page.getByRole("link", { name: "CSV" }).waitFor();
    await taken.press("button", "Paid", page.getByRole("region", { name: "Batches" }));
    const dialog = page.getByRole("dialog");
    await dialog.getByText("1 payout of this batch, CN¥50.00 in all, have arrived.").waitFor();
    await taken.press("button", "Paid", dialog);
    await dialog.waitFor({ state: "detached" });
  });
  expect(countOf("payout", steps)).toEqual(written("Approve a payout, and pay it"));
  const { data } = await readAsOperator("/payouts");
  expect(data).toEqual([expect.objectContaining({ gross: 5_000, state: "paid" })]);
});

test("a rule is set, tried on recorded orders, and saved", async () => {
  const steps = await walked("rule", async (taken) => {
    await taken.press("link", "Plans");
    await taken.fill("Percent", "12.5");
    await taken.press("button", "Try on recorded orders");
    await page.getByText("1 orders of 90 days").waitFor();
    await taken.press("button", "Save the rules");
    await page
      .getByText(/^Version 2, /)
      .first()
      .waitFor();
  });
  expect(countOf("rule", steps)).toEqual(written("A rule, tried and then saved"));
});
