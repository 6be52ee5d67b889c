/** Reads a vendor's list to its end, as catching up does, without a service around it. */
import type { Listing, Page } from "../../../worker/sources/catch-up/vendor-api.ts";
import { VendorFault } from "../../../worker/sources/catch-up/vendor-api.ts";
import { SOURCES } from "../../../worker/sources/sources.ts";
import { API_V3_KEY, BY_PUBLIC_KEY, secretOf } from "../wechatpay/keys.ts";
import type { Account } from "./account.ts";
import { Vendors } from "./vendors.ts";
import { MERCHANT_KEY } from "./wechatpay.ts";

export const NOW = Date.UTC(2026, 10, 27, 12);
export const HOUR_MS = 3_600_000;
export const KEYS = {
  stripe: { keys: { key: "rk_test_1" }, name: "rk_test_1", origin: "https://api.stripe.com" },
  shopify: {
    keys: { shop: "tea.myshopify.com", accessToken: "shpat_1" },
    name: "shpat_1",
    origin: "https://tea.myshopify.com",
  },
  woocommerce: {
    keys: { site: "https://shop.example/blog/", consumerKey: "ck_1", consumerSecret: "cs_1" },
    name: "ck_1:cs_1",
    origin: "https://shop.example",
  },
  wechatpay: {
    keys: { merchantId: "1230000109", serial: "AB", privateKey: MERCHANT_KEY },
    name: "1230000109",
    origin: "https://api.mch.weixin.qq.com",
  },
} as const;

interface Fates {
  readonly tooLarge: (url: URL) => boolean;
  readonly isGone: (url: URL) => boolean;
}

interface Read {
  readonly pages: readonly Page[];
  readonly bodies: readonly unknown[];
  readonly asked: readonly URL[];
}

/**
 * All pages of a list, each cursor as it is stored in between.
 *
 * @param onItsWay what becomes of an answer. @param fates of answers, by what was asked.
 */
export async function readAll(
  source: keyof typeof KEYS,
  account: Account,
  {
    settings = {},
    untilMs = NOW,
    fromMs = NOW - 6 * HOUR_MS,
    isOver = () => false,
  }: Partial<Omit<Listing, "ask">> = {},
  onItsWay: (path: string, bytes: Uint8Array) => Uint8Array = (_, bytes) => bytes,
  { tooLarge = () => false, isGone = () => false }: Partial<Fates> = {},
): Promise<Read> {
  const { keys, name, origin } = KEYS[source];
  const vendors = new Vendors();
  await vendors.handle(
    new Request(`http://control/${encodeURIComponent(name)}`, {
      method: "PUT",
      body: JSON.stringify(account),
    }),
  );
  const asked: URL[] = [];
  const ask: Listing["ask"] = async (path, headers) => {
    const url = new URL(path, origin);
    asked.push(url);
    const answer = await vendors.handle(new Request(url, { headers }));
    if (isGone(url)) throw new VendorFault("rejected", { status: 404 });
    if (answer.status === 200 && tooLarge(url)) throw new VendorFault("answer_too_large", { status: 200 });
    if (answer.status === 200) {
      const bytes = onItsWay(url.pathname, new Uint8Array(await answer.arrayBuffer()));
      return { headers: answer.headers, bytes };
    }
    const { code } = (await answer.json()) as { readonly code?: string };
    throw new VendorFault("rejected", { status: answer.status, code: code ?? null });
  };
  const { list } = await SOURCES[source].load();
  const parsed = SOURCES[source].settingsSchema.parse(settings);
  const secrets = [secretOf(API_V3_KEY, BY_PUBLIC_KEY)];
  const listing = { ask, keys, fromMs, untilMs, settings: parsed, secrets, now: Date.now, isOver };
  const read = list?.(listing);
  const pages: Page[] = [];
  for (
    let cursor: unknown = null;
    pages.length < 500;
    cursor = JSON.parse(JSON.stringify(pages.at(-1)?.next))
  ) {
    const page = await read?.(cursor);
    if (page === undefined) throw new Error(`${source} lists nothing`);
    pages.push(page);
    if (page.next === null) break;
  }
  return { pages, bodies: pages.flatMap(({ webhooks }) => webhooks.map(({ body }) => body)), asked };
}

export const idsOf = (bodies: readonly unknown[]) =>
  bodies.map((body) => (body as { readonly id: unknown }).id);
