/** Sets up what the service needs before it can be measured: a program, promoters, links. */
import { Operator } from "./subjects/operator.ts";
import type { Tributary } from "./subjects/tributary.ts";

/** WeChat on Android: the browser most links are opened in, with what it sends when a person taps. */
export const BROWSER = {
  "User-Agent":
    "Mozilla/5.0 (Linux; Android 14; 23127PN0CC) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.188 Mobile Safari/537.36 XWEB/1260117 MMWEBSDK/20240404 MicroMessenger/8.0.49.2600(0x28003133) WeChat/arm64 NetType/WIFI Language/zh_CN ABI/arm64",
  Accept: "text/html,application/xhtml+xml,image/avif,image/webp,*/*;q=0.8",
  "Accept-Language": "zh-CN,zh;q=0.9,en-US;q=0.8",
};

export const PROGRAM = "bench";

export interface Shop {
  readonly api: Operator;
  readonly apiKey: string;
  readonly programNumber: number;
}

export interface ShareLink {
  readonly slug: string;
  readonly promoterId: string;
}

/** The program: three paid levels, holds that outlast the benchmark. */
export async function openShop(service: Tributary): Promise<Shop> {
  const api = new Operator(service.url, service.adminToken);
  const { apiKey } = await api.post("/v1/programs", {
    id: PROGRAM,
    name: "Benchmark",
    currency: "CNY",
    allowedHosts: ["shop.example.com"],
    commission: { maxLevels: 3 },
    settlement: { holdPeriod: "P7D", holdStartsAt: "paid" },
  });
  await api.put(`/v1/programs/${PROGRAM}/commission-rules`, {
    rules: [
      {
        id: "standard",
        scope: {},
        levels: [1_000, 500, 200].map((rateBps, index) => ({
          level: index + 1,
          kind: "percentage",
          rateBps,
        })),
      },
    ],
  });
  return { api, apiKey, programNumber: 1 };
}

/** Keys of several systems of a merchant: one key alone is held to 200 calls a second. */
export async function moreKeys({ api, apiKey }: Shop, count: number): Promise<string[]> {
  const keys = [apiKey];
  while (keys.length < count) {
    const made = await api.post(`/v1/programs/${PROGRAM}/api-keys`, { name: `system ${keys.length}` });
    keys.push(made.key);
  }
  return keys;
}

/** A promoter without uplines, with one share link. */
export async function makeShareLink({ api }: Shop, memberId: string): Promise<ShareLink> {
  const promoter = await api.post(`/v1/programs/${PROGRAM}/promoters`, { memberId });
  const link = await api.post(`/v1/programs/${PROGRAM}/links`, {
    promoterId: promoter.id,
    destination: "https://shop.example.com/products/spring-tea?sku=42",
  });
  return { slug: link.slug, promoterId: promoter.id };
}
