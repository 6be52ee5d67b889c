/** A book that is put back to before WeChat Pay was asked, or before it had paid: each payout is paid once all the same. */
import { expect, test } from "vitest";
import { copyBook, putBookBack } from "../../support/objects/copied-object.ts";
import { openPayingShop, type PayingShop } from "../../support/wechat/paying-shop.ts";

const UNKNOWN = { status: 404, code: "NOT_FOUND" };

/** What WeChat Pay was sent, and what the book says of it in the end. */
async function expectPaidOnce(world: PayingShop, id: string, net: number): Promise<void> {
  const { body: payout } = await world.shop.get(`/payouts/${id}`);
  expect(payout).toMatchObject({ state: "paid", net });
  const wallet = (await world.shop.get(`/promoters/${payout.promoterId}/wallet`)).body;
  expect(wallet).toMatchObject({ available: 0, paid: net });
  const { sent, bills } = await world.seen();
  expect(bills).toMatchObject([{ state: "SUCCESS", transfer_amount: net }]);
  expect(sent).toHaveLength(1);
}

/** What is done with a payout, in its sequence, until it is paid. */
const STEPS: Readonly<Record<string, (world: PayingShop) => Promise<unknown>>> = {
  "before it was sent": async (world) => await world.goOn(),
  "before it was confirmed": async (world) => await world.say({ become: { state: "PROCESSING" } }),
  "before it was known to be under way": async (world) => await world.goOn(),
  "before it was known to be paid": async (world) => await world.say({ become: { state: "SUCCESS" } }),
};

test.each(Object.keys(STEPS))("put back to %s, a payout is paid once", async (moment) => {
  const world = await openPayingShop();
  const id = await world.collected(12_345);
  const copies: Awaited<ReturnType<typeof copyBook>>[] = [];
  for (const [name, step] of Object.entries(STEPS)) {
    if (name === moment) copies.push(await copyBook(world.shop));
    await step(world);
  }
  await world.goOn();
  await expectPaidOnce(world, id, 12_345);
  expect(copies).toHaveLength(1);
  // And once more.
  for (const copy of [...copies, ...copies]) {
    await putBookBack(world.shop, copy);
    await world.goOn(2);
    await expectPaidOnce(world, id, 12_345);
  }
});

test("put back to before a batch had collected it, a payout is found by the next batch, and sent no more", async () => {
  const world = await openPayingShop();
  const id = await world.approved(900);
  const before = await copyBook(world.shop);
  await world.collect("first");
  await world.goOn();
  await world.say({ become: { state: "SUCCESS" } });
  await world.goOn();
  await expectPaidOnce(world, id, 900);
  await putBookBack(world.shop, before);
  expect((await world.shop.get(`/payouts/${id}`)).body.state).toBe("approved");
  expect(await world.collect("second")).toMatchObject({ status: 201, body: { count: 1 } });
  await world.goOn();
  await expectPaidOnce(world, id, 900);
});

test("put back to before it was asked for, another payout under its number stops, and nothing is sent", async () => {
  const world = await openPayingShop();
  const other = await world.shop.promoter("another");
  await world.shop.adjust(other, { amount: 5_000, kind: "bonus", reason: "more" });
  await world.shop.put(`/promoters/${other.id}/payee`, { kind: "wechat", openId: "oSomebody" });
  const before = await copyBook(world.shop);
  const asked = async (amount: number, key: string): Promise<string> => {
    const { body } = await world.shop.post(
      `/promoters/${other.id}/payouts`,
      { amount },
      { "idempotency-key": key },
    );
    expect((await world.shop.post(`/payouts/${body.id}/approve`, {})).status).toBe(200);
    return body.id;
  };
  const first = await asked(700, "lost");
  await world.collect("first");
  await world.goOn();
  await putBookBack(world.shop, before);
  const second = await asked(800, "other");
  expect(second).toBe(first);
  await world.collect("second");
  await world.goOn(2);
  expect(await world.transferOf(second)).toMatchObject({ stage: "stopped", fault: "other_amount" });
  const { sent } = await world.seen();
  expect(sent.filter(({ openid }) => openid === "oSomebody")).toHaveLength(1);
});

test("what began so long ago that WeChat Pay may have forgotten it is not sent by a book that was put back", async () => {
  const world = await openPayingShop();
  const id = await world.collected(700);
  const before = await copyBook(world.shop);
  await world.goOn();
  await world.say({ become: { state: "SUCCESS" } });
  await putBookBack(world.shop, before);
  await world.growOld();
  await world.say({ instead: [UNKNOWN] });
  await world.goOn(2);
  expect(await world.transferOf(id)).toMatchObject({ stage: "stopped", fault: "too_old" });
  expect((await world.seen()).sent).toHaveLength(1);
});
