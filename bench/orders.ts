/** Orders a second, from their request to the wallet, against the design that textbooks give. */
import { setTimeout as wait } from "node:timers/promises";
import { diskBytes } from "./disk.ts";
import { against, alone, atLeast } from "./measurement.ts";
import { type Member, orderBatches, ORDERS_PER_BATCH, plantTree, sendBatches } from "./order-load.ts";
import type { Report } from "./report.ts";
import { compare } from "./rounds.ts";
import type { Settings } from "./settings.ts";
import { openShop, type Shop } from "./shop.ts";
import { startTextbook } from "./textbook/cluster.ts";
import { startTributary, type Tributary } from "./subjects/tributary.ts";
import { sumOfWallets } from "./wallets-on-disk.ts";

/** Batches on their way at once. */
const CONCURRENCY = 8;
const SETTLED_WITHIN_MS = 120_000;

export async function measureOrders(report: Report, settings: Settings): Promise<void> {
  report.part("Orders: from the request until every posting stands in its wallet");
  const service = await startTributary();
  try {
    const shop = await openShop(service);
    const [roots, ordersPerRound] = settings.smoke ? [1, ORDERS_PER_BATCH] : [100, 6_000];
    report.say(`planting a tree of ${(roots * 100).toLocaleString("en")} promoters`);
    const members = await plantTree(shop, { roots, childrenPerRoot: 9, childrenPerChild: 10 });
    const sellers = members.filter(({ memberId }) => memberId.startsWith("g"));
    const settle = settler(service, shop, sellers, ordersPerRound);
    await settle("warm");
    const before = diskBytes(service.data);
    await againstTextbook(report, settings, shop.apiKey, members, settle, sellers, ordersPerRound);
    const orders = settings.rounds * ordersPerRound;
    report.add(alone("disk per order", (diskBytes(service.data) - before) / orders, "bytes"));
  } finally {
    await service.stop();
  }
}

type Settle = (name: string) => Promise<number>;

/** Sends a round of orders and waits for their money. Answers orders a second. */
function settler(service: Tributary, shop: Shop, sellers: readonly Member[], count: number): Settle {
  let expected = 0;
  return async (name) => {
    const bodies = orderBatches(name, count, sellers, shop.programNumber);
    const startedAt = performance.now();
    expected += await sendBatches(service.url, shop.apiKey, bodies, CONCURRENCY);
    while (sumOfWallets(service.data) !== expected) {
      if (performance.now() - startedAt > SETTLED_WITHIN_MS) throw new Error("the wallets do not fill");
      await wait(5);
    }
    return (count / (performance.now() - startedAt)) * 1_000;
  };
}

async function againstTextbook(
  report: Report,
  settings: Settings,
  apiKey: string,
  members: readonly Member[],
  settle: Settle,
  sellers: readonly Member[],
  count: number,
): Promise<void> {
  let round = 0;
  const own = { name: "Tributary", measure: async () => await settle(`round${(round += 1)}`) };
  const textbook = await startTextbook(apiKey, members);
  if (textbook === undefined) {
    report.notMeasured("orders against the textbook design", "PostgreSQL is not installed");
    const figures: number[] = [];
    while (figures.length < settings.rounds) figures.push(await own.measure());
    return report.add(
      alone("settled orders", figures.sort((a, b) => a - b)[figures.length >> 1] ?? 0, "orders/s"),
    );
  }
  try {
    let other = 0;
    const reference = {
      name: "textbook",
      measure: async () => {
        const bodies = orderBatches(`other${(other += 1)}`, count, sellers, 1);
        const startedAt = performance.now();
        await sendBatches(textbook.url, apiKey, bodies, CONCURRENCY);
        return (count / (performance.now() - startedAt)) * 1_000;
      },
    };
    await reference.measure();
    const figures = await compare(report, settings.rounds, own, reference);
    report.add(against("settled orders", "orders/s", figures, "PostgreSQL", atLeast(1)));
  } finally {
    await textbook.stop();
  }
}
