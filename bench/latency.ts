/** How long a merchant waits for one conversion, with half and with nine tenths of the load that can be borne. */
import { setTimeout as wait } from "node:timers/promises";
import { Connections } from "./http.ts";
import { alone, percentile } from "./measurement.ts";
import { inParallel, type Member, orderOf, plantTree } from "./orders/order-load.ts";
import type { Report } from "./report.ts";
import type { Settings } from "./settings.ts";
import { moreKeys, openShop, PROGRAM, type Shop } from "./shop.ts";
import { startTributary, type Tributary } from "./subjects/tributary.ts";

const CONCURRENCY = 32;
const API_KEYS = 16;
const SHARES = [0.5, 0.9] as const;

export async function measureLatency(report: Report, { smoke }: Settings): Promise<void> {
  report.part("Latency: single conversions");
  const service = await startTributary();
  try {
    const shop = await openShop(service);
    const members = await plantTree(shop, { roots: 1, childrenPerRoot: 9, childrenPerChild: 10 });
    const sender = new SingleOrders(report, service, shop, await moreKeys(shop, API_KEYS), members);
    const [warm, count] = smoke ? [50, 100] : [1_000, 3_000];
    await saturate(sender, warm);
    const most = await saturate(sender, count);
    report.add(alone("single conversions, saturated", most, "orders/s"));
    for (const share of SHARES) {
      const times = await paced(sender, most * share, count);
      const name = `single conversions at ${share * 100} % of saturation`;
      report.add(alone(`${name}, p50`, percentile(times, 50), "ms"));
      report.add(alone(`${name}, p99`, percentile(times, 99), "ms"));
    }
    sender.close();
  } finally {
    await service.stop();
  }
}

class SingleOrders {
  readonly #url: string;
  readonly #apiKeys: readonly string[];
  readonly #members: readonly Member[];
  readonly #program: number;
  readonly #connections: Connections;
  #next = 0;

  constructor(
    report: Report,
    { url }: Tributary,
    { programNumber }: Shop,
    apiKeys: readonly string[],
    members: readonly Member[],
  ) {
    this.#url = `${url}/v1/programs/${PROGRAM}/conversions`;
    this.#apiKeys = apiKeys;
    this.#members = members;
    this.#program = programNumber;
    this.#connections = new Connections(CONCURRENCY * 8, () => report.unanswered("Tributary, latency"));
  }

  /** Sends one order and waits for its answer. */
  async send(): Promise<void> {
    const body = JSON.stringify(orderOf("single", (this.#next += 1), this.#members, this.#program));
    const key = this.#apiKeys[this.#next % this.#apiKeys.length] ?? "";
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const { status, text } = await this.#connections.post(this.#url, headers, body);
    if (status !== 200) throw new Error(`an order was answered ${status}: ${text.slice(0, 200)}`);
  }

  close(): void {
    this.#connections.close();
  }
}

/** Orders a second when each sender sends its next as soon as the last was answered. */
async function saturate(sender: SingleOrders, count: number): Promise<number> {
  const startedAt = performance.now();
  await inParallel(CONCURRENCY, Array.from({ length: count }, Object), async () => await sender.send());
  return (count / (performance.now() - startedAt)) * 1_000;
}

/**
 * Milliseconds of each order when they come at a steady rate, whether or not the ones before were answered. Time is
 * taken from when an order was due, so that a service that stalls is not excused.
 */
async function paced(sender: SingleOrders, perSecond: number, count: number): Promise<number[]> {
  const startedAt = performance.now();
  const sent = Array.from({ length: count }, async (_, index) => {
    const dueAt = startedAt + (index * 1_000) / perSecond;
    await wait(Math.max(0, dueAt - performance.now()));
    await sender.send();
    return performance.now() - dueAt;
  });
  return await Promise.all(sent);
}
