/** The example shop of Next.js carries a share link's token to Stripe, and what Stripe tells pays the promoter. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PROJECT, runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";
import { manage } from "../support/shops/plain-shop.ts";
import { renderedPage } from "../support/shops/rendered-page.ts";
import { openStripe, payCheckout, type StripeStandIn } from "../support/stripe/stand-in.ts";
import { tokenOf } from "./traffic/taps.ts";

const SHOP = join(PROJECT, "examples/nextjs-stripe");
const SECRET = "whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH";

const state = temporaryStateDirectory();
let service: RunningService;
let stripe: StripeStandIn;

beforeAll(async () => {
  service = await runService("start", state.path);
  stripe = await openStripe();
  Object.assign(process.env, {
    TRIBUTARY_ORIGIN: service.url,
    TRIBUTARY_PROGRAM: "next",
    STRIPE_SECRET_KEY: "sk_test_4eC39HqLyjWDarjtT1zdp7dc",
    STRIPE_PRICE: "price_1QLkTz2eZvKYlo2C",
    STRIPE_API: stripe.url,
  });
});

afterAll(async () => {
  stripe?.close();
  await service?.kill();
  state.remove();
});

/** Posts the form of the shop's page, as a browser does. */
async function buy(fields: Record<string, string>): Promise<Response> {
  const { POST } = await import("../../examples/nextjs-stripe/app/checkout/route.ts");
  const body = new URLSearchParams(fields);
  return await POST(new Request("https://shop.example/checkout", { method: "POST", body }));
}

test("each page loads the script, and the form of the product posts the field that it fills", async () => {
  const product = await renderedPage(join(SHOP, "app/page.tsx"));
  expect(product).toContain('<form action="/checkout" method="post">');
  expect(product).toContain('<input type="hidden" name="tby" data-tributary-token="newest">');
  const page = await renderedPage(join(SHOP, "app/layout.tsx"), product);
  expect(page).toContain(product);
  expect(page).toContain(`<script src="${service.url}/t.js" data-program="next"`);
  expect((await fetch(`${service.url}/t.js`)).status).toBe(200);
  expect(await renderedPage(join(SHOP, "app/thanks/page.tsx"))).toContain("Thank you");
});

test("a purchase by a share link leads to Stripe, and the event of its payment pays the promoter", async () => {
  const settings = { id: "next", name: "Shop", currency: "USD", allowedHosts: ["shop.example"] };
  await manage(service, "POST", "", settings);
  const levels = [{ level: 1, kind: "percentage", rateBps: 1_000 }];
  await manage(service, "PUT", "/next/commission-rules", { rules: [{ id: "all", scope: {}, levels }] });
  await manage(service, "POST", "/next/sources/stripe/secrets", { secret: SECRET });
  const { id: promoterId } = await manage(service, "POST", "/next/promoters", { memberId: "wei" });
  const asked = { promoterId, destination: "https://shop.example/" };
  const tby = await tokenOf((await manage(service, "POST", "/next/links", asked)).url);

  const answer = await buy({ tby });
  expect([answer.status, answer.headers.get("location")]).toEqual([
    303,
    "https://checkout.stripe.com/c/pay/cs_test_a1",
  ]);
  const [session] = stripe.asked;
  if (session === undefined) throw new Error("Stripe was not asked");
  expect(session.authorization).toBe("Bearer sk_test_4eC39HqLyjWDarjtT1zdp7dc");
  expect(Object.fromEntries(session.fields)).toEqual({
    mode: "payment",
    "line_items[0][price]": "price_1QLkTz2eZvKYlo2C",
    "line_items[0][quantity]": "1",
    success_url: "https://shop.example/thanks",
    "metadata[tby]": tby,
  });
  const endpoint = `${service.url}/webhooks/next/stripe`;
  const told = await payCheckout(session, { endpoint, secret: SECRET });
  expect([told.status, await told.json()]).toMatchObject([
    200,
    { results: [{ status: "accepted", commissions: [{ promoterId, amount: 1_000 }] }] },
  ]);
  const wallet = async () => await manage(service, "GET", `/next/promoters/${promoterId}/wallet`);
  await expect.poll(wallet).toMatchObject({ currency: "USD", pending: 1_000 });
});

test("whoever came without a link buys as well, and what is longer than a token does not reach Stripe", async () => {
  for (const fields of [{}, { tby: "" }, { tby: "x".repeat(241) }]) {
    expect((await buy(fields)).status).toBe(303);
    expect(stripe.asked.at(-1)?.fields.has("metadata[tby]")).toBe(false);
  }
});
