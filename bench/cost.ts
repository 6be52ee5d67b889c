/** What a million clicks and a million orders cost, counted at the bindings and priced by a dated list. */
import { setTimeout as wait } from "node:timers/promises";
import { untilCounted } from "./cost/clicks-on-disk.ts";
import { type Counts, perEach } from "./cost/counts.ts";
import { type CountedTributary, startCounted } from "./cost/counted-tributary.ts";
import { dollarsOf, USUAL_DESIGNS } from "./cost/price.ts";
import { BARS } from "./bars.ts";
import { getPage, untilAnswered } from "./http.ts";
import { alone } from "./measurement.ts";
import { orderBatches, plantTree, singleOrders } from "./orders/order-load.ts";
import { tellOrders } from "./orders/tell-orders.ts";
import type { Report } from "./report.ts";
import type { Settings } from "./settings.ts";
import { BROWSER, makeShareLink, openShop, type ShareLink, type Shop } from "./shop.ts";

const MILLION = 1_000_000;
/** Clicks a second in one isolate, and for how long they come. A slower rate than one a window costs the same. */
const RATES = [
  { perSecond: 0.1, name: "0.1", spacingMs: 1_500, clicks: 8 },
  { perSecond: 1, name: "1", spacingMs: 1_000, clicks: 12 },
  { perSecond: 10, name: "10", spacingMs: 100, clicks: 100 },
  { perSecond: 1_000, name: "1,000", spacingMs: 1, clicks: 8_000 },
] as const;
/** The queue gathers for five seconds, the objects' alarms for one. */
const QUIET_MS = 8_000;
const LINKS = 100;

export async function measureCost(report: Report, { smoke }: Settings): Promise<void> {
  report.part("Cost: counted at the bindings, with logs and a year of storage, by the list of November 2026");
  const service = await startCounted();
  try {
    const shop = await openShop(service);
    const links: ShareLink[] = [];
    for (let made = 0; made < LINKS; made += 1) links.push(await makeShareLink(shop, `promoter-${made}`));
    const clicks = new CountedClicks(report, service);
    for (const { slug } of links) await clicks.send(slug);
    await clicks.counted();
    await service.takeCounts();
    let busiest: Counts | undefined;
    for (const rate of smoke ? RATES.slice(3) : RATES) {
      busiest = await measureRate(report, service, clicks, links, rate);
    }
    for (const design of USUAL_DESIGNS) {
      const dollars = dollarsOf(design.counts(busiest?.cpuMs ?? 0)) * MILLION;
      report.add(alone(`a million clicks, ${design.name}`, dollars, "$ (usual design)"));
    }
    await measureOrderCost(report, service, shop, smoke);
  } finally {
    await service.stop();
  }
}

async function measureRate(
  report: Report,
  service: CountedTributary,
  clicks: CountedClicks,
  links: readonly ShareLink[],
  rate: (typeof RATES)[number],
): Promise<Counts> {
  const sent: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let index = 0; index < rate.clicks; index += 1) {
    const early = startedAt + index * rate.spacingMs - performance.now();
    if (early > 1) await wait(early);
    sent.push(clicks.send(zipfOf(links, index).slug));
  }
  await Promise.all(sent);
  await clicks.counted();
  const counts = perEach(await service.takeCounts(), rate.clicks);
  sayCounts(report, `a click at ${rate.name} a second`, counts);
  const bar = rate.perSecond === 1_000 ? BARS.clickCost : null;
  report.add(
    alone(`a million clicks at ${rate.name} a second in an isolate`, dollarsOf(counts) * MILLION, "$", bar),
  );
  return counts;
}

/** Clicks of one service, each from a browser behind an address of its own, so that none comes too often. */
class CountedClicks {
  readonly #report: Report;
  readonly #service: CountedTributary;
  #sent = 0;

  constructor(report: Report, service: CountedTributary) {
    this.#report = report;
    this.#service = service;
  }

  async send(slug: string): Promise<void> {
    const index = this.#sent;
    this.#sent += 1;
    const address = `2001:db8:${(index >> 8).toString(16)}:${(index & 255).toString(16)}::1`;
    const headers = { ...BROWSER, "cf-connecting-ip": address };
    const { status } = await untilAnswered(
      async () => await getPage(`${this.#service.url}/s/${slug}`, headers),
      () => this.#report.unanswered("Tributary, cost of clicks"),
    );
    if (status !== 302) throw new Error(`a click was answered ${status}`);
  }

  /** Waits until each has reached its counter, and what follows has ended. */
  async counted(): Promise<void> {
    await wait(QUIET_MS);
    await untilCounted(this.#service.data, this.#sent);
  }
}

/** Links as they are shared: the first is clicked most, the n-th a n-th as often. */
function zipfOf(links: readonly ShareLink[], index: number): ShareLink {
  const place = Math.floor(links.length ** ((index * 0.618_033_988_75) % 1)) - 1;
  const link = links[Math.min(place, links.length - 1)];
  if (link === undefined) throw new Error("there are links");
  return link;
}

async function measureOrderCost(
  report: Report,
  service: CountedTributary,
  shop: Shop,
  smoke: boolean,
): Promise<void> {
  const members = await plantTree(shop, { roots: 1, childrenPerRoot: 9, childrenPerChild: 10 });
  const sellers = members.filter(({ memberId }) => memberId.startsWith("g"));
  const addressee = {
    origin: service.url,
    apiKeys: [shop.apiKey],
    unanswered: () => report.unanswered("Tributary, cost of orders"),
  };
  const send = async (bodies: readonly string[]) => await tellOrders(addressee, bodies, 4);
  await send(orderBatches("warm", 100, sellers, shop.programNumber));
  await wait(QUIET_MS);
  await service.takeCounts();
  const count = smoke ? 200 : 2_000;
  await send(orderBatches("batched", count, sellers, shop.programNumber));
  await addOrderCost(report, service, count, "in batches of 100");
  const singles = smoke ? 20 : 200;
  await send(singleOrders("single", singles, sellers, shop.programNumber));
  await addOrderCost(report, service, singles, "one a request");
}

async function addOrderCost(
  report: Report,
  service: CountedTributary,
  orders: number,
  how: string,
): Promise<void> {
  await wait(QUIET_MS);
  const counts = perEach(await service.takeCounts(), orders);
  sayCounts(report, `an order, ${how}`, counts);
  report.add(alone(`a million orders, ${how}`, dollarsOf(counts) * MILLION, "$"));
}

function sayCounts(report: Report, what: string, counts: Counts): void {
  const parts = Object.entries(counts).map(([name, value]) => `${name} ${Number(value).toPrecision(3)}`);
  report.say(`${what}: ${parts.join(", ")}`);
}
