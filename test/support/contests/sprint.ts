/** A program whose promoters sold something within a contest, which ends in an hour. */
import { env } from "cloudflare:workers";
import { settleContest } from "../../../worker/contests/settle-contests.ts";
import { openShop, type Promoter, type Shop } from "../shop.ts";

export const HOUR_MS = 3_600_000;
export const PRIZES = [
  { from: 1, to: 1, amount: 1_001 },
  { from: 2, to: 3, amount: 500 },
];

export interface Ran {
  readonly shop: Shop;
  readonly sellers: Promoter[];
  readonly endsAtMs: number;
}

export const contest = (endsAtMs: number) => ({
  id: "sprint",
  name: "Sprint",
  metric: "sales",
  startsAt: new Date(endsAtMs - 24 * HOUR_MS).toISOString(),
  endsAt: new Date(endsAtMs).toISOString(),
  prizes: PRIZES,
});

/** Four who sold 4,000, 4,000, 3,000 and 9,000; whoever sold most is suspended. All is released, unless it is said. */
export async function run(settings: Record<string, unknown> = {}): Promise<Ran> {
  const shop = await openShop(settings);
  const endsAtMs = Date.now() + HOUR_MS;
  const sellers: Promoter[] = [];
  for (const [place, amount] of [4_000, 4_000, 3_000, 9_000].entries()) {
    const seller = await shop.promoter(`seller-${place}`);
    sellers.push(seller);
    await shop.coupon(`C${place}`, seller);
    await shop.order(`o${place}`, amount, { couponCode: `C${place}`, customerId: `c${place}` });
    await shop.event(`o${place}`, "received", "r");
  }
  await shop.patch(`/promoters/${sellers[3]?.id}`, { status: "suspended" });
  await shop.settle();
  return { shop, sellers, endsAtMs };
}

export async function settle({ shop, endsAtMs }: Ran, afterHours: number, rounds?: number): Promise<void> {
  const message = { kind: "contest", program: shop.id, contest: "sprint" } as const;
  // What would go on by another message does not.
  const JOBS = { send: async () => await Promise.resolve() } as unknown as Env["JOBS"];
  await settleContest({ ...env, JOBS }, message, endsAtMs + afterHours * HOUR_MS, rounds);
}

export const prizesIn = async ({ shop, sellers }: Ran) =>
  await Promise.all(
    sellers.map(async (seller) =>
      (await shop.journal(seller)).filter(({ kind }) => kind === "bonus").map(({ amount }) => amount),
    ),
  );
