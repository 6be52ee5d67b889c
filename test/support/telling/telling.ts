/** Tells a shop's service what happened, in a way that chance chooses: by which road, in which parts, how often, how late. */
import type { Chance } from "../chance.ts";
import { tokenOf } from "../orders/touches.ts";
import type { Answer, Shop } from "../shop.ts";
import { type Road, spelledEvent, spelledOrder } from "./spelling.ts";
import { WORLD_KINDS, type WorldKind, type WorldOrder } from "./world.ts";

type Step = () => Promise<void>;

export class Telling {
  readonly #chance: Chance;
  readonly #shop: Shop;
  readonly #kind: WorldKind;
  readonly #tokens = new Map<string, readonly string[]>();
  /** Orders that were answered. */
  readonly #told = new Set<string>();
  #messages = 0;

  constructor(chance: Chance, shop: Shop, kind: WorldKind) {
    this.#chance = chance;
    this.#shop = shop;
    this.#kind = kind;
  }

  /** Everything is told in the end, most of it once more, and has arrived. */
  async tell(orders: readonly WorldOrder[]): Promise<void> {
    for (const { orderId, journeys } of orders) {
      const tokens = journeys.map(async ([click, ...earlier]) =>
        click === undefined ? "" : await tokenOf(this.#shop, click, earlier),
      );
      this.#tokens.set(orderId, await Promise.all(tokens));
    }
    await (WORLD_KINDS[this.#kind].inTurn ? this.#inTurn(orders) : this.#anyhow(orders));
    for (let round = 0; round < 3; round += 1) await this.#shop.settle();
  }

  /** What counts for later orders has arrived before them; a part of them may come in one call, in any sequence. */
  async #inTurn(orders: readonly WorldOrder[]): Promise<void> {
    for (let at = 0; at < orders.length;) {
      const size = this.#chance.oneOf([1, 2, 3, orders.length, orders.length]);
      await this.#together(orders.slice(at, at + size));
      if (this.#chance.hits(0.4)) await this.#together(orders.slice(0, at + size));
      at += size;
      // An order is decided by what is known when it comes: a Journey and a book hear of those before it a moment later.
      await this.#shop.settle();
    }
    await this.#at(this.#shuffled(orders.flatMap((order) => this.#events(order))));
  }

  /** Orders and events in any sequence, alone, in batches or at once; events before their orders too. */
  async #anyhow(orders: readonly WorldOrder[]): Promise<void> {
    const parts = this.#parts(this.#shuffled(orders));
    const steps = [
      ...parts.map((part) => async () => await this.#together(part)),
      ...parts.filter(() => this.#chance.hits(0.5)).map((part) => async () => await this.#together(part)),
      ...orders
        .filter((order) => mayComeBare(order) && this.#chance.hits(0.3))
        .map((order) => async () => await this.#together([bare(order)])),
      ...orders.flatMap((order) => this.#events(order)),
    ];
    await this.#at(this.#shuffled(steps));
  }

  /** Steps one after the other, or some of them at once. */
  async #at(steps: readonly Step[]): Promise<void> {
    for (const part of this.#parts(steps)) await Promise.all(part.map(async (step) => await step()));
  }

  #parts<Entry>(entries: readonly Entry[]): Entry[][] {
    const parts: Entry[][] = [];
    for (let at = 0; at < entries.length;) {
      const size = this.#chance.oneOf([1, 1, 2, 5]);
      parts.push(entries.slice(at, at + size));
      at += size;
    }
    return parts;
  }

  /** In one call, or where it is one order by either road. */
  async #together(orders: readonly WorldOrder[]): Promise<void> {
    const [only, ...others] = orders;
    if (only === undefined) return;
    if (others.length === 0 && this.#chance.hits(0.5)) return await this.#byWebhook(only);
    const conversions = this.#shuffled(orders).map((order) => this.#spelled("api", order));
    const isBatch = others.length > 0 || this.#chance.hits(0.3);
    requireTaken(await this.#shop.post("/conversions", isBatch ? { conversions } : conversions[0]));
    for (const { orderId } of orders) this.#told.add(orderId);
  }

  async #byWebhook(order: WorldOrder): Promise<void> {
    this.#messages += 1;
    const message = `m-${this.#messages}`;
    requireTaken(await this.#shop.webhook("order.paid", this.#spelled("webhook", order), message));
    this.#told.add(order.orderId);
  }

  #spelled(road: Road, order: WorldOrder) {
    const tokens = order.journeys.length === 0 ? [] : (this.#tokens.get(order.orderId) ?? []);
    return spelledOrder(this.#chance, road, order, tokens, this.#told.has(order.orderId));
  }

  /** Each event once or twice, each time by either road. */
  #events({ orderId, events }: WorldOrder): Step[] {
    return events.flatMap((event) => {
      const step = async () => {
        if (this.#chance.hits(0.5)) {
          const body = spelledEvent(this.#chance, "api", event);
          return requireTaken(await this.#shop.post(`/orders/${orderId}/events`, body));
        }
        const { type, ...data } = spelledEvent(this.#chance, "webhook", event);
        this.#messages += 1;
        const message = `m-${this.#messages}`;
        requireTaken(await this.#shop.webhook(`order.${type as string}`, { ...data, orderId }, message));
      };
      return this.#chance.hits(0.3) ? [step, step] : [step];
    });
  }

  #shuffled<Entry>(entries: readonly Entry[]): Entry[] {
    return entries
      .map((entry) => ({ entry, at: this.#chance.next() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ entry }) => entry);
  }
}

/** Everything that a world tells can be taken: no order is refused or another one, and no event is lost. */
function requireTaken({ status, body }: Answer): void {
  const results: readonly { readonly status: string }[] = body.results ?? [];
  const isTaken = results.every((one) => one.status === "accepted" || one.status === "duplicate");
  if (status > 202 || !isTaken || body.status === "ignored") throw new Error(JSON.stringify(body));
}

/** An order of which the first word says neither token nor coupon: what comes within its grace counts as if it had. */
function bare({ couponCode: _couponCode, ...order }: WorldOrder): WorldOrder {
  return { ...order, journeys: [] };
}

/** Clocks have a grace for tokens that come with the order itself, and none for those that come late. */
function mayComeBare({ journeys, occurredAtMs }: WorldOrder): boolean {
  return journeys.flat().every((touch) => touch.occurredAtMs <= occurredAtMs);
}
