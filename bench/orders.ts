/** Orders from their request to the wallet, told in batches, one by one and alone, against the textbook's design. */
import { BARS } from "./bars.ts";
import { diskBytes } from "./machine/disk.ts";
import { against, alone, type Bar, type Figures, percentile } from "./measurement.ts";
import { ORDERS_PER_BATCH, plantTree } from "./orders/order-load.ts";
import {
  OrderSides,
  type Settled,
  type Taker,
  textbookTakers,
  tributaryTaker,
  type Way,
} from "./orders/sides.ts";
import type { Report } from "./report.ts";
import { alternate, fastest } from "./rounds.ts";
import type { Settings } from "./settings.ts";
import { moreKeys, openShop } from "./shop.ts";
import { startTextbook } from "./textbook/cluster.ts";
import { startTributary } from "./subjects/tributary.ts";

const API_KEYS = 16;

/** What orders are told in, with the orders of a round. */
function waysOf(smoke: boolean) {
  const orders = (many: number, few: number): number => (smoke ? few : many);
  const singly = (connections: number): Way => ({
    name: `single orders, ${connections} connections`,
    inBatches: false,
    connections,
    orders: orders(800, 64),
  });
  return {
    batches: {
      name: "batches of 100",
      inBatches: true,
      connections: 8,
      orders: orders(6_000, ORDERS_PER_BATCH),
    },
    singly8: singly(8),
    singly32: singly(32),
    // Long enough between two for what the last one left behind.
    lone: { name: "a lone order", inBatches: false, connections: 1, orders: orders(20, 3), pauseMs: 250 },
  } satisfies Record<string, Way>;
}

export async function measureOrders(report: Report, settings: Settings): Promise<void> {
  report.part("Orders: from the request until every posting stands in its wallet");
  const service = await startTributary();
  try {
    const shop = await openShop(service);
    const roots = settings.smoke ? 1 : 100;
    report.say(`planting a tree of ${(roots * 100).toLocaleString("en")} promoters`);
    const members = await plantTree(shop, { roots, childrenPerRoot: 9, childrenPerChild: 10 });
    const apiKeys = await moreKeys(shop, API_KEYS);
    const sellers = members.filter(({ memberId }) => memberId.startsWith("g"));
    const textbook = await startTextbook(apiKeys, members);
    if (textbook === undefined)
      report.notMeasured("orders against the textbook design", "PostgreSQL is not installed");
    try {
      const [each, inOne] = textbook === undefined ? [] : textbookTakers(textbook);
      const sides = new OrderSides(report, apiKeys, sellers, shop.programNumber);
      const part = new OrderPart(report, settings.rounds, sides, tributaryTaker(service));
      const ways = waysOf(settings.smoke);
      const before = diskBytes(service.data);
      await part.batches(ways.batches, [each, inOne]);
      // Of the warm round too.
      const orders = (settings.rounds + 1) * ways.batches.orders;
      report.add(alone("disk per order", (diskBytes(service.data) - before) / orders, "bytes"));
      await part.singles(ways.singly8, each);
      await part.singles(ways.singly32, each);
      await part.lone(ways.lone, each);
    } finally {
      await textbook?.stop();
    }
  } finally {
    await service.stop();
  }
}

/** What a side did in each round of a way. */
interface Series {
  readonly name: string;
  readonly settled: readonly Settled[];
  readonly perSecond: readonly number[];
}

class OrderPart {
  readonly #report: Report;
  readonly #rounds: number;
  readonly #sides: OrderSides;
  readonly #own: Taker;

  constructor(report: Report, rounds: number, sides: OrderSides, own: Taker) {
    this.#report = report;
    this.#rounds = rounds;
    this.#sides = sides;
    this.#own = own;
  }

  /** Held against the faster of the textbook's two ways; the other is shown. */
  async batches(way: Way, references: readonly (Taker | undefined)[]): Promise<void> {
    const [own, ...others] = await this.#alternate(way, references);
    const best = fastest(others);
    for (const other of others) {
      const bar = other === best ? BARS.batches : null;
      this.#compare(way, own, other, bar);
    }
  }

  async singles(way: Way, reference: Taker | undefined): Promise<void> {
    const [own, other] = await this.#alternate(way, [reference]);
    this.#compare(way, own, other, BARS.singleOrders);
    const isCrowded = way.connections === 32;
    for (const series of [own, other]) {
      if (series === undefined) continue;
      const waits = series.settled.map(({ waitsMs }) => longestOverMedian(waitsMs));
      const bar = isCrowded && series === own ? BARS.longestWait : null;
      this.#report.add(alone(`longest wait over the p50, ${way.name}, ${series.name}`, waits, "times", bar));
    }
  }

  async lone(way: Way, reference: Taker | undefined): Promise<void> {
    const [own, other] = await this.#alternate(way, [reference]);
    if (own === undefined) return;
    const p50 = (series: Series) => series.settled.map(({ waitsMs }) => percentile(waitsMs, 50));
    const name = "a lone order on an idle service, p50";
    if (other === undefined) return this.#report.add(alone(name, p50(own), "ms"));
    const figures = { values: p50(own), references: p50(other) };
    this.#report.add(against(name, "ms", figures, other.name, BARS.loneOrder));
  }

  #compare(way: Way, own: Series | undefined, other: Series | undefined, bar: Bar | null): void {
    if (own === undefined) return;
    const name = `settled orders, ${way.name}, over the ${other?.name ?? "textbook"}`;
    if (other === undefined) return this.#report.add(alone(name, own.perSecond, "orders/s"));
    const rates: Figures = { values: own.perSecond, references: other.perSecond };
    this.#report.add(against(name, "orders/s", rates, other.name, bar));
    const used = (series: Series) => series.settled.map(({ processorMsEach }) => processorMsEach);
    const times: Figures = { values: used(own), references: used(other) };
    this.#report.add(
      against(`processor time of an order, ${way.name}, over the ${other.name}`, "ms", times, other.name),
    );
  }

  async #alternate(way: Way, references: readonly (Taker | undefined)[]): Promise<Series[]> {
    this.#report.say(way.name);
    const takers = [this.#own, ...references.filter((taker) => taker !== undefined)];
    const sides = takers.map((taker) => this.#sides.of(taker, way));
    const all = await alternate(this.#report, this.#rounds, sides, ({ perSecond }) => perSecond);
    return takers.map(({ name }, index) => {
      const settled = all[index] ?? [];
      return { name, settled, perSecond: settled.map(({ perSecond }) => perSecond) };
    });
  }
}

function longestOverMedian(waitsMs: readonly number[]): number {
  return Math.max(...waitsMs) / percentile(waitsMs, 50);
}
