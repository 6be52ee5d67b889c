/**
 * A random history of one order, with every webhook by which Shopify tells it, and what has to be left of it. Computed plainly
 * from what happened, never from what was told. One line with 10 % tax on top, and shipping.
 */
import type { Chance } from "../chance.ts";
import type { Webhook } from "../sources/signed-shop.ts";
import { type Body, disputeBody, type LineFacts, orderBody, refundBody } from "./bodies.ts";

export interface History {
  readonly webhooks: readonly Webhook[];
  /** What commission is earned on, and what of it was taken back. */
  readonly worth: number;
  readonly reversed: number;
}

const CURRENCY = "CNY";

/** Money in cents, as Shopify writes it. */
function text(cents: number): string {
  return (cents / 100).toFixed(2);
}

export class OrderHistory {
  readonly #chance: Chance;
  readonly #id: number;
  readonly #price: number;
  readonly #shipping: number;
  readonly #more: Body;
  readonly #webhooks: Webhook[] = [];
  readonly #refunds: Body[] = [];
  #atMs: number;
  #quantity: number;
  #gone = 0;
  #money = 0;
  #lost = 0;
  #isCancelled = false;
  #isSent = false;

  constructor(chance: Chance, id: number, atMs: number, more: Body) {
    this.#chance = chance;
    this.#id = id;
    this.#atMs = atMs;
    this.#more = more;
    this.#price = chance.between(1, 500) * 100;
    this.#quantity = chance.between(1, 5);
    this.#shipping = chance.oneOf([0, 500]);
  }

  happen(): History {
    this.#tell("orders/paid");
    const steps = [() => this.#edit(), () => this.#giveBack(), () => this.#payBack(), () => this.#send()];
    for (let step = 0; step < this.#chance.between(0, 4); step += 1) this.#chance.oneOf(steps)();
    if (this.#chance.hits(0.3)) this.#dispute();
    if (this.#chance.hits(0.15)) this.#cancel();
    const worth = this.#price * this.#quantity;
    const part = (amount: number) =>
      amount >= this.#total ? worth : Math.floor((amount * worth) / this.#total);
    const goods = this.#price * this.#gone;
    const reversed = this.#isCancelled
      ? worth
      : Math.min(worth, goods + part(this.#money) + part(this.#lost));
    return { webhooks: this.#webhooks, worth, reversed };
  }

  get #total(): number {
    return (this.#price * this.#quantity * 11) / 10 + this.#shipping;
  }

  get #line(): LineFacts {
    const price = text(this.#price);
    const tax = text((this.#price * this.#quantity) / 10);
    return { price, quantity: this.#quantity, current: this.#quantity - this.#gone, tax };
  }

  /** Staff add to the order. */
  #edit(): void {
    this.#quantity += this.#chance.between(1, 3);
    this.#tell("orders/updated");
  }

  /** Some of the line come back, with the shipping sometimes, and more money than they cost sometimes. */
  #giveBack(): void {
    const left = this.#quantity - this.#gone;
    if (left === 0) return;
    const quantity = this.#chance.between(1, left);
    const goods = this.#price * quantity;
    const shipping = this.#chance.hits(0.3) ? this.#shipping : 0;
    const more = this.#chance.hits(0.3) ? this.#chance.between(1, 500) : 0;
    this.#gone += quantity;
    this.#money += more;
    this.#refund({
      lines: [{ line: this.#line, quantity, subtotal: goods / 100, tax: goods / 1_000 }],
      ...(shipping === 0 ? {} : { shipping: text(shipping) }),
      money: text((goods * 11) / 10 + shipping + more),
    });
  }

  /** Money alone, as a sign of goodwill. */
  #payBack(): void {
    const money = this.#chance.between(1, 2_000);
    this.#money += money;
    this.#refund({ money: text(money) });
  }

  #refund(facts: Omit<Parameters<typeof refundBody>[0], "id" | "orderId" | "currency" | "at">): void {
    this.#atMs += 10_000;
    const id = this.#id * 10 + this.#refunds.length;
    const at = new Date(this.#atMs).toISOString();
    const body = refundBody({ id, orderId: this.#id, currency: CURRENCY, at, ...facts });
    this.#refunds.push(body);
    this.#webhooks.push({ topic: "refunds/create", body });
    this.#tell("orders/updated");
  }

  #send(): void {
    this.#isSent = true;
    this.#tell("orders/fulfilled");
    this.#tell("orders/updated");
  }

  #dispute(): void {
    const amount = this.#chance.between(1, this.#total);
    const told = (what: string, status: string) =>
      this.#webhooks.push({
        topic: `disputes/${what}`,
        body: disputeBody(this.#id, this.#id * 10 + 7, text(amount), status, CURRENCY),
      });
    told("create", "needs_response");
    const status = this.#chance.oneOf(["needs_response", "won", "lost"]);
    if (status !== "needs_response") told("update", status);
    if (status === "lost") this.#lost = amount;
  }

  #cancel(): void {
    this.#isCancelled = true;
    this.#tell("orders/cancelled");
    this.#tell("orders/updated");
  }

  #tell(topic: string): void {
    this.#atMs += 10_000;
    const now = new Date(this.#atMs).toISOString();
    const body = orderBody(
      {
        id: this.#id,
        currency: CURRENCY,
        total: text(this.#total),
        lines: [this.#line],
        shipping: text(this.#shipping),
        updatedAt: now,
      },
      {
        ...this.#more,
        refunds: [...this.#refunds],
        ...(this.#isSent ? { fulfillment_status: "fulfilled", fulfillments: [{ created_at: now }] } : {}),
        ...(this.#isCancelled ? { cancelled_at: now } : {}),
      },
    );
    this.#webhooks.push({ topic, body });
  }
}
