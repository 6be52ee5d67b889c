/** Buyers as they come: with a browser that keeps its cookies, from a network that Cloudflare names, and what they order. */
import { exports } from "cloudflare:workers";
import type { Promoter, Shop } from "../shop.ts";
import { ahead } from "./suspicions.ts";

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/** What a browser says of a link that somebody tapped, and of one that a page opened by itself. */
const BY_HAND = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-user": "?1" };
export const BY_ITSELF = { "user-agent": CHROME, "sec-fetch-user": "" };

/** What Cloudflare says of networks. */
export const DATA_CENTRE = { asn: 16_509, asOrganization: "Amazon.com, Inc." };
export const CARRIER = { asn: 9_808, asOrganization: "China Mobile" };

export interface Tapping {
  readonly headers?: Record<string, string>;
  readonly cf?: { readonly asn: number; readonly asOrganization: string };
}

/** A browser of one person: it sends again what cookies it was given. */
export class Buyer {
  readonly #cookies = new Map<string, string>();

  /** Taps a link; answers the click token in the landing address. */
  async tap(slug: string, { headers = {}, cf }: Tapping = {}): Promise<string> {
    // Nobody taps twice in a millisecond, and nothing here takes one.
    await scheduler.wait(2);
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const all = { "user-agent": CHROME, ...BY_HAND, ...headers, cookie };
    // What is empty is not sent.
    const sent = Object.entries(all).filter(([, value]) => value !== "");
    const request = new Request(`https://tributary.test/s/${slug}`, {
      headers: sent,
      redirect: "manual",
      ...(cf === undefined ? {} : { cf: { ...cf } as unknown as CfProperties }),
    });
    const answer = await exports.default.fetch(request);
    await answer.arrayBuffer();
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const equals = pair.indexOf("=");
      this.#cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
    const token = new URL(answer.headers.get("location") ?? "missing:").searchParams.get("tby");
    if (token === null) throw new Error(`no token: ${answer.status}`);
    return token;
  }
}

/** The slug of a new link of a promoter. */
export async function linkOf(shop: Shop, promoter: Promoter): Promise<string> {
  const link = await shop.post("/links", {
    promoterId: promoter.id,
    destination: "https://shop.example/item",
  });
  if (link.status !== 201) throw new Error(JSON.stringify(link.body));
  return link.body.slug as string;
}

/** An order some seconds after now, which was just tapped; answers its id. */
export async function bought(
  shop: Shop,
  orderId: string,
  order: Record<string, unknown> & { readonly seconds?: number },
): Promise<string> {
  const { seconds = 60, amount = 10_007, ...more } = order;
  const told = await shop.order(orderId, amount as number, { occurredAt: ahead(seconds), ...more });
  if (told.body.results[0].status !== "accepted") throw new Error(JSON.stringify(told.body));
  return orderId;
}
