/** A shop that takes orders which its pages tell, and the pixels that tell them. */
import { exports } from "cloudflare:workers";
import { openShop, type Promoter, type Shop } from "../shop.ts";

const BROWSER = {
  "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
};

/** Asks for the conversion pixel as a page does; answers what became of it. */
export async function report(
  shop: Shop,
  order: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<string | null> {
  const query = new URLSearchParams({ program: shop.id, amount: "10000", currency: "CNY", ...order });
  const answer = await exports.default.fetch(`https://tributary.test/c.gif?${query.toString()}`, {
    headers: { ...BROWSER, ...headers },
  });
  await answer.arrayBuffer();
  return answer.headers.get("tributary-status");
}

/** A shop that takes pixels, and two promoters with a click of each. */
export async function takingPixels(
  settings: Record<string, unknown> = {},
  rules?: unknown,
): Promise<{
  shop: Shop;
  thief: Promoter;
  thiefs: string;
  honest: Promoter;
  honests: string;
}> {
  const shop = await openShop(
    {
      attribution: { acceptPixelToken: true },
      settlement: { holdPeriod: "PT0S", holdStartsAt: "paid", minPayout: 1 },
      ...settings,
    },
    ...(rules === undefined ? [] : [rules]),
  );
  const [thief, honest] = [await shop.promoter("thief"), await shop.promoter("honest")];
  return { shop, thief, thiefs: await shop.tap(thief), honest, honests: await shop.tap(honest) };
}
