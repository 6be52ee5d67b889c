/** Orders of one customer in one call, by several promoters and with several ledgers: the first to have happened binds it. */
import { expect, test } from "vitest";
import { sized } from "../../support/effort.ts";
import { openShop, type Promoter } from "../../support/shop.ts";
import { times } from "../../support/times.ts";

const CUSTOMERS = sized(12, 60, 24);

/** Two orders of each customer in one call. @returns the promoters behind them, and whom each customer has above it. */
async function tellRivals(settings: Record<string, unknown>): Promise<{ early: Promoter; above: unknown[] }> {
  const shop = await openShop({ objects: 8, ...settings });
  const [early, late] = [await shop.promoter("early"), await shop.promoter("late")];
  const atMs = Date.now();
  await shop.coupon("EARLY", early);
  await shop.coupon("LATE", late);
  const orderOf = (customer: number, place: number) => ({
    orderId: `o-${customer}-${place}`,
    amount: 10_000,
    currency: "CNY",
    customerId: `customer-${customer}`,
    couponCode: ["EARLY", "LATE"][place],
    occurredAt: new Date(atMs + place + 1).toISOString(),
  });
  // The later order stands first in the call.
  const told = times(CUSTOMERS, (customer) => [orderOf(customer, 1), orderOf(customer, 0)]).flat();
  const answer = await shop.post("/conversions", { conversions: told });
  expect(answer.body.results.map(({ status }: { readonly status: string }) => status)).toEqual(
    told.map(() => "accepted"),
  );
  await shop.settle();
  const above = await Promise.all(
    times(CUSTOMERS, async (customer) => {
      const [nearest] = (await shop.get(`/members/customer-${customer}/uplines`)).body.data;
      return nearest?.promoterId;
    }),
  );
  return { early, above };
}

test(`under first, the earlier of two orders of one call binds each of ${CUSTOMERS} customers, whichever ledger tells first`, async () => {
  const { early, above } = await tellRivals({ binding: { mode: "first" } });
  expect(above).toEqual(times(CUSTOMERS, () => early.id));
});

test.each(["first", "last", "protected"])(
  "under %s, who becomes a promoter by two orders of one call stands below the promoter of the earlier one",
  async (mode) => {
    const { early, above } = await tellRivals({ binding: { mode }, promoterRule: { kind: "everyone" } });
    expect(above).toEqual(times(CUSTOMERS, () => early.id));
  },
);
