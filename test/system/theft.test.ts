/** Attempts to be credited for buyers whom nobody brought, from pages that a thief controls: none earns anything. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, newBuyer } from "../support/browser/chromium.ts";
import { creditsOf, type Merchant } from "../support/merchant.ts";
import { openTown, type Town } from "../support/browser/town.ts";

let town: Town;
let browser: Browser;

beforeAll(async () => {
  town = await openTown();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await town?.close();
});

/** A program with a thief among its promoters. */
async function victims(settings: Record<string, unknown> = {}) {
  const merchant = await town.open(settings);
  const thief = await merchant.promoter("thief", town.landingOf(merchant));
  return { merchant, thief };
}

/** What the explanation of an order that nobody earned says of its evidence. */
async function evidenceIn(merchant: Merchant, orderId: string) {
  const { attribution } = await merchant.explanation(orderId);
  return { basis: attribution.basis, touches: attribution.touches, tokenFaults: attribution.tokenFaults };
}

const NOTHING = { basis: "none", touches: [], tokenFaults: [] };

/** A page of the thief's with this content. */
function strangersPage(html: string): string {
  return `${town.stranger.url}/?${new URLSearchParams({ html }).toString()}`;
}

test("identify for a guessed customer, without a proof or with one for somebody else, earns nothing", async () => {
  const { merchant, thief } = await victims();
  const buyer = await newBuyer(browser);
  const page = await buyer.newPage();
  await page.goto(thief.link);
  const proofs = ["", "0".repeat(64), merchant.proofOf("thief"), merchant.proofOf("victim").slice(0, 62)];
  for (const proof of proofs) {
    const status = await page.evaluate(
      `fetch("${town.service.url}/e", { method: "POST", body: JSON.stringify({ program: "${merchant.id}",
        type: "identify", customerId: "victim", proof: "${proof}", clickTokens: tributary.clickTokens() }) })
        .then((answer) => answer.status)`,
    );
    expect(status).toBe(204);
  }
  const order = await merchant.order({ orderId: "guessed-1", customerId: "victim" });
  expect([order.status, creditsOf(order)]).toEqual(["accepted", {}]);
  expect(await evidenceIn(merchant, "guessed-1")).toEqual(NOTHING);
  await buyer.close();
});

test("conversion pixels with guessed order ids claim none: the merchant's own order is new, and nobody's", async () => {
  const { merchant, thief } = await victims();
  const buyer = await newBuyer(browser);
  const page = await buyer.newPage();
  await page.goto(thief.link);
  const token = String(await page.evaluate("tributary.clickToken()"));
  const pixel = `${town.service.url}/c.gif?program=${merchant.id}&amount=1&currency=CNY&tby=${token}`;
  const answered = page.waitForResponse((response) => response.url().endsWith("order=1003"));
  await page.goto(strangersPage([1001, 1002, 1003].map((id) => `<img src="${pixel}&order=${id}">`).join("")));
  expect((await answered).headers()["tributary-status"]).toBe("recorded");
  await page.goto(town.landingOf(merchant));
  await page.evaluate(`tributary.conversion({ orderId: "1002", amount: 1, currency: "CNY" })`);
  for (const orderId of ["1001", "1002", "1003"]) {
    const order = await merchant.order({ orderId, customerId: "honest" });
    expect([order.status, creditsOf(order)]).toEqual(["accepted", {}]);
    expect(await evidenceIn(merchant, orderId)).toEqual(NOTHING);
  }
  await buyer.close();
});

test("a share link fetched, framed or loaded as an image by a foreign page leaves no token and no cookie", async () => {
  const { merchant, thief } = await victims();
  const buyer = await newBuyer(browser);
  const page = await buyer.newPage();
  const landed: string[] = [];
  page.on("request", (request) => request.url().includes("tby=") && landed.push(request.url()));
  await page.goto(
    strangersPage(
      `<img src="${thief.link}"><iframe src="${thief.link}"></iframe><link rel="stylesheet" href="${thief.link}">`,
    ),
  );
  await page.evaluate(
    `Promise.allSettled(["cors", "no-cors"].map((mode) => fetch("${thief.link}", { mode, credentials: "include" })))`,
  );
  expect(await buyer.cookies(town.service.url)).toEqual([]);
  expect(landed).toEqual([]);
  await page.goto(town.checkoutOf(merchant, "stuffed-1"));
  await page.click("#pay");
  const order = JSON.parse((await page.textContent("#result")) ?? "");
  expect([order.status, creditsOf(order)]).toEqual(["accepted", {}]);
  expect((await evidenceIn(merchant, "stuffed-1")).touches).toEqual([]);
  await buyer.close();
});

test("somebody else's visitor cookie, set by hand, gives its setter nothing of that visitor", async () => {
  const { merchant, thief } = await victims({ attribution: { model: "linear" } });
  const wei = await merchant.promoter("wei", town.landingOf(merchant));
  const [victim, thiefs] = [await newBuyer(browser), await newBuyer(browser)];
  const [page, lair] = [await victim.newPage(), await thiefs.newPage()];
  await page.goto(wei.link);
  const stolen = (await victim.cookies(town.service.url)).filter(({ name }) => name === "tby_vid");
  expect(stolen).toHaveLength(1);
  await thiefs.addCookies(stolen);
  await lair.goto(thief.link);
  const identified = page.waitForEvent(
    "requestfinished",
    (request) => request.postData()?.includes("identify") === true,
  );
  await page.evaluate(`tributary.identify("victim", "${merchant.proofOf("victim")}")`);
  await identified;
  await expect
    .poll(async () => {
      await merchant.order({ orderId: "stolen-1", customerId: "victim" });
      return creditsOf(await merchant.orderById("stolen-1"));
    })
    .toEqual({ [wei.id]: 10_000 });
  const { attribution } = await merchant.explanation("stolen-1");
  const promoters = attribution.touches.map((touch: { promoterId: string }) => touch.promoterId);
  expect(promoters).toEqual([wei.id]);
  await Promise.all([victim.close(), thiefs.close()]);
});

test("a token of another program, and one with any end of it edited, earn nothing", async () => {
  const { merchant } = await victims();
  const other = await victims();
  const buyer = await newBuyer(browser);
  const page = await buyer.newPage();
  await page.goto(other.thief.link);
  const token = String(await page.evaluate("tributary.clickToken()"));
  const middle = Math.floor(token.length / 2);
  const swapped = token[middle] === "A" ? "B" : "A";
  const spoiled: [string, string][] = [
    [token, "foreign_program"],
    [token.slice(0, middle) + swapped + token.slice(middle + 1), "forged"],
    [`Z${token.slice(1)}`, "forged"],
    [token.slice(4), "forged"],
    [`${token}AAAA`, "forged"],
    [token.slice(0, 10), "malformed"],
  ];
  for (const [index, [clickToken, fault]] of spoiled.entries()) {
    const orderId = `foreign-${index}`;
    const order = await merchant.order({ orderId, clickToken });
    expect([order.status, creditsOf(order)]).toEqual(["accepted", {}]);
    expect(await evidenceIn(merchant, orderId)).toEqual({ ...NOTHING, tokenFaults: [fault] });
  }
  await buyer.close();
});

test("a foreign page can neither plant a token in the shop's own cookie nor read what it holds", async () => {
  const { merchant, thief } = await victims();
  const buyer = await newBuyer(browser);
  const page = await buyer.newPage();
  await page.goto(thief.link);
  const token = String(await page.evaluate("tributary.clickToken()"));
  await page.goto(strangersPage(""));
  const session = JSON.stringify({ program: merchant.id, type: "session", clickTokens: [token] });
  for (const mode of ["no-cors", "cors"]) {
    const received = await page.evaluate(
      `fetch("${town.shop.url}/tby/e", { method: "POST", mode: "${mode}", credentials: "include", body: ${JSON.stringify(session)} })
        .then((answer) => answer.text()).catch(() => "refused")`,
    );
    expect(received).not.toContain(token);
  }
  expect((await buyer.cookies(town.shop.url)).filter(({ name }) => name === "tby_clk")).toEqual([]);
  await buyer.close();
});
