/** An order that nobody earned, credited by an operator: with a reason, once, and to nobody whom rules refuse. */
import { describe, expect, test } from "vitest";
import { age, whole } from "../../support/orders/credits.ts";
import { EMPTY, openShop } from "../../support/shop.ts";

const HOUR = 3_600_000;

describe("an operator's manual credit", () => {
  test("credits an order that nobody earned, with its reason, levels of the order's time, once", async () => {
    const shop = await openShop();
    const [top, seller] = await shop.line("top", "seller");
    await shop.order("o1", 10_000, { customerId: "buyer" });
    await age(shop, "o1", 90 * 24 * HOUR);
    const body = { promoterId: seller.id, reason: "the link was broken by a messenger" };
    const claimed = await shop.post("/orders/o1/credit", body);
    expect(claimed).toMatchObject({
      status: 200,
      body: {
        order: {
          attribution: { basis: "manual", credits: whole(seller) },
          events: [{ type: "manually_credited", reason: body.reason }],
        },
      },
    });
    const again = await shop.post("/orders/o1/credit", body);
    expect(again.status).toBe(200);
    expect(again.headers.get("idempotent-replay")).toBe("true");
    const other = await shop.post("/orders/o1/credit", { ...body, promoterId: top.id });
    expect(other).toMatchObject({ status: 409, body: { code: "already_credited" } });
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, pending: 1_000 });
    expect(await shop.wallet(top)).toEqual({ ...EMPTY, pending: 500 });
    expect(await shop.boundTo("buyer")).toBeUndefined();
  });

  test("is refused for the buyer, for nobody, for a suspended promoter, and for an order that is not there", async () => {
    const shop = await openShop();
    const [seller, gone] = [await shop.promoter("seller"), await shop.promoter("gone")];
    await shop.patch(`/promoters/${gone.id}`, { status: "suspended" });
    await shop.order("o1", 10_000, { customerId: "seller" });
    const claim = async (promoterId: string, orderId = "o1") =>
      (await shop.post(`/orders/${orderId}/credit`, { promoterId, reason: "why not" })).body.code;
    expect(await claim(seller.id)).toBe("self_purchase");
    expect(await claim(gone.id)).toBe("promoter_suspended");
    expect(await claim("pr_zz")).toBe("no_such_promoter");
    expect(await claim(seller.id, "o2")).toBe("unknown_order");
    expect((await shop.post("/orders/o1/credit", { promoterId: seller.id })).status).toBe(422);
  });
});
