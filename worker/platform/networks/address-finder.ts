/** Finds the address that a request came from. What reads lists of proxies is loaded where there is one. */
import { CLOUDFLARE } from "../../../domain/tracking/trusted-proxies.ts";
import { lazily } from "../lazily.ts";
import type { Way } from "./client-address.ts";

export function wayOf({ headers }: { readonly headers: Headers }): Way {
  return {
    connecting: headers.get("cf-connecting-ip") ?? "",
    forwarded: headers.get("x-forwarded-for") ?? "",
  };
}

const clientAddresses = lazily(() => import("./client-address.ts"));
/** What it loaded, once it has. */
let loadedAddresses: Awaited<ReturnType<typeof clientAddresses>> | undefined;

/** Behind Cloudflare alone there is nothing to be worked out. */
export async function addressFinder(trustedProxies: string): Promise<(way: Way) => string> {
  if (trustedProxies !== CLOUDFLARE) loadedAddresses = await clientAddresses();
  return (way) => addressNow(trustedProxies, way);
}

/** The address as far as this isolate can tell without a wait; empty until then. */
export function addressNow(trustedProxies: string, way: Way): string {
  if (trustedProxies === CLOUDFLARE) return way.connecting;
  return loadedAddresses?.clientAddress(way, trustedProxies) ?? "";
}
