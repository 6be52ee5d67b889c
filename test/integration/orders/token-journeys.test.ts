/** What an order earns whose last token is all that came with it: through taps, cookies, API, webhook and binding. */
import { beforeAll, expect, test } from "vitest";
import { openShop, type Promoter, request, type Shop } from "../../support/shop.ts";

const BUYER =
  "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36";

let shop: Shop;
let wei: Promoter;
let ling: Promoter;
/** The token of the last tap: Wei's link, then Ling's, then Wei's again. */
let last: string;

beforeAll(async () => {
  shop = await openShop({ attribution: { model: "linear" }, binding: { mode: "none" } });
  [wei, ling] = [await shop.promoter("wei"), await shop.promoter("ling")];
  const slugs: string[] = [];
  for (const { id } of [wei, ling]) {
    const body = { promoterId: id, destination: "https://shop.example/item" };
    slugs.push((await shop.post("/links", body)).body.slug);
  }
  let cookie = "";
  for (const slug of [slugs[0], slugs[1], slugs[0]]) {
    const { headers } = await request("GET", `/s/${slug}`, { headers: { "user-agent": BUYER, cookie } });
    cookie = headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    last = new URL(headers.get("location") ?? "").searchParams.get("tby") ?? "";
  }
});

const shares = (order: { attribution: { credits: { promoterId: string; weightBps: number }[] } }) =>
  Object.fromEntries(order.attribution.credits.map(({ promoterId, weightBps }) => [promoterId, weightBps]));

test("an order with the last token alone shares by every tap of the journey", async () => {
  const { body } = await shop.order("whole", 10_000, { clickToken: last });
  expect(shares(body.results[0])).toEqual({ [wei.id]: 6_667, [ling.id]: 3_333 });
});

test("the part before the dot is taken wherever a token is: by API, in lists and addresses, by webhook", async () => {
  const [short = "", earlier] = last.split(".");
  expect([short.length <= 80, earlier === undefined]).toEqual([true, false]);
  const ways = [
    { clickToken: short },
    { clickTokens: [short] },
    { clickToken: `${short},rubbish` },
    { clickToken: `https://shop.example/item?tby=${short}#top` },
  ];
  for (const [index, way] of ways.entries()) {
    const { body } = await shop.order(`short-${index}`, 10_000, way);
    expect(shares(body.results[0])).toEqual({ [wei.id]: 10_000 });
  }
  const order = { orderId: "by-webhook", amount: 10_000, currency: "CNY", clickToken: short };
  const told = await shop.webhook("order.paid", order, "msg-short");
  expect(shares(told.body.results[0])).toEqual({ [wei.id]: 10_000 });
});

test("a token whose second part was cut or edited is ignored with a reason, and is no error", async () => {
  const edited = last.replace(/\.(.)/, (_, first: string) => (first === "A" ? ".B" : ".A"));
  for (const [index, damaged] of [last.slice(0, -1), edited].entries()) {
    const { status, body } = await shop.order(`damaged-${index}`, 10_000, { clickToken: damaged });
    expect([status, body.results[0].status, shares(body.results[0])]).toEqual([200, "accepted", {}]);
  }
});

test("a customer is bound by the part before the dot", async () => {
  const other = await openShop();
  const seller = await other.promoter("seller");
  const [short] = (await other.tap(seller)).split(".");
  const bound = await other.post("/bindings", { customerId: "buyer-1", clickToken: short });
  expect([bound.status, bound.body.promoterId]).toEqual([201, seller.id]);
});
