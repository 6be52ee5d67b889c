/** Shopify's signatures, as Shopify's own library judges them. */
import "@shopify/shopify-api/adapters/web-api";
import { createHmac } from "node:crypto";
import { ApiVersion, LogSeverity, shopifyApi } from "@shopify/shopify-api";
import { expect, test } from "vitest";
import { SOURCES } from "../../../../worker/sources/sources.ts";

const [SECRET, NEXT, OTHER] = ["a".repeat(64), "b".repeat(64), `shpss_${"c".repeat(32)}`];
const BODY = JSON.stringify({ id: 1, name: "茶" });
const { verify } = await SOURCES.shopify.load();

const vendor = shopifyApi({
  apiVersion: ApiVersion.July26,
  apiKey: "key",
  apiSecretKey: SECRET,
  hostName: "shop.example",
  isEmbeddedApp: false,
  logger: { level: LogSeverity.Error, log: () => undefined },
});

function signed(secret: string, body = BODY): string {
  return createHmac("sha256", secret).update(body).digest("base64");
}

function ours(signature: string | null, body = BODY, secrets = [SECRET]): boolean {
  const headers = new Headers(signature === null ? {} : { "x-shopify-hmac-sha256": signature });
  return verify(headers, new TextEncoder().encode(body), secrets, 0, {}).kind === "verified";
}

async function theirs(signature: string, body = BODY): Promise<boolean> {
  const headers = {
    "x-shopify-hmac-sha256": signature,
    "x-shopify-topic": "orders/paid",
    "x-shopify-api-version": "2026-10",
    "x-shopify-shop-domain": "tea.myshopify.com",
    "x-shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
  };
  const rawRequest = new Request("https://track.shop.example/", { method: "POST", headers, body });
  return (await vendor.webhooks.validate({ rawBody: body, rawRequest })).valid;
}

test.each([
  ["its own", signed(SECRET), BODY, true],
  ["that of another key", signed(OTHER), BODY, false],
  ["that of another body", signed(SECRET), BODY.replace("茶", "茉"), false],
  ["one byte more", signed(SECRET), `${BODY} `, false],
  ["a truncated one", signed(SECRET).slice(0, -2), BODY, false],
  ["an empty body's", signed(SECRET, ""), BODY, false],
])("Shopify's library and the Worker judge alike: %s", async (_, signature, body, holds) => {
  expect([await theirs(signature, body), ours(signature, body)]).toEqual([holds, holds]);
});

test("any valid secret holds, and without a signature or a secret nothing does", () => {
  expect(ours(signed(SECRET), BODY, [NEXT, SECRET])).toBe(true);
  expect([ours(null), ours(""), ours(signed(SECRET), BODY, [])]).toEqual([false, false, false]);
  expect(ours(Buffer.from(signed(SECRET), "base64").toString("base64url"))).toBe(false);
  expect(ours(`${signed(SECRET)}, ${signed(SECRET)}`)).toBe(false);
});
