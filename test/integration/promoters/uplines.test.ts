/** The upline of a promoter: no cycle, no line beyond its bound, and orders go by the uplines of their own time. */
import { expect, test } from "vitest";
import { EMPTY, openShop } from "../../support/shop.ts";
import { times } from "../../support/times.ts";

test("A under B and B under A at the same moment end in one success and one cycle", async () => {
  const shop = await openShop();
  for (let round = 0; round < 20; round += 1) {
    const [a, b] = [await shop.promoter(`a${round}`), await shop.promoter(`b${round}`)];
    const answers = await Promise.all([
      shop.put(`/promoters/${a.id}/upline`, { uplineMemberId: b.memberId, reason: "moved" }),
      shop.put(`/promoters/${b.id}/upline`, { uplineMemberId: a.memberId, reason: "moved" }),
    ]);
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(answers.find((answer) => answer.status === 409)?.body.code).toBe("cycle");
  }
});

test("a cycle over many steps is refused, and a tree is at most 64 deep", async () => {
  const shop = await openShop();
  const line = await shop.line(...times(65, (n) => `p${n}`));
  const [top] = line;
  const bottom = line.at(-1);
  if (top === undefined || bottom === undefined) throw new Error("the line has 65 promoters");
  const cycle = await shop.put(`/promoters/${top.id}/upline`, {
    uplineMemberId: bottom.memberId,
    reason: "x",
  });
  expect(cycle).toMatchObject({ status: 409, body: { code: "cycle" } });
  const deeper = await shop.post("/promoters", { memberId: "deeper", uplineMemberId: bottom.memberId });
  expect(deeper).toMatchObject({ status: 409, body: { code: "depth_exceeded" } });
});

test("an order is paid by the uplines of its own time, whatever changed before it was told", async () => {
  const shop = await openShop();
  const [old, seller] = await shop.line("old", "seller");
  const fresh = await shop.promoter("fresh");
  const clickToken = await shop.tap(seller);
  const occurredAt = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await shop.put(`/promoters/${seller.id}/upline`, { uplineMemberId: fresh.memberId, reason: "moved" });
  await shop.order("then", 10_000, { clickToken, occurredAt });
  await shop.order("now", 10_000, { clickToken });
  await shop.settle();
  expect(await shop.wallet(old)).toEqual({ ...EMPTY, pending: 500 });
  expect(await shop.wallet(fresh)).toEqual({ ...EMPTY, pending: 500 });
});
