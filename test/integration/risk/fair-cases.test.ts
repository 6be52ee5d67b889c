/** A case is of whom its reasons name, is asked for page by page while it is decided. It tells each side no more than its own. */
import { expect, test } from "vitest";
import { bought, Buyer, linkOf } from "../../support/risk/buyers.ts";
import { hijack, hijacked, openCase, reviews } from "../../support/risk/hijacked.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";

const HIJACKED = { fraud: { displacedWithin: "PT60S" } };

/** A shop where clicks share orders, and one whose second click came just before it. */
async function sharedOrder() {
  const shop = await openShop({ ...HIJACKED, attribution: { model: "linear" } });
  const [honest, thief] = [await shop.promoter("honest"), await shop.promoter("thief")];
  const buyer = new Buyer();
  await buyer.tap(await linkOf(shop, honest));
  const clickToken = await buyer.tap(await linkOf(shop, thief));
  await bought(shop, "shared", { customerId: "buyer", clickToken, amount: 10_000, seconds: 0 });
  await shop.settle();
  await expect.poll(async () => (await shop.get("/risk-cases")).body.data.length).toBe(1);
  return { shop, honest, thief };
}

async function tokenOf(shop: Shop, { id }: { id: string }): Promise<string> {
  return (await shop.post(`/promoters/${id}/tokens`, {})).body.token;
}

test("of an order that clicks share, the case is of who took its share, and not of whom it was taken from", async () => {
  const { shop, honest, thief } = await sharedOrder();
  const [found] = (await shop.get("/risk-cases")).body.data;
  expect(found).toMatchObject({ promoterId: thief.id, atStake: 1_000, orders: ["shared"] });
  const asked = async (promoter: { id: string }) => {
    const token = await tokenOf(shop, promoter);
    return (await request("GET", `/v1/programs/${shop.id}/risk-cases`, { token })).body.data;
  };
  expect(await asked(honest)).toEqual([]);
  expect(await asked(thief)).toMatchObject([{ id: found.id, atStake: 500 }]);
  expect((await shop.post(`/risk-cases/${found.id}/confirm`, { reason: "hijacked" })).status).toBe(200);
  await expect.poll(async () => (await shop.get("/orders/shared")).body.state).toBe("reversed");
});

test("of others' orders a promoter does not learn what they are suspected of", async () => {
  const { shop, honest, thief } = await hijacked();
  const risk = async (promoter: { id: string }) => {
    const token = await tokenOf(shop, promoter);
    const path = `/v1/programs/${shop.id}/orders/order-1/explanation`;
    return (await request("GET", path, { token })).body.risk;
  };
  expect(await risk(honest)).toBeNull();
  expect(await risk(thief)).toEqual({
    verdict: "review",
    score: null,
    reasons: [{ code: "credit_displaced" }],
  });
});

test("a promoter of a program that observes hears that nothing follows from a verdict", async () => {
  const { shop, thief } = await sharedOrder();
  await shop.patch("", { fraud: { mode: "observe" } });
  await new Promise((resolve) => setTimeout(resolve, 5));
  const other = await shop.promoter("other");
  await hijack(shop, { honest: other, thief }, "observed", 10_000);
  const token = await tokenOf(shop, thief);
  const path = `/v1/programs/${shop.id}/orders/observed/explanation`;
  expect((await request("GET", path, { token })).body.risk).toMatchObject({
    verdict: "review",
    observed: true,
  });
});

test("whoever decides a page of cases before asking for the next one misses none", async () => {
  const shop = await openShop(HIJACKED);
  const honest = await shop.promoter("honest");
  for (const amount of [10_000, 20_000, 30_000, 40_000, 50_000])
    await hijack(shop, { honest, thief: await shop.promoter(`of-${amount}`) }, `o-${amount}`, amount);
  await shop.settle();
  await expect.poll(async () => (await shop.get("/risk-cases")).body.data.length).toBe(5);
  const seen: number[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const { data, nextCursor }: { data: { id: string; atStake: number }[]; nextCursor: string | null } = (
      await shop.get(`/risk-cases?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`)
    ).body;
    seen.push(...data.map(({ atStake }) => atStake));
    for (const { id } of data) await shop.post(`/risk-cases/${id}/clear`, { reason: "friends" });
    cursor = nextCursor;
  }
  expect(seen).toEqual([5_000, 4_000, 3_000, 2_000, 1_000]);
});

test("a decision that comes twice at once is one, and is answered twice", async () => {
  const { shop } = await hijacked();
  const { id } = await openCase(shop);
  const clear = async () => await shop.post(`/risk-cases/${id}/clear`, { reason: "friends" });
  const answers = await Promise.all([clear(), clear(), clear()]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(new Set(answers.map(({ body }) => body.decision.at)).size).toBe(1);
});

test("blanks are no say: they are refused, and the promoter still has its own", async () => {
  const { shop, asThief } = await hijacked();
  const { id } = await openCase(shop);
  for (const text of ["", " ", " \u3000\u200b "])
    expect((await asThief("POST", `/risk-cases/${id}/appeal`, { text })).status).toBe(422);
  expect((await shop.post(`/risk-cases/${id}/clear`, { reason: "  " })).status).toBe(422);
  expect((await asThief("POST", `/risk-cases/${id}/appeal`, { text: "是我的邻居" })).status).toBe(200);
});

test("whoever speaks before anything is decided does not keep the case from its clock, which its orders go by", async () => {
  const { shop, asThief } = await hijacked({ reviewWithin: "PT15S" });
  const { id, expiresAt } = await openCase(shop);
  const spoken = await asThief("POST", `/risk-cases/${id}/appeal`, { text: "My neighbours" });
  expect(spoken.body).toMatchObject({ state: "open", expiresAt });
  await expect
    .poll(
      async () => {
        await shop.settle();
        return await reviews(shop);
      },
      { interval: 500 },
    )
    .toEqual([false, false, false]);
  await expect.poll(async () => (await shop.get("/risk-cases")).body.data).toEqual([]);
  expect((await shop.get(`/risk-cases/${id}`)).body.state).toBe("expired");
});

test("a case that is cleared on appeal keeps what it was about", async () => {
  const { shop, asThief, second } = await hijacked();
  const { id } = await openCase(shop);
  const { body: confirmed } = await shop.post(`/risk-cases/${id}/confirm`, { reason: "hijacked" });
  await expect.poll(async () => (await shop.get("/orders/order-1")).body.state).toBe("reversed");
  await shop.settle();
  await asThief("POST", `/risk-cases/${id}/appeal`, { text: "No" });
  const path = `/v1/programs/${shop.id}/risk-cases/${id}/clear`;
  const cleared = await request("POST", path, { token: second, body: { reason: "friends" } });
  const { reasons, atStake } = confirmed;
  expect(cleared.body).toMatchObject({ state: "cleared", reasons, atStake });
  expect(atStake).toBe(6_000);
});

test("an order says until when a case holds it, to the merchant and to its promoter", async () => {
  const { shop, asThief } = await hijacked();
  const { id } = await openCase(shop);
  const { expiresAt } = (await shop.post(`/risk-cases/${id}/hold`, { reason: "I ask the shop" })).body;
  const ends = (events: { endsAt?: string }[]) => events.flatMap(({ endsAt = [] }) => endsAt);
  await expect.poll(async () => ends((await shop.get("/orders/order-1")).body.events)).toEqual([expiresAt]);
  const { reversal } = (await asThief("GET", "/orders/order-1/explanation")).body;
  expect(ends(reversal.events)).toEqual([expiresAt]);
  expect(JSON.stringify(reversal)).not.toContain("endsAtMs");
});
