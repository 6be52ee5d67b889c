/** Memory of workerd: it must not grow with the clicks and orders that have passed. */
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { diskBytes } from "./machine/disk.ts";
import { drive, type Load } from "./load.ts";
import { alone, atMost, median } from "./measurement.ts";
import { orderBatches, plantTree } from "./orders/order-load.ts";
import { tellOrders } from "./orders/tell-orders.ts";
import type { Report } from "./report.ts";
import type { Settings } from "./settings.ts";
import { BROWSER, makeShareLink, openShop } from "./shop.ts";
import { startTributary } from "./subjects/tributary.ts";

const SAMPLES = 20;
const CONCURRENCY = 8;
/** The queue gathers for five seconds: what waits there is not what stays. */
const SETTLE_MS = 10_000;
const SLICE_SECONDS = 5;

export async function measureMemory(report: Report, { smoke }: Settings): Promise<void> {
  report.part("Memory and disk: after many clicks and orders");
  const service = await startTributary();
  try {
    const shop = await openShop(service);
    const { slug } = await makeShareLink(shop, "promoter-1");
    const url = `${service.url}/s/${slug}`;
    const [first, second, orders] = smoke ? [1_000, 2_000, 200] : [200_000, 1_000_000, 100_000];
    let clicks = 0;
    const clickUpTo = async (count: number): Promise<number> => {
      // At least once: a quick machine passes both counts of a smoke run at a time.
      do clicks += await drivenClicks(report, { url, headers: BROWSER, seconds: smoke ? 1 : SLICE_SECONDS });
      while (clicks < count);
      report.say(`${clicks.toLocaleString("en")} clicks`);
      return await residentMb(service.pid);
    };
    const early = await clickUpTo(first);
    // From here on, since what the setup had written may still shrink before.
    const [diskBefore, clicksBefore] = [diskBytes(service.data), clicks];
    const late = await clickUpTo(second);
    report.add(alone("memory after 200,000 clicks", early, "MB"));
    report.add(alone("memory after 1,000,000 clicks", late, "MB"));
    report.add(alone("memory growth between them", (late / early - 1) * 100, "%", atMost(10)));
    report.add(
      alone("disk per click", (diskBytes(service.data) - diskBefore) / (clicks - clicksBefore), "bytes"),
    );
    const members = await plantTree(shop, { roots: 1, childrenPerRoot: 9, childrenPerChild: 10 });
    const addressee = {
      origin: service.url,
      apiKeys: [shop.apiKey],
      unanswered: () => report.unanswered("Tributary, memory"),
    };
    for (let sent = 0; sent < orders; sent += 2_000) {
      const bodies = orderBatches(`m${sent}`, Math.min(2_000, orders), members, shop.programNumber);
      await tellOrders(addressee, bodies, CONCURRENCY);
    }
    report.add(
      alone(`memory after ${orders.toLocaleString("en")} orders`, await residentMb(service.pid), "MB"),
    );
  } finally {
    await service.stop();
  }
}

async function drivenClicks(report: Report, load: Load): Promise<number> {
  const { requests, unanswered } = await drive(load);
  if (unanswered > 0) report.unanswered("Tributary, memory", unanswered);
  return requests;
}

/** Resident memory, the median of some seconds: garbage comes and goes. */
async function residentMb(pid: number): Promise<number> {
  await wait(SETTLE_MS);
  const samples: number[] = [];
  while (samples.length < SAMPLES) {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    samples.push(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024);
    await wait(250);
  }
  return median(samples);
}
