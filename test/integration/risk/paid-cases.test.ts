/** A case over orders that were paid out before anybody suspected them, and one whose book is put back meanwhile. */
import { expect, test } from "vitest";
import { copyBook, putBookBack } from "../../support/objects/copied-object.ts";
import { buyAll, counting, people, settled } from "../../support/risk/suspicions.ts";
import { runNight } from "../../support/risk/night.ts";
import { EMPTY, openShop, type Promoter, request, type Shop } from "../../support/shop.ts";
import { decide } from "../../support/risk/hijacked.ts";
import { reconciled, repaired } from "../operations/reconciliations.ts";

const DAY_MS = 86_400_000;

/** A thief with one token for three, to whom all three commissions of 1,000 were paid out before a fourth came. */
async function paidOut(): Promise<{ shop: Shop; thief: Promoter; caseId: string }> {
  const shop = await counting({ maxCustomersPerClick: 3 });
  const thief = await shop.promoter("thief");
  const token = await shop.tap(thief);
  await buyAll(shop, token, people(3));
  for (const buyer of people(3)) await shop.event(`of-${buyer}`, "received", "here");
  await settled(shop);
  await shop.namePayee(thief);
  const asked = await shop.post(
    `/promoters/${thief.id}/payouts`,
    { amount: 3_000 },
    { "idempotency-key": "all" },
  );
  expect(asked.status).toBe(201);
  await shop.post(`/payouts/${asked.body.id}/approve`, {});
  expect((await shop.post("/payout-batches", {}, { "idempotency-key": "all" })).body.state).toBe("sealed");
  expect((await shop.post(`/payouts/${asked.body.id}/paid`, {})).body.state).toBe("paid");
  expect(await shop.wallet(thief)).toEqual({ ...EMPTY, paid: 3_000 });
  await buyAll(shop, token, ["one-more"]);
  await settled(shop);
  const newest = async () => (await shop.get("/risk-cases")).body.data[0];
  await expect.poll(newest).toMatchObject({ atStake: 4_000, promoterId: thief.id });
  return { shop, thief, caseId: (await newest()).id };
}

test("what was paid out is owed once the case is confirmed, and forgiven once an appeal is heard", async () => {
  const { shop, thief, caseId } = await paidOut();
  expect(await shop.wallet(thief)).toEqual({ ...EMPTY, paid: 3_000, pending: 1_000 });
  expect((await shop.post(`/risk-cases/${caseId}/confirm`, { reason: "one for many" })).status).toBe(200);
  const wallet = async () => {
    await settled(shop);
    return await shop.wallet(thief);
  };
  await expect.poll(wallet).toEqual({ ...EMPTY, paid: 3_000, debt: 3_000 });
  // What is earned next goes against it.
  await shop.adjust(thief, { amount: 500, kind: "bonus", reason: "a good month" });
  expect(await shop.wallet(thief)).toEqual({ ...EMPTY, paid: 3_000, debt: 2_500 });
  const { token } = (await shop.post(`/promoters/${thief.id}/tokens`, {})).body;
  const appeal = { token, body: { text: "a newsletter of ours" } };
  const path = `/v1/programs/${shop.id}/risk-cases/${caseId}/appeal`;
  expect((await request("POST", path, appeal)).status).toBe(200);
  const { key } = (await shop.post("/api-keys", { name: "second", scopes: ["payouts", "read"] })).body;
  expect((await decide(shop, key, caseId, "clear")).status).toBe(200);
  await expect.poll(wallet).toEqual({ ...EMPTY, paid: 3_000, available: 500, pending: 1_000 });
  expect(await reconciled(shop)).toMatchObject({ balanced: true, differences: [] });
});

test.each(["confirm", "clear"])(
  "a book that is put back to before the case, and once more, owes after a repair what it did: %s",
  async (outcome) => {
    const { shop, thief, caseId } = await paidOut();
    const before = await copyBook(shop);
    expect((await shop.post(`/risk-cases/${caseId}/${outcome}`, { reason: "seen" })).status).toBe(200);
    const owes = async () => {
      await settled(shop);
      return await shop.wallet(thief);
    };
    await expect
      .poll(owes)
      .toMatchObject(outcome === "confirm" ? { debt: 3_000, pending: 0 } : { debt: 0, pending: 1_000 });
    const wallet = await shop.wallet(thief);
    for (let round = 0; round < 2; round += 1) {
      await putBookBack(shop, before);
      expect(await repaired(shop)).toMatchObject({ balanced: true });
      await expect.poll(owes).toEqual(wallet);
      expect(await reconciled(shop)).toMatchObject({ balanced: true, differences: [] });
    }
  },
);

test.each([0, 1])("a night of %i promoters ends, and suspects nobody", async (promoters) => {
  const shop = await openShop();
  const names = people(promoters);
  for (const memberId of names) {
    const token = await shop.tap(await shop.promoter(memberId));
    for (let place = 0; place < 8; place += 1)
      await shop.order(`o-${place}`, 10_000, { customerId: `c-${place}`, clickToken: token });
  }
  await settled(shop);
  await expect.poll(async () => (await shop.get("/orders")).body.data.length).toBe(promoters * 8);
  const slices = await runNight(shop.id, { day: Math.floor(Date.now() / DAY_MS) });
  expect(slices.at(-1)?.phase).toBe("note");
  expect((await shop.get("/risk-cases")).body.data).toEqual([]);
});
