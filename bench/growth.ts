/** How long each kind of request takes with many orders, against a young service that answers the same in turns. */
import { promoterIdOf } from "../domain/kernel/ids.ts";
import { BARS } from "./bars.ts";
import { getPage, type Page, untilAnswered } from "./http.ts";
import { against, percentile } from "./measurement.ts";
import { fillWithOrders } from "./orders/fill.ts";
import { type Member, plantTree, singleOrders } from "./orders/order-load.ts";
import { tellOrders } from "./orders/tell-orders.ts";
import type { Report } from "./report.ts";
import { compare, type Side } from "./rounds.ts";
import type { Settings } from "./settings.ts";
import { BROWSER, makeShareLink, openShop, PROGRAM, type Shop } from "./shop.ts";
import { startTributary, type Tributary } from "./subjects/tributary.ts";

const YOUNG_ORDERS = 1_000;
/** Requests of a round: few, and more rounds for it. A machine that others use changes its pace within seconds. */
const REQUESTS = 10;
const SHORTER = 4;

/** A service with its orders, and what is asked of it. */
interface Aged {
  readonly service: Tributary;
  readonly shop: Shop;
  readonly sellers: readonly Member[];
  readonly slug: string;
  readonly orderId: string;
}

/** What is timed: milliseconds of each request of a round. */
type Ask = (aged: Aged, report: Report, times: number) => Promise<readonly number[]>;

const PROGRAM_PATH = `/v1/programs/${PROGRAM}`;

/** Each page is full on both sides: one that has more on it takes longer for that alone. */
const ASKED: Readonly<Record<string, Ask>> = {
  tap: async ({ service, slug }, report, times) =>
    await timed(report, times, `${service.url}/s/${slug}`, BROWSER, 302),
  order: tellSingly,
  wallet: reading((aged) => `/promoters/${sellerOf(aged)}/wallet`),
  "list of orders": reading(() => "/orders?limit=50"),
  "list of promoters": reading(() => "/promoters?limit=50"),
  "page of a journal": reading((aged) => `/promoters/${sellerOf(aged)}/journal?limit=10`),
  explanation: reading(({ orderId }) => `/orders/${orderId}/explanation`),
};

export async function measureGrowth(report: Report, { rounds, orders, smoke }: Settings): Promise<void> {
  const young = smoke ? 100 : YOUNG_ORDERS;
  report.part(`Growth: requests with ${count(orders)} orders against ${count(young)}`);
  const services: Tributary[] = [];
  const start = async (name: string, so: number): Promise<Aged> => {
    const service = await startTributary(name);
    services.push(service);
    return await fill(report, service, name, so);
  };
  try {
    const [few, many] = [await start("bench-young", young), await start("bench-old", orders)];
    for (const [name, ask] of Object.entries(ASKED)) {
      report.say(name);
      const side = (aged: Aged, which: string): Side => ({
        name: which,
        measure: async () => percentile(await ask(aged, report, REQUESTS), 50),
      });
      const figures = await compare(
        report,
        rounds * SHORTER,
        side(many, "many orders"),
        side(few, "few orders"),
      );
      const row = `${name} with ${count(orders)} orders, p50`;
      report.add(against(row, "ms", figures, `${count(young)} orders`, BARS.growth));
    }
  } finally {
    for (const service of services) await service.stop();
  }
}

async function fill(report: Report, service: Tributary, name: string, orders: number): Promise<Aged> {
  const shop = await openShop(service);
  const { slug } = await makeShareLink(shop, "promoter-1");
  const members = await plantTree(shop, { roots: 1, childrenPerRoot: 9, childrenPerChild: 10 });
  const sellers = members.filter(({ memberId }) => memberId.startsWith("g"));
  await fillWithOrders(report, service, shop, sellers, { name, orders });
  return { service, shop, sellers, slug, orderId: `${name}0-0` };
}

function sellerOf({ sellers: [seller] }: Aged): string {
  if (seller === undefined) throw new Error("there are sellers");
  return promoterIdOf(seller.promoter);
}

/** A read by the operator's token. */
function reading(pathOf: (aged: Aged) => string): Ask {
  return async (aged, report, times) => {
    const { url, adminToken } = aged.service;
    const headers = { authorization: `Bearer ${adminToken}` };
    return await timed(report, times, `${url}${PROGRAM_PATH}${pathOf(aged)}`, headers, 200);
  };
}

async function timed(
  report: Report,
  times: number,
  url: string,
  headers: Readonly<Record<string, string>>,
  expected: Page["status"],
): Promise<number[]> {
  const taken: number[] = [];
  while (taken.length < times) {
    const startedAt = performance.now();
    const { status } = await untilAnswered(
      async () => await getPage(url, headers),
      () => report.unanswered("Tributary, growth"),
    );
    taken.push(performance.now() - startedAt);
    if (status !== expected) throw new Error(`${url} was answered ${status}`);
  }
  return taken;
}

let told = 0;

async function tellSingly(
  { service, shop, sellers }: Aged,
  report: Report,
  times: number,
): Promise<readonly number[]> {
  told += 1;
  const bodies = singleOrders(`single${told}`, times, sellers, shop.programNumber);
  const addressee = {
    origin: service.url,
    apiKeys: [shop.apiKey],
    unanswered: () => report.unanswered("Tributary, growth"),
  };
  return (await tellOrders(addressee, bodies, 1)).waitsMs;
}

function count(number: number): string {
  return number.toLocaleString("en");
}
