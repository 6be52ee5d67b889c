/** The types of `shop.mjs`, for callers in TypeScript. */
import type { Merchant } from "./webhook.mjs";

export interface Shop {
  /** `localhost:8788`, as it belongs into the program's `allowedHosts`. */
  readonly host: string;
  readonly url: string;
  close(): void;
}

export function openShop(settings: Merchant & { readonly port: number }): Promise<Shop>;
