/** Random orders under every model, recomputed by the JSON of their explanations alone, to the last cent. */
import { expect, test } from "vitest";
import { ATTRIBUTION_MODELS } from "../../../domain/attribution/models/models.ts";
import { Chance } from "../../support/chance.ts";
import { sized } from "../../support/effort.ts";
import { openShopOfNine, type ShopOfNine } from "../../support/orders/shop-of-nine.ts";
import {
  asExplanation,
  recomputeCommissions,
  recomputeCredits,
  recomputeReversed,
} from "../../support/orders/recompute-explanation.ts";
import { tokenOf, touchAt } from "../../support/orders/touches.ts";

const ORDERS = sized(16, 24);
const DAY = 86_400_000;
const iso = (ms: number) => new Date(ms).toISOString();

const PRODUCTS = [
  { productId: "case", categoryId: "phones" },
  { productId: "cable", categoryId: "phones" },
  { productId: "phone", categoryId: "phones" },
  { productId: "book", categoryId: "books" },
  { productId: "pen" },
];

async function randomOrder({ shop, promoters }: ShopOfNine, orderId: string, seed: number) {
  const chance = new Chance(seed);
  const atMs = Date.now() - DAY;
  const tokens = await Promise.all(
    Array.from({ length: chance.between(0, 3) }, async () => {
      const touches = Array.from({ length: chance.between(1, 6) }, () =>
        touchAt(
          chance.oneOf(promoters),
          atMs - chance.between(0, 40 * DAY) + 90_000,
          chance.hits(0.2) ? "impression" : "click",
        ),
      );
      const [click, ...earlier] = touches;
      if (click === undefined) throw new Error("at least one touch");
      return await tokenOf(shop, click, earlier);
    }),
  );
  const items = Array.from({ length: chance.between(0, 4) }, () => ({
    ...chance.oneOf(PRODUCTS),
    quantity: chance.between(1, 4),
    amount: chance.between(0, 30_000),
  }));
  const amount =
    items.length > 0 ? items.reduce((sum, item) => sum + item.amount, 0) : chance.between(0, 50_000);
  const more = {
    ...(items.length > 0 ? { items } : {}),
    ...(chance.hits(0.6) ? { customerId: chance.oneOf(["buyer-1", "buyer-2", "a1", "c2"]) } : {}),
    ...(chance.hits(0.2) ? { couponCode: chance.oneOf(["save", "gone", "nothing"]) } : {}),
    clickTokens: tokens,
    occurredAt: iso(atMs),
  };
  const answer = await shop.order(orderId, amount, more);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  if (chance.hits(0.5)) await shop.event(orderId, "refunded", "r1", { amount: chance.between(0, amount) });
  if (chance.hits(0.2)) await shop.event(orderId, "refunded", "r2", { amount: chance.between(0, 5_000) });
  if (chance.hits(0.2)) await shop.event(orderId, "refund_voided", "v1", { voids: "r1" });
}

test.each(ATTRIBUTION_MODELS.map((model, place) => [model, 101 + place] as const))(
  "an explanation says every cent of random orders under %s, by its JSON alone (seed %i)",
  async (model, seed) => {
    const nine = await openShopOfNine({
      attribution: { model, impressionLookback: "P3D", precedence: ["coupon", "touch", "binding"] },
      commission: {
        maxLevels: 3,
        capBps: 1_800,
        inactiveUpline: seed % 2 === 0 ? "compress" : "forfeit",
      },
    });
    let [credited, cut, refunded] = [0, 0, 0];
    for (let index = 0; index < ORDERS; index += 1) {
      const orderId = `o${index}`;
      await randomOrder(nine, orderId, seed * 1_000 + index);
      const answer = await nine.shop.get(`/orders/${orderId}/explanation`);
      expect(answer.status).toBe(200);
      const explanation = asExplanation(answer.body);
      const order = (await nine.shop.get(`/orders/${orderId}`)).body;
      expect(recomputeCredits(explanation)).toEqual(order.attribution.credits);
      expect(recomputeReversed(explanation)).toBe(order.reversedAmount);
      const shown = order.commissions.map((one: Record<string, unknown>) => ({
        promoterId: one["promoterId"],
        creditedPromoterId: one["creditedPromoterId"],
        level: one["level"],
        amount: one["amount"],
        kept: one["kept"],
      }));
      expect(recomputeCommissions(explanation).map(({ cut: _cut, ...one }) => one)).toEqual(shown);
      for (const commission of answer.body.commission.commissions) {
        const lines = commission.lines.reduce(
          (sum: number, line: { amount: number }) => sum + line.amount,
          0,
        );
        expect(commission.beforeCap).toBe(lines);
        expect(commission.beforeCap - commission.cut).toBe(commission.amount);
        cut += commission.cut;
        refunded += commission.amount - commission.kept;
      }
      credited += order.attribution.credits.length;
    }
    expect(credited).toBeGreaterThan(ORDERS / 3);
    expect(Math.min(cut, refunded)).toBeGreaterThan(0);
  },
);
