/** Who opens a mini program by a promoter's code brings that promoter the order, by the package as it is. */
import { exports } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { createTributary } from "../../../sdk/miniprogram/tributary.ts";
import { openShop, type Promoter } from "../../support/shop.ts";
import { Phone } from "../../support/wechat/phone.ts";

const ORIGIN = "https://go.shop.example";
type Shop = Awaited<ReturnType<typeof openShop>>;

afterEach(() => void vi.unstubAllGlobals());

function phoneOf(program: string) {
  const phone = new Phone(async (request) => await exports.default.fetch(request));
  vi.stubGlobal("wx", phone.wx);
  return { phone, tributary: createTributary({ origin: ORIGIN, program }) };
}

async function linkOf(shop: Shop, { id: promoterId }: Promoter): Promise<{ id: string; slug: string }> {
  return (await shop.post("/links", { promoterId, destination: "https://shop.example/tea" })).body;
}

async function earners(shop: Shop, orderId: string, more: Record<string, unknown>) {
  await shop.order(orderId, 10_000, more);
  const { attribution } = (await shop.get(`/orders/${orderId}/explanation`)).body;
  return {
    faults: attribution.tokenFaults,
    counted: attribution.touches
      .filter(({ verdict }: { verdict: string }) => verdict === "counted")
      .map(({ promoterId }: { promoterId: string }) => promoterId),
    touches: attribution.touches.length,
  };
}

test("the slug in a code's scene becomes a token, and the order with it is that promoter's", async () => {
  const shop = await openShop();
  const ling = await shop.promoter("ling");
  const { slug } = await linkOf(shop, ling);
  const { phone, tributary } = phoneOf(shop.id);
  await tributary.arrive({ scene: 1_047, query: { scene: slug } });
  const token = await tributary.token();
  expect(phone.asked).toMatchObject([{ url: `${ORIGIN}/s/${slug}`, cookie: "" }]);
  const told = await earners(shop, "by-code", { clickToken: token });
  expect(told).toEqual({ faults: [], counted: [ling.id], touches: 1 });
});

test("two promoters' codes on one phone are one journey of one visitor, whose newest token holds both", async () => {
  const shop = await openShop({ attribution: { model: "linear" } });
  const [ling, wei] = [await shop.promoter("ling"), await shop.promoter("wei")];
  const { phone, tributary } = phoneOf(shop.id);
  await tributary.arrive({ query: { scene: (await linkOf(shop, ling)).slug } });
  await tributary.arrive({ query: { tby: (await linkOf(shop, wei)).slug } });
  expect(phone.asked[1]?.cookie).toMatch(/^tby_vid=[^;]+; tby_clk=[^;]+$/);
  const told = await earners(shop, "by-both", { clickToken: await tributary.token() });
  expect(new Set(told.counted)).toEqual(new Set([ling.id, wei.id]));
  // All tokens together say the same.
  const clickTokens = await tributary.clickTokens();
  expect(clickTokens).toHaveLength(2);
  expect((await earners(shop, "by-all", { clickTokens })).touches).toBe(2);
});

test("a link that has ended, and a scene that is no link, give no token", async () => {
  const shop = await openShop();
  const { id, slug } = await linkOf(shop, await shop.promoter("ling"));
  await shop.patch(`/links/${id}`, { status: "disabled" });
  const { phone, tributary } = phoneOf(shop.id);
  for (const scene of [slug, "no-such-link", "table=7"]) await tributary.arrive({ query: { scene } });
  expect([await tributary.token(), await tributary.clickTokens()]).toEqual([null, []]);
  expect(phone.asked.map(({ url }) => url)).toEqual([`${ORIGIN}/s/${slug}`, `${ORIGIN}/s/no-such-link`]);
});
