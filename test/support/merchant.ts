/** A merchant of the running service, who speaks to it over HTTP with an API key. */
import { randomBytes } from "node:crypto";
import { datedProof } from "./edge/proof.ts";
import { ORDERS_AT_ONCE } from "./orders/fraud.ts";
import { ADMIN_TOKEN } from "./service.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- tests read answers as any client would
type Json = any;

export class Merchant {
  readonly id: string;
  readonly #origin: string;
  readonly #apiKey: string;
  readonly #identifySecret: string;

  private constructor(origin: string, created: Json) {
    this.id = created.id;
    this.#origin = origin;
    this.#apiKey = created.apiKey;
    this.#identifySecret = created.identifySecret;
  }

  /** The same merchant with the same key, who calls the service at another address. */
  at(origin: string): Merchant {
    return new Merchant(origin, {
      id: this.id,
      apiKey: this.#apiKey,
      identifySecret: this.#identifySecret,
    });
  }

  /** A program of its own: 10 % to the promoter who is credited, available at once when the goods are received. */
  static async open(origin: string, settings: Record<string, unknown>): Promise<Merchant> {
    const id = `shop-${randomBytes(4).toString("hex")}`;
    const body = { id, name: "Shop", currency: "CNY", fraud: ORDERS_AT_ONCE, ...settings };
    const merchant = new Merchant(origin, await call(`${origin}/v1/programs`, "POST", ADMIN_TOKEN, body));
    await merchant.#call("PUT", "/commission-rules", {
      rules: [{ id: "base", scope: {}, levels: [{ level: 1, kind: "percentage", rateBps: 1_000 }] }],
    });
    return merchant;
  }

  /** A promoter with a share link to a page. */
  async promoter(memberId: string, destination: string): Promise<{ id: string; link: string; slug: string }> {
    const { id } = await this.#call("POST", "/promoters", { memberId });
    const { url, slug } = await this.#call("POST", "/links", { promoterId: id, destination });
    return { id, link: url, slug };
  }

  /** What the merchant's server makes for a customer who has signed in. */
  proofOf(customerId: string): string {
    return datedProof(this.#identifySecret, this.id, customerId);
  }

  /** Reports an order and answers what became of it. */
  async order(order: Record<string, unknown>): Promise<Json> {
    const body = { amount: 10_000, currency: "CNY", ...order };
    return (await this.#call("POST", "/conversions", body)).results[0];
  }

  /** The order as it now is. */
  async orderById(orderId: string): Promise<Json> {
    return await this.#call("GET", `/orders/${orderId}`);
  }

  /** Why the order was credited as it was. */
  async explanation(orderId: string): Promise<Json> {
    return await this.#call("GET", `/orders/${orderId}/explanation`);
  }

  async #call(method: string, path: string, body?: unknown): Promise<Json> {
    return await call(`${this.#origin}/v1/programs/${this.id}${path}`, method, this.#apiKey, body);
  }
}

async function call(url: string, method: string, token: string, body?: unknown): Promise<Json> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(url, { method, headers, ...sent });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

/** Promoters credited with an order, each with its weight in basis points. */
export function creditsOf(order: Json): Record<string, number> {
  return Object.fromEntries(
    order.attribution.credits.map((credit: Json) => [credit.promoterId, credit.weightBps]),
  );
}
