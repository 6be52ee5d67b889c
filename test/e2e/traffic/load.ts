/** A seeded stream of orders and their events whose result is known to the last unit. */
import { setTimeout as wait } from "node:timers/promises";
import { call, type Json, Refused, Unanswered } from "../call.ts";

export const PROGRAM = "kill-test";
const PAIRS = 4;
const CUSTOMERS = 40;
const BATCH = 10;
const SENDERS = 4;

interface Planned {
  readonly orderId: string;
  readonly customer: number;
  readonly amount: number;
  readonly received: boolean;
  /** 0 where nothing comes back. */
  readonly refunded: number;
}

interface Pair {
  readonly promoterId: string;
  readonly uplineId: string;
}

export class Load {
  readonly #random: () => number;
  readonly #planned: Planned[] = [];
  readonly #open: Planned[][] = [];
  #pairs: Pair[] = [];
  #cut = false;
  /** Batches answered in full, their events too. */
  answered = 0;
  /** Batches that a kill cut off somewhere in their way. */
  cutOff = 0;
  /** Of these, what was answered with a refusal. */
  refused: string[] = [];

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** @param objects of each class that the program has. */
  async prepare(url: string, objects = 1): Promise<void> {
    await call(url, "POST", "/v1/programs", {
      objects,
      id: PROGRAM,
      name: "Kill test",
      currency: "CNY",
      allowedHosts: ["shop.example"],
      settlement: { holdPeriod: "PT1S", holdStartsAt: "received", minPayout: 1 },
    });
    const levels = [
      { level: 1, kind: "percentage", rateBps: 1_000 },
      { level: 2, kind: "percentage", rateBps: 500 },
    ];
    await call(url, "PUT", `/v1/programs/${PROGRAM}/commission-rules`, {
      rules: [{ id: "all", scope: {}, levels }],
    });
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const upline = await this.#promoter(url, { memberId: `upline-${pair}` });
      const promoter = await this.#promoter(url, {
        memberId: `promoter-${pair}`,
        uplineMemberId: `upline-${pair}`,
      });
      this.#pairs.push({ promoterId: promoter.id, uplineId: upline.id });
    }
    for (let customer = 0; customer < CUSTOMERS; customer += 1) {
      const promoterId = this.#pairOf(customer).promoterId;
      await call(url, "POST", `/v1/programs/${PROGRAM}/bindings`, {
        customerId: `customer-${customer}`,
        promoterId,
      });
    }
  }

  /** Sends until told to stop. What got no answer is kept, to be sent again. */
  async runUntilCut(url: string): Promise<void> {
    this.#cut = false;
    await Promise.all(
      Array.from({ length: SENDERS }, async () => {
        while (!this.#cut) await this.#sendOne(url);
      }),
    );
  }

  /** Some moment within the next second and a half. */
  async randomMoment(): Promise<void> {
    await wait(150 + Math.floor(this.#random() * 1_350));
  }

  cut(): void {
    this.#cut = true;
  }

  /** Sends again what was cut off, to the end, and goes on until there are so many orders. */
  async finish(url: string, orders: number): Promise<void> {
    this.#cut = false;
    const next = () => this.#open.pop() ?? (this.#planned.length < orders ? this.#plan() : undefined);
    await Promise.all(
      Array.from({ length: SENDERS }, async () => {
        for (let batch = next(); batch !== undefined; batch = next()) await this.#send(url, batch);
      }),
    );
  }

  /** Tells all orders and all their events again, as a merchant does who does not know what was lost. */
  async tellAgain(url: string): Promise<void> {
    const told = [...this.#planned];
    this.#open.length = 0;
    while (told.length > 0) this.#open.push(told.splice(-BATCH));
    await this.finish(url, 0);
  }

  async #sendOne(url: string): Promise<void> {
    const batch = this.#open.pop() ?? this.#plan();
    try {
      await this.#send(url, batch);
      this.answered += 1;
    } catch (error) {
      this.#open.push(batch);
      if (!(error instanceof Unanswered)) throw error;
      this.cutOff += 1;
      if (error instanceof Refused) this.refused.push(error.message);
      await wait(20);
    }
  }

  async #send(url: string, batch: readonly Planned[]): Promise<void> {
    const conversions = batch.map(({ orderId, customer, amount }) => ({
      orderId,
      amount,
      currency: "CNY",
      customerId: `customer-${customer}`,
    }));
    const { results } = await call(url, "POST", `/v1/programs/${PROGRAM}/conversions`, { conversions });
    for (const { orderId, status } of results as { orderId: string; status: string }[]) {
      if (status === "accepted" || status === "duplicate") continue;
      throw status === "rejected" ? new Refused(orderId) : new Error(`${orderId}: ${status}`);
    }
    await Promise.all(batch.map(async (order) => await this.#sendEvents(url, order)));
  }

  async #sendEvents(url: string, { orderId, received, refunded }: Planned): Promise<void> {
    const path = `/v1/programs/${PROGRAM}/orders/${orderId}/events`;
    if (received) await call(url, "POST", path, { eventId: `${orderId}-received`, type: "received" });
    if (refunded > 0) {
      await call(url, "POST", path, { eventId: `${orderId}-refund`, type: "refunded", amount: refunded });
    }
  }

  #plan(): Planned[] {
    const before = this.#planned.length;
    const batch = Array.from({ length: BATCH }, (_, index): Planned => {
      const amount = 1 + Math.floor(this.#random() * 100_000);
      return {
        orderId: `order-${before + index}`,
        customer: Math.floor(this.#random() * CUSTOMERS),
        amount,
        received: this.#random() < 0.5,
        refunded: this.#random() < 0.25 ? 1 + Math.floor(this.#random() * amount) : 0,
      };
    });
    this.#planned.push(...batch);
    return batch;
  }

  #promoter(url: string, body: object): Promise<Json> {
    return call(url, "POST", `/v1/programs/${PROGRAM}/promoters`, body);
  }

  #pairOf(customer: number): Pair {
    const pair = this.#pairs[customer % PAIRS];
    if (pair === undefined) throw new Error("prepare() comes first");
    return pair;
  }

  /** By promoter: what waits for receipt and what can be withdrawn. */
  expectedWallets(): Record<string, { pending: number; available: number }> {
    const sums: Record<string, { pending: number; available: number }> = {};
    for (const { promoterId, uplineId } of this.#pairs) {
      sums[promoterId] = { pending: 0, available: 0 };
      sums[uplineId] = { pending: 0, available: 0 };
    }
    for (const order of this.#planned) {
      for (const [promoter, kept] of this.#keptOf(order)) {
        const sum = sums[promoter];
        if (sum !== undefined) sum[order.received ? "available" : "pending"] += kept;
      }
    }
    return sums;
  }

  async wallets(url: string): Promise<Record<string, { pending: number; available: number }>> {
    const found: Record<string, { pending: number; available: number }> = {};
    for (const promoter of this.promoters()) {
      const wallet = await call(url, "GET", `/v1/programs/${PROGRAM}/promoters/${promoter}/wallet`);
      // What is held is on its way to available, and a debt is not expected: show both where they stand.
      const rest =
        wallet.held + wallet.debt + wallet.reserved > 0 ? { held: wallet.held, debt: wallet.debt } : {};
      found[promoter] = { pending: wallet.pending, available: wallet.available, ...rest };
    }
    return found;
  }

  expectedOrders(): unknown[] {
    return this.#planned.map((order) => [order.orderId, order.amount, this.#keptOf(order)]);
  }

  async orders(url: string): Promise<unknown[]> {
    const found: unknown[] = [];
    const left = [...this.#planned.entries()];
    await Promise.all(
      Array.from({ length: 4 * SENDERS }, async () => {
        for (let next = left.pop(); next !== undefined; next = left.pop()) {
          const [place, { orderId }] = next;
          const order = await call(url, "GET", `/v1/programs/${PROGRAM}/orders/${orderId}`);
          const kept = order.commissions.map((commission: Json) => [commission.promoterId, commission.kept]);
          found[place] = [order.orderId, order.amount, kept];
        }
      }),
    );
    return found;
  }

  /** Ids of planned orders that the service does not know. */
  async lost(url: string): Promise<Set<string>> {
    const lost = new Set<string>();
    for (const { orderId } of this.#planned) {
      await call(url, "GET", `/v1/programs/${PROGRAM}/orders/${orderId}`).catch((error: unknown) => {
        if (!/answered 404/.test(String(error))) throw error;
        lost.add(orderId);
      });
    }
    return lost;
  }

  /** By promoter: valid, and one earning for each commission that is not 0. */
  expectedJournals(): Record<string, { valid: boolean; earned: number }> {
    const journals: Record<string, { valid: boolean; earned: number }> = {};
    for (const promoter of this.promoters()) journals[promoter] = { valid: true, earned: 0 };
    for (const { customer, amount } of this.#planned) {
      const { promoterId, uplineId } = this.#pairOf(customer);
      const [first, second] = [journals[promoterId], journals[uplineId]];
      if (first !== undefined && Math.floor(amount / 10) > 0) first.earned += 1;
      if (second !== undefined && Math.floor(amount / 20) > 0) second.earned += 1;
    }
    return journals;
  }

  async journals(url: string): Promise<Record<string, { valid: boolean; earned: number }>> {
    const found: Record<string, { valid: boolean; earned: number }> = {};
    for (const promoter of this.promoters()) {
      const path = `/v1/programs/${PROGRAM}/promoters/${promoter}/journal`;
      const { valid } = await call(url, "GET", `${path}/verification`);
      let earned = 0;
      let cursor: string | null = "";
      while (cursor !== null) {
        const page: Json = await call(
          url,
          "GET",
          `${path}?limit=200${cursor === "" ? "" : `&cursor=${cursor}`}`,
        );
        earned += page.data.filter((entry: Json) => entry.kind === "earn").length;
        cursor = page.nextCursor;
      }
      found[promoter] = { valid, earned };
    }
    return found;
  }

  /** All who earn: those who are credited and their uplines. */
  promoters(): string[] {
    return this.#pairs.flatMap(({ promoterId, uplineId }) => [promoterId, uplineId]);
  }

  /** 10 % and 5 %, and of each the part that the unreturned amount still earns, rounded up. */
  #keptOf({ customer, amount, refunded }: Planned): [string, number][] {
    const { promoterId, uplineId } = this.#pairOf(customer);
    const kept = (commission: number): number => Math.ceil((commission * (amount - refunded)) / amount);
    return [
      [promoterId, kept(Math.floor(amount / 10))],
      [uplineId, kept(Math.floor(amount / 20))],
    ];
  }
}

/** Numbers in [0, 1), the same from the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
