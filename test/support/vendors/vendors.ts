/**
 * Vendors' APIs as their pages describe them, over HTTP, with accounts that tests fill. `http://control/<account>` sets one by
 * PUT, and answers by GET what was asked of it.
 */
import type { Account, Asked, Instead, Vendor } from "./account.ts";
import { shopify } from "./shopify.ts";
import { stripe } from "./stripe.ts";
import { wechatpay } from "./wechatpay.ts";
import { woocommerce } from "./woocommerce.ts";

const VENDORS: readonly Vendor[] = [stripe, shopify, woocommerce, wechatpay];

interface Kept {
  account: Account;
  readonly asked: Asked[];
  /** Answers that were given in place of others. */
  given: number;
  /** When no answer hangs any more. */
  readonly released: Promise<void>;
  readonly release: () => void;
}

export class Vendors {
  readonly #accounts = new Map<string, Kept>();

  async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.hostname === "control" || url.pathname.startsWith("/control/"))
      return await this.#control(request, decodeURIComponent(url.pathname.split("/").at(-1) ?? ""));
    const vendor = VENDORS.find(({ takes }) => takes(url.pathname));
    if (vendor === undefined) return new Response("not found", { status: 404 });
    const kept = this.#accounts.get(vendor.accountOf(request, url) ?? "");
    if (kept === undefined) return vendor.unauthorized();
    kept.asked.push({ host: url.host, path: `${url.pathname}${url.search}`, atMs: Date.now() });
    const instead = kept.account.instead?.[kept.given];
    kept.given += 1;
    if (instead?.hangs === true) await kept.released;
    if (instead != null) return await insteadOf(instead, () => vendor.answer(kept.account, request, url));
    return await vendor.answer(kept.account, request, url);
  }

  async #control(request: Request, name: string): Promise<Response> {
    if (request.method === "GET") return Response.json(this.#accounts.get(name)?.asked ?? []);
    const account = (await request.json()) as Account;
    const before = this.#accounts.get(name);
    before?.release();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    this.#accounts.set(name, { account, asked: before?.asked ?? [], given: 0, released, release });
    return new Response(null, { status: 204 });
  }
}

async function insteadOf(
  { status, headers, body = "", cutAfter }: Instead,
  answer: () => Response | Promise<Response>,
): Promise<Response> {
  if (cutAfter === undefined) return new Response(body, { status, headers: headers ?? {} });
  const whole = await answer();
  const text = await whole.text();
  return new Response(text.slice(0, cutAfter), { status, headers: { "content-type": "application/json" } });
}
