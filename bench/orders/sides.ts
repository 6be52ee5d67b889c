/** The sides of a comparison of orders, each timed until every posting stands in its wallet. */
import { setTimeout as wait } from "node:timers/promises";
import { processorMs } from "../machine/processor-time.ts";
import type { Report } from "../report.ts";
import type { Side } from "../rounds.ts";
import type { Tributary } from "../subjects/tributary.ts";
import type { Textbook } from "../textbook/cluster.ts";
import { type Member, orderBatches, ORDERS_PER_BATCH, singleOrders } from "./order-load.ts";
import { tellOrders } from "./tell-orders.ts";
import { sumOfWallets } from "./wallets-on-disk.ts";

/** How orders are told, on every side alike. */
export interface Way {
  readonly name: string;
  readonly inBatches: boolean;
  readonly connections: number;
  /** Orders of a round. */
  readonly orders: number;
  readonly pauseMs?: number;
}

export interface Settled {
  readonly perSecond: number;
  readonly waitsMs: readonly number[];
  /** Milliseconds of the processor for an order, the client's left out. */
  readonly processorMsEach: number;
}

/** A service that takes orders. */
export interface Taker {
  readonly name: string;
  readonly origin: string;
  /** Waits until all that it answered stands in the wallets, which hold so much more than at the start. */
  settled(commissions: number): Promise<void>;
  processorMs(): number;
}

const SETTLED_WITHIN_MS = 120_000;

export function tributaryTaker({ url, pid, data }: Tributary): Taker {
  return {
    name: "Tributary",
    origin: url,
    processorMs: () => processorMs(pid),
    settled: async (commissions) => {
      const startedAt = performance.now();
      while (sumOfWallets(data) !== commissions) {
        if (performance.now() - startedAt > SETTLED_WITHIN_MS) throw new Error("the wallets do not fill");
        await wait(5);
      }
    },
  };
}

/** The textbook answers when its transaction is written: then nothing is left to wait for. */
export function textbookTakers(textbook: Textbook): readonly [Taker, Taker] {
  const common = { processorMs: () => textbook.processorMs(), settled: async () => await Promise.resolve() };
  return [
    { name: "textbook", origin: textbook.url, ...common },
    { name: "textbook, a transaction a batch", origin: textbook.inOneUrl, ...common },
  ];
}

/** Makes sides of takers. What was told in one way stays in the wallets when the next way begins. */
export class OrderSides {
  readonly #report: Report;
  readonly #apiKeys: readonly string[];
  readonly #sellers: readonly Member[];
  readonly #program: number;
  readonly #commissions = new Map<Taker, number>();
  #rounds = 0;

  constructor(report: Report, apiKeys: readonly string[], sellers: readonly Member[], program: number) {
    this.#report = report;
    this.#apiKeys = apiKeys;
    this.#sellers = sellers;
    this.#program = program;
  }

  of(taker: Taker, way: Way): Side<Settled> {
    return { name: taker.name, measure: async () => await this.#round(taker, way) };
  }

  async #round(taker: Taker, way: Way): Promise<Settled> {
    const bodies = this.#bodies(way);
    const { name, origin } = taker;
    const addressee = {
      origin,
      apiKeys: this.#apiKeys,
      unanswered: () => this.#report.unanswered(`${name}, ${way.name}`),
    };
    const usedBefore = taker.processorMs();
    const startedAt = performance.now();
    const told = await tellOrders(addressee, bodies, way.connections, way.pauseMs);
    const commissions = (this.#commissions.get(taker) ?? 0) + told.commissions;
    this.#commissions.set(taker, commissions);
    await taker.settled(commissions);
    return {
      perSecond: (way.orders / (performance.now() - startedAt)) * 1_000,
      waitsMs: told.waitsMs,
      processorMsEach: (taker.processorMs() - usedBefore) / way.orders,
    };
  }

  /** Made before anything is timed, with orders that no round had before. */
  #bodies({ inBatches, orders }: Way): string[] {
    this.#rounds += 1;
    const name = `round${this.#rounds}`;
    return inBatches
      ? orderBatches(
          name,
          Math.ceil(orders / ORDERS_PER_BATCH) * ORDERS_PER_BATCH,
          this.#sellers,
          this.#program,
        )
      : singleOrders(name, orders, this.#sellers, this.#program);
  }
}
