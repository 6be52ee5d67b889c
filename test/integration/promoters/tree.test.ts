/** Who becomes a promoter, who is paid in a line, and whose orders are looked at: over HTTP through the whole Worker. */
import { describe, expect, test } from "vitest";
import { openShop, type Promoter, type Shop } from "../../support/shop.ts";

async function paid(shop: Shop, orderId: string, more: Record<string, unknown>): Promise<[string, number][]> {
  const { results } = (await shop.order(orderId, 10_000, more)).body;
  return results[0].commissions.map((one: { promoterId: string; amount: number }) => [
    one.promoterId,
    one.amount,
  ]);
}

/** Deliveries to the Journey, then to the tree. */
async function settled(shop: Shop): Promise<void> {
  for (let round = 0; round < 3; round += 1) await shop.settle();
}

async function promoterOf(
  shop: Shop,
  memberId: string,
): Promise<Promoter & { uplineMemberId: string | null }> {
  const { data } = (await shop.get("/promoters?limit=200")).body;
  return data.find((one: Promoter) => one.memberId === memberId);
}

describe("becoming a promoter", () => {
  test("a first order that is large enough puts its buyer under whom it was bound to, once", async () => {
    const shop = await openShop({ promoterRule: { kind: "first_order", minAmount: 5_000 } });
    const [, seller] = await shop.line("top", "seller");
    const clickToken = await shop.tap(seller);
    await shop.order("small", 4_999, { customerId: "buyer", clickToken });
    await settled(shop);
    expect(await promoterOf(shop, "buyer")).toBe(undefined);
    await Promise.all([
      shop.order("large", 5_000, { customerId: "buyer" }),
      shop.order("larger", 6_000, { customerId: "buyer" }),
    ]);
    await settled(shop);
    expect(await promoterOf(shop, "buyer")).toMatchObject({ uplineMemberId: "seller" });
    const team = (await shop.get(`/promoters/${seller.id}/team`)).body;
    expect(team).toMatchObject({ boundCustomers: 0, levels: [{ level: 1, promoters: 1 }] });
    // Who joined stays when the orders go, until the merchant says otherwise.
    for (const orderId of ["large", "larger"]) await shop.event(orderId, "cancelled", "gone");
    await settled(shop);
    const joined = await promoterOf(shop, "buyer");
    expect(joined).toMatchObject({ status: "active", uplineMemberId: "seller" });
    expect((await shop.patch(`/promoters/${joined?.id}`, { status: "suspended" })).body.status).toBe(
      "suspended",
    );
  });

  test("the order that binds a buyer also decides under whom it joins, and who joined earns by its own links", async () => {
    const shop = await openShop({ promoterRule: { kind: "everyone" } });
    const seller = await shop.promoter("seller");
    await shop.order("first", 1, { customerId: "buyer", clickToken: await shop.tap(seller) });
    await settled(shop);
    const buyer = await promoterOf(shop, "buyer");
    expect(buyer).toMatchObject({ uplineMemberId: "seller" });
    expect(await paid(shop, "next", { customerId: "friend", clickToken: await shop.tap(buyer) })).toEqual([
      [buyer.id, 1_000],
      [seller.id, 500],
    ]);
  });

  test("by default nobody joins by an order, and a buyer without anyone above stands alone", async () => {
    const shop = await openShop();
    await shop.order("o1", 1_000_000, { customerId: "buyer" });
    await settled(shop);
    expect(await promoterOf(shop, "buyer")).toBe(undefined);
    await shop.patch("", { promoterRule: { kind: "everyone" } });
    await shop.order("o2", 1, { customerId: "buyer" });
    await settled(shop);
    expect(await promoterOf(shop, "buyer")).toMatchObject({ uplineMemberId: null });
  });

  test("a rule that was changed after the order occurred makes nobody a promoter", async () => {
    const shop = await openShop();
    const occurredAt = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await shop.patch("", { promoterRule: { kind: "everyone" } });
    await shop.order("o1", 1_000, { customerId: "buyer", occurredAt });
    await settled(shop);
    expect(await promoterOf(shop, "buyer")).toBe(undefined);
  });
});

describe("a suspended upline", () => {
  test.each([
    ["forfeit", [1_000, 200]],
    ["compress", [1_000, 500]],
  ])("%s", async (inactiveUpline, amounts) => {
    const shop = await openShop({ commission: { maxLevels: 3, inactiveUpline } });
    const [top, middle, seller] = await shop.line("top", "middle", "seller");
    await shop.patch(`/promoters/${middle.id}`, { status: "suspended" });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const commissions = await paid(shop, "o1", { clickToken: await shop.tap(seller) });
    expect(commissions).toEqual([
      [seller.id, amounts[0]],
      [top.id, amounts[1]],
    ]);
  });
});

describe("buying from oneself", () => {
  /** Of a program that looks at every order of a near buyer: by itself this sign is too little. */
  const fraud = { weights: { near_in_tree: 2.5 } };

  test("the buyer is paid at no level, and the order of a near one is looked at first", async () => {
    const shop = await openShop({ fraud, settlement: { holdPeriod: "PT0S", holdStartsAt: "paid" } });
    const [top, , low] = await shop.line("top", "middle", "low");
    const clickToken = await shop.tap(low);
    const { results } = (await shop.order("o1", 10_000, { customerId: "middle", clickToken })).body;
    expect(results[0].risk).toEqual({
      verdict: "review",
      score: 2.5,
      reasons: [{ code: "near_in_tree", weight: 2.5, facts: { promoterId: low.id, steps: 1 } }],
    });
    const promoters = results[0].commissions.map((one: { promoterId: string }) => one.promoterId);
    expect(promoters).toEqual([low.id, top.id]);
    expect((await shop.get("/orders/o1")).body).toMatchObject({ underReview: true, state: "held" });
    expect(await paid(shop, "own", { customerId: "low", clickToken })).toEqual([]);
  });

  test.each([
    [3, "review"],
    [4, "pass"],
  ])("%i steps apart in one line: %s, whichever of the two stands above", async (steps, verdict) => {
    const shop = await openShop({ fraud });
    const line = await shop.line(...["a", "b", "c", "d", "e"].slice(0, steps + 1));
    const [first, last] = [line[0], line.at(-1)];
    if (first === undefined || last === undefined) throw new Error("a line has ends");
    const down = await shop.order("down", 100, {
      customerId: last.memberId,
      clickToken: await shop.tap(first),
    });
    const up = await shop.order("up", 100, { customerId: first.memberId, clickToken: await shop.tap(last) });
    expect([down, up].map(({ body }) => body.results[0].risk.verdict)).toEqual([verdict, verdict]);
  });

  test("two in different branches, and buyers who are no promoters, pass; so does who may buy from oneself", async () => {
    const shop = await openShop({ fraud });
    const top = await shop.promoter("top");
    const [left, right] = [await shop.promoter("left", "top"), await shop.promoter("right", "top")];
    const verdict = async (where: Shop, id: string, customerId: string, seller: Promoter) => {
      const answer = await where.order(id, 100, { customerId, clickToken: await where.tap(seller) });
      return answer.body.results[0].risk.verdict;
    };
    expect(await verdict(shop, "o1", right.memberId, left)).toBe("pass");
    expect(await verdict(shop, "o2", "stranger", top)).toBe("pass");
    const lenient = await openShop({ fraud, commission: { maxLevels: 3, selfPurchase: true } });
    const [, under] = await lenient.line("top", "under");
    expect(await verdict(lenient, "o3", "top", under)).toBe("pass");
  });
});

test("the uplines a promoter had are listed with their reasons, newest first", async () => {
  const shop = await openShop();
  await shop.line("old");
  await shop.promoter("new");
  const seller = await shop.promoter("seller", "old");
  await shop.put(`/promoters/${seller.id}/upline`, { uplineMemberId: "new", reason: "moved house" });
  await shop.put(`/promoters/${seller.id}/upline`, { uplineMemberId: null, reason: "left" });
  const first = (await shop.get(`/promoters/${seller.id}/upline-history?limit=2`)).body;
  expect(
    first.data.map((one: { uplineMemberId: string; reason: string }) => [one.uplineMemberId, one.reason]),
  ).toEqual([
    [null, "left"],
    ["new", "moved house"],
  ]);
  const rest = (await shop.get(`/promoters/${seller.id}/upline-history?cursor=${first.nextCursor}`)).body;
  expect(rest.data).toEqual([
    {
      uplineId: expect.any(String),
      uplineMemberId: "old",
      from: "1970-01-01T00:00:00.000Z",
      reason: "joined",
    },
  ]);
  expect(rest.nextCursor).toBe(null);
});
