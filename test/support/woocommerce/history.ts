/**
 * A random history of one order, with the body that WooCommerce sends after each step, and what has to be left of it. Computed
 * plainly from what happened, never from what was told. One line with 10 % tax, and shipping.
 */
import type { Chance } from "../chance.ts";
import type { Webhook } from "../sources/signed-shop.ts";
import { type Body, orderBody } from "./bodies.ts";

export interface History {
  readonly webhooks: readonly Webhook[];
  /** What commission is earned on, and what of it was taken back. */
  readonly worth: number;
  readonly reversed: number;
}

/** Money in cents, as WooCommerce writes it. */
function text(cents: number): string {
  return (cents / 100).toFixed(2);
}

export class OrderHistory {
  readonly #chance: Chance;
  readonly #id: number;
  readonly #price: number;
  readonly #shipping: number;
  readonly #more: Body;
  readonly #paidAtMs: number;
  readonly #webhooks: Webhook[] = [];
  #refunds: { readonly id: number; readonly amount: number }[] = [];
  #made = 0;
  #atMs: number;
  #quantity: number;
  #status = "processing";

  constructor(chance: Chance, id: number, atMs: number, more: Body) {
    this.#chance = chance;
    this.#id = id;
    this.#atMs = atMs;
    this.#paidAtMs = atMs + 10_000;
    this.#more = more;
    this.#price = chance.between(1, 500) * 100;
    this.#quantity = chance.between(1, 5);
    this.#shipping = chance.oneOf([0, 500]);
  }

  happen(): History {
    this.#tell();
    const steps = [
      () => (this.#quantity = this.#chance.between(1, 6)),
      () => this.#refund(),
      () => this.#refund(),
      () => this.#deleteRefund(),
      () => (this.#status = "completed"),
      () => (this.#status = this.#chance.oneOf(["cancelled", "refunded", "failed"])),
      () => (this.#status = "processing"),
    ];
    for (let step = 0; step < this.#chance.between(0, 6); step += 1) {
      this.#chance.oneOf(steps)();
      this.#tell();
    }
    const worth = this.#price * this.#quantity;
    const refunded = this.#refunds.reduce((sum, { amount }) => sum + amount, 0);
    const isGone = !["processing", "completed"].includes(this.#status) || refunded >= this.#total;
    return {
      webhooks: this.#webhooks,
      worth,
      reversed: isGone ? worth : Math.floor((refunded * worth) / this.#total),
    };
  }

  get #total(): number {
    return (this.#price * this.#quantity * 11) / 10 + this.#shipping;
  }

  #refund(): void {
    const refunded = this.#refunds.reduce((sum, { amount }) => sum + amount, 0);
    if (refunded >= this.#total) return;
    this.#made += 1;
    const amount = this.#chance.between(1, this.#total - refunded);
    this.#refunds = [...this.#refunds, { id: this.#id * 10 + this.#made, amount }];
  }

  #deleteRefund(): void {
    this.#refunds = this.#refunds.filter(() => this.#chance.hits(0.5));
  }

  #tell(): void {
    this.#atMs += 10_000;
    const body = orderBody(
      {
        id: this.#id,
        currency: "CNY",
        status: this.#status,
        total: text(this.#total),
        lines: [
          {
            quantity: this.#quantity,
            total: text(this.#price * this.#quantity),
            tax: text((this.#price * this.#quantity) / 10),
          },
        ],
        shipping: text(this.#shipping),
        refunds: this.#refunds.map(({ id, amount }) => ({ id, total: `-${text(amount)}` })),
        modifiedAt: inUtc(this.#atMs),
        paidAt: inUtc(this.#paidAtMs),
      },
      this.#more,
    );
    this.#webhooks.push({ topic: this.#webhooks.length === 0 ? "order.created" : "order.updated", body });
  }
}

/** As WooCommerce writes times. */
export function inUtc(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19);
}
