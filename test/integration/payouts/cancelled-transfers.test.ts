/** Transfers of WeChat Pay that a person has cancelled before their promoters confirmed. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openPayingShop, type PayingShop } from "../../support/wechat/paying-shop.ts";

async function cancel({ shop }: PayingShop, id: string) {
  return await shop.post(`/payouts/${id}/transfer/cancel`, {});
}

async function expectGivenBack(world: PayingShop, id: string, gross: number): Promise<void> {
  const { body } = await world.shop.get(`/payouts/${id}`);
  expect(body.state).toBe("failed");
  const wallet = (await world.shop.get(`/promoters/${body.promoterId}/wallet`)).body;
  expect(wallet).toMatchObject({ available: gross, paid: 0 });
}

test("one that nobody has confirmed is cancelled, and gives the gross back once WeChat Pay says so", async () => {
  const world = await openPayingShop();
  const id = await world.collected(700);
  await world.goOn();
  const asked = await cancel(world, id);
  expect(asked).toMatchObject({ status: 200, body: { stage: "cancelling", confirm: null } });
  await world.goOn(2);
  expect(await world.transferOf(id)).toMatchObject({
    stage: "cancelling",
    state: "CANCELING",
    confirm: null,
  });
  expect((await world.shop.get(`/payouts/${id}`)).body.state).toBe("processing");
  expect((await cancel(world, id)).status).toBe(200);
  await world.say({ become: { state: "CANCELLED" } });
  await world.goOn();
  await expectGivenBack(world, id, 700);
  expect((await world.seen()).asked.filter((one) => one.startsWith("CANCEL"))).toHaveLength(1);
  expect(await cancel(world, id)).toMatchObject({ status: 409, body: { code: "no_transfer_under_way" } });
});

test("one whose every answer is lost once is cancelled all the same", async () => {
  const world = await openPayingShop();
  const id = await world.collected(700);
  await world.goOn();
  await cancel(world, id);
  await world.say({ losesEachOnce: true });
  await world.goOn(4);
  expect(await world.transferOf(id)).toMatchObject({ stage: "cancelling", state: "CANCELING" });
  await world.say({ losesEachOnce: true, become: { state: "CANCELLED" } });
  await world.goOn(2);
  await expectGivenBack(world, id, 700);
});

test("a promoter who confirms first is paid", async () => {
  const world = await openPayingShop();
  const id = await world.collected(700);
  await world.goOn();
  await cancel(world, id);
  await world.say({ become: { state: "TRANSFERING" } });
  await world.goOn();
  await world.say({ become: { state: "SUCCESS" } });
  await world.goOn();
  expect((await world.shop.get(`/payouts/${id}`)).body.state).toBe("paid");
});

test("a cancellation that WeChat Pay declines says its word, and is asked for again", async () => {
  const world = await openPayingShop();
  const id = await world.collected(700);
  await world.goOn();
  await cancel(world, id);
  await world.say({ cancels: "NO_AUTH" });
  await world.goOn();
  expect(await world.transferOf(id)).toMatchObject({ stage: "cancelling", fault: "NO_AUTH" });
  await world.say({});
  await world.goOn();
  expect(await world.transferOf(id)).toMatchObject({ state: "CANCELING", fault: null });
});

test("one that never arrived is sent no more, and given back when it can arrive no more", async () => {
  const world = await openPayingShop();
  const id = await world.collected(700);
  // What was sent is lost on its way.
  const unknown = { status: 404, code: "NOT_FOUND" };
  await world.say({ instead: [unknown, { status: 500, code: "SYSTEM_ERROR" }] });
  await world.goOn();
  expect((await cancel(world, id)).status).toBe(200);
  await world.say({});
  await world.goOn(2);
  expect((await world.seen()).sent).toEqual([]);
  expect((await world.shop.get(`/payouts/${id}`)).body.state).toBe("processing");
  await runInDurableObject(env.ACCOUNT_BOOK.getByName(`${world.shop.id}/0`), (_, { storage }) => {
    storage.sql.exec("UPDATE payout_transfers SET cancel_asked_at_ms = 0");
  });
  await world.goOn();
  await expectGivenBack(world, id, 700);
  expect((await world.seen()).bills).toEqual([]);
});

test("one so old that WeChat Pay has forgotten it is given back by nobody: a person decides", async () => {
  const world = await openPayingShop();
  const id = await world.collected(700);
  await world.goOn();
  await world.growOld();
  await cancel(world, id);
  await runInDurableObject(env.ACCOUNT_BOOK.getByName(`${world.shop.id}/0`), (_, { storage }) => {
    storage.sql.exec("UPDATE payout_transfers SET cancel_asked_at_ms = 0");
  });
  await world.say({ instead: [{ status: 404, code: "NOT_FOUND" }] });
  await world.goOn();
  expect(await world.transferOf(id)).toMatchObject({ stage: "stopped", fault: "too_old" });
  const { body } = await world.shop.get(`/payouts/${id}`);
  expect(body).toMatchObject({ state: "processing", reason: expect.stringContaining("statements") });
  expect((await world.shop.get(`/promoters/${body.promoterId}/wallet`)).body.available).toBe(0);
  expect((await world.shop.post(`/payouts/${id}/paid`, {})).body.state).toBe("paid");
});

test("what WeChat Pay does not have cannot be cancelled", async () => {
  const world = await openPayingShop();
  const id = await world.approved(700);
  expect((await cancel(world, id)).body.code).toBe("no_transfer_under_way");
  expect((await cancel(world, "po_zzz_1")).body.code).toBe("unknown_payout");
});
