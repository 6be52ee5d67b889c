/** A program that asks for two approvals: by two keys, of which none alone can have a payout paid. */
import { expect, test } from "vitest";
import { openShop, request } from "../../support/shop.ts";

const SETTLEMENT = { holdPeriod: "PT0S", holdStartsAt: "paid", minPayout: 1, payoutApprovals: 2 };
const BANK = { kind: "bank", name: "王小明", bank: "Bank of Chengdu", account: "6222020200112233445" };

async function openDesk() {
  const shop = await openShop({ settlement: SETTLEMENT });
  const promoter = await shop.promoter("seller");
  const path = `/promoters/${promoter.id}`;
  const bonus = { amount: 1_000, kind: "bonus", reason: "a start" };
  await shop.post(`${path}/adjustments`, bonus, { "idempotency-key": "start" });
  await shop.put(`${path}/payee`, BANK);
  const payout = (await shop.post(`${path}/payouts`, { amount: 100 }, { "idempotency-key": "one" })).body;
  const keys = [1, 2].map(
    async (number) => (await shop.post("/api-keys", { name: `till ${number}`, scopes: ["payouts"] })).body,
  );
  const [first, second] = await Promise.all(keys);
  const approve = async ({ key }: { key: string }, body: object = {}) =>
    await request("POST", `/v1/programs/${shop.id}/payouts/${payout.id}/approve`, { token: key, body });
  return { shop, path, payout, first, second, approve };
}

test("the first approval is shown and changes no state, the same key gives no second, and another one does", async () => {
  const { shop, payout, first, second, approve } = await openDesk();
  const firstApproval = { by: first.id, name: "till 1", at: expect.any(String) };
  const one = await approve(first, { reason: "Looks right" });
  expect(one).toMatchObject({
    status: 200,
    body: { state: "requested", reason: "Looks right", firstApproval },
  });
  const again = await approve(first);
  expect(again).toMatchObject({ status: 409, body: { code: "second_approver_needed" } });
  const [listed] = (await shop.get("/payouts?state=requested")).body.data;
  expect(listed).toMatchObject({ id: payout.id, firstApproval });
  // Who only reads is told the id, and no name of anybody.
  const { key: reader } = (await shop.post("/api-keys", { scopes: ["read"] })).body;
  const read = await request("GET", `/v1/programs/${shop.id}/payouts/${payout.id}`, { token: reader });
  expect(read.body.firstApproval).toMatchObject({ by: first.id, name: null });
  const batch = await shop.post("/payout-batches", {}, { "idempotency-key": "too early" });
  await expect
    .poll(async () => (await shop.get(`/payout-batches/${batch.body.id}`)).body)
    .toMatchObject({ state: "sealed", count: 0 });
  expect(await approve(second)).toMatchObject({ status: 200, body: { state: "approved", firstApproval } });
  const said = (await shop.get("/events?limit=200")).body.data;
  const types = said
    .map(({ type }: { type: string }) => type)
    .filter((type: string) => type.startsWith("payout."));
  expect(types.filter((type: string) => type === "payout.requested").length).toBeLessThanOrEqual(1);
});

test("a promoter does not see who approves, and one approval is enough once the program says so", async () => {
  const { shop, path, payout, first, second, approve } = await openDesk();
  await approve(first);
  const { token } = (await shop.post(`${path}/tokens`, {})).body;
  const seen = await request("GET", `/v1/programs/${shop.id}${path}/payouts`, { token });
  expect(seen.body.data).toMatchObject([{ id: payout.id, state: "requested", firstApproval: null }]);
  expect((await shop.patch("", { settlement: { payoutApprovals: 3 } })).status).toBe(422);
  await shop.patch("", { settlement: { payoutApprovals: 1 } });
  expect(await approve(second)).toMatchObject({ status: 200, body: { state: "approved" } });
});
