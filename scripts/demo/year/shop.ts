/** The program of the demo's year: its plans, its promoters, and what each of them sells by. */
import type { Promoter, Tributary } from "../../../sdk/node/tributary.ts";
import { DemoFailure } from "../print.ts";
import { allOf } from "./all-of.ts";
import type { Person } from "./people.ts";

export const YEAR = "year";
/** Stands first among the people, and so sells most. */
const BEST = "ling-li";
const SHOP = "https://shop.example.com";
const DAY_MS = 86_400_000;

/** Makes the program. @returns false where it stands already. */
export async function openShop(api: Tributary): Promise<boolean> {
  for await (const { id } of api.list("/v1/programs")) if (id === YEAR) return false;
  await api.post("/v1/programs", {
    body: {
      id: YEAR,
      name: "A year of a tea shop",
      currency: "CNY",
      timezone: "Asia/Shanghai",
      allowedHosts: ["shop.example.com"],
      settlement: { holdPeriod: "P7D", holdStartsAt: "paid", minPayout: 1_000 },
      // All of the demo's buyers tap from one machine, and those of risk cases order at once.
      fraud: { maxClicksPerIpPerMinute: 100_000, minClickToConversion: "PT2S" },
    },
  });
  return true;
}

export async function setPlans(api: Tributary, nowMs: number): Promise<void> {
  await api.put("/v1/programs/{program}/tiers", {
    body: {
      tiers: [
        { name: "bronze", fromSales: 0 },
        { name: "silver", fromSales: 1_000_000 },
        { name: "gold", fromSales: 4_000_000 },
      ],
    },
  });
  const upline = { level: 2, kind: "percentage", rateBps: 500 } as const;
  await api.put("/v1/programs/{program}/commission-rules", {
    body: {
      rules: [
        { id: "standard", scope: {}, levels: [{ level: 1, kind: "percentage", rateBps: 1_000 }, upline] },
        {
          id: "teaware",
          scope: { categoryId: "teaware" },
          levels: [{ level: 1, kind: "percentage", rateBps: 1_200 }, upline],
        },
        {
          id: "gift-box",
          scope: { productId: "gift-box" },
          levels: [{ level: 1, kind: "fixed", amount: 3_000 }, upline],
        },
      ],
    },
  });
  const around = (from: number, to: number) => ({
    startsAt: new Date(nowMs + from * DAY_MS).toISOString(),
    endsAt: new Date(nowMs + to * DAY_MS).toISOString(),
  });
  const campaigns = [
    { id: "year-end", name: "Year-end sale", budget: 2_000_000, ...around(-7, 21) },
    { id: "new-year", name: "New Year gifts", budget: 5_000_000, ...around(30, 60) },
  ];
  for (const body of campaigns) await api.post("/v1/programs/{program}/campaigns", { body });
}

export interface Seller extends Person {
  readonly promoterId: string;
  /** Addresses of its share links. */
  readonly links: readonly string[];
}

/** The promoter who sells most. */
export async function bestSellerOf(api: Tributary): Promise<Promoter> {
  const { data } = await api.get("/v1/programs/{program}/promoters", { query: { memberId: BEST } });
  const [best] = data;
  if (best === undefined) throw new DemoFailure(`${BEST} is no promoter of the program ${YEAR}`);
  return best;
}

/** Uplines before those below them. */
export async function hire(api: Tributary, people: readonly Person[]): Promise<Seller[]> {
  const sellers = new Map<string, Seller>();
  for (const depth of [0, 1, 2]) {
    const level = people.filter((person) => person.depth === depth);
    await allOf(level, async (person) => sellers.set(person.memberId, await equip(api, person)));
  }
  return people.flatMap(({ memberId }) => sellers.get(memberId) ?? []);
}

async function equip(api: Tributary, person: Person): Promise<Seller> {
  const { memberId, name, uplineMemberId, code } = person;
  const upline = uplineMemberId === undefined ? {} : { uplineMemberId };
  const body = { memberId, name, ...upline };
  const { id: promoterId } = await api.post("/v1/programs/{program}/promoters", { body });
  await api.post("/v1/programs/{program}/coupons", { body: { code, promoterId } });
  const places = [
    { destination: `${SHOP}/tea` },
    { destination: `${SHOP}/gifts`, productId: "gift-box", campaignId: "year-end" },
  ];
  const made = places.map((place) =>
    api.post("/v1/programs/{program}/links", { body: { promoterId, ...place } }),
  );
  return { ...person, promoterId, links: (await Promise.all(made)).map(({ url }) => url) };
}
