/** Catching up in tests: accounts at vendors, keys of a program, and how a catching up ended. */
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { Answer, Shop } from "../shop.ts";
import type { Account, Asked } from "./account.ts";
import { MERCHANT_KEY } from "./wechatpay.ts";

const { VENDORS } = env as unknown as { readonly VENDORS: Fetcher };

/** What a program has at a vendor. */
export interface Access {
  readonly source: "stripe" | "shopify" | "woocommerce" | "wechatpay";
  /** The name of the account. */
  readonly name: string;
  /** As the program is given them. */
  readonly keys: Readonly<Record<string, string>>;
}

let made = 0;

/** A new account of a vendor, with keys that nobody else has. */
export function accessTo(source: Access["source"]): Access {
  made += 1;
  const name = `${crypto.randomUUID().replaceAll("-", "")}${made}`;
  const pair = { consumerKey: `ck_${name}`, consumerSecret: `cs_${name}` };
  const merchantId = `16${Date.now() % 1e6}${made}`.padEnd(10, "0");
  return {
    stripe: { source, name: `rk_test_${name}`, keys: { key: `rk_test_${name}` } },
    shopify: {
      source,
      name: `shpat_${name}`,
      keys: { shop: "tea-house.myshopify.com", accessToken: `shpat_${name}` },
    },
    woocommerce: {
      source,
      name: `${pair.consumerKey}:${pair.consumerSecret}`,
      keys: { site: "https://shop.example/wordpress", ...pair },
    },
    wechatpay: {
      source,
      name: merchantId,
      keys: { merchantId, serial: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1", privateKey: MERCHANT_KEY },
    },
  }[source];
}

/** Says what a vendor has, and gives the program its keys. */
export async function openAccount(shop: Shop, access: Access, account: Account): Promise<void> {
  await setAccount(access, account);
  const put = await shop.put(`/sources/${access.source}/api-key`, access.keys);
  expect(put.status).toBe(200);
}

export async function setAccount({ name }: Access, account: Account): Promise<void> {
  const url = `http://control/${encodeURIComponent(name)}`;
  await VENDORS.fetch(url, { method: "PUT", body: JSON.stringify(account) });
}

/** What was asked of an account so far. */
export async function askedOf({ name }: Access): Promise<readonly Asked[]> {
  return await (await VENDORS.fetch(`http://control/${encodeURIComponent(name)}`)).json();
}

export interface Times {
  readonly fromMs: number;
  readonly toMs: number;
}

export function timesOf({ fromMs, toMs }: Times) {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}

/** Catches up, and answers how it ended. */
export async function catchUp(shop: Shop, source: Access["source"], times: Times): Promise<Answer> {
  const asked = await shop.post(`/sources/${source}/catch-up`, timesOf(times));
  expect(asked.status).toBe(202);
  return await ended(shop, source);
}

/** How the catching up of a source ended. */
export async function ended(shop: Shop, source: Access["source"]): Promise<Answer> {
  const read = async () => await shop.get(`/sources/${source}/catch-up`);
  await expect.poll(async () => (await read()).body.state, { interval: 50 }).not.toBe("running");
  return await read();
}
