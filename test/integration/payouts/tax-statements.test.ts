/** Tax statements of a month: a line for each person, the same in pages, in the file and beside the payouts themselves. */
import { env, exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openShop, type Promoter, request, type Shop } from "../../support/shop.ts";

const SETTINGS = {
  objects: 3,
  settlement: { holdPeriod: "PT0S", holdStartsAt: "paid", minPayout: 1 },
  tax: { regime: "cn_per_payment" },
};

async function pay(shop: Shop, promoter: Promoter, amount: number, move: "paid" | "failed" | null) {
  const key = crypto.randomUUID();
  await shop.adjust(promoter, { amount, kind: "bonus", reason: "a start" }, key);
  const { id } = (
    await shop.post(`/promoters/${promoter.id}/payouts`, { amount }, { "idempotency-key": key })
  ).body;
  if (move === null) return;
  await shop.post(`/payouts/${id}/approve`, {});
  await shop.post("/payout-batches", {}, { "idempotency-key": key });
  await expect.poll(async () => (await shop.get(`/payouts/${id}`)).body.state).toBe("processing");
  expect((await shop.post(`/payouts/${id}/${move}`, {})).body.state).toBe(move);
}

async function fileOf(shop: Shop, month: string): Promise<string> {
  const address = `https://tributary.test/v1/programs/${shop.id}/tax-statements.csv?month=${month}`;
  const headers = { authorization: `Bearer ${env.ADMIN_TOKEN}` };
  return await (await exports.default.fetch(new Request(address, { headers }))).text();
}

const thisMonth = () => new Date().toISOString().slice(0, 7);

test("each person has a line of what a month's payouts came to, and what was given back is in none", async () => {
  const shop = await openShop({ ...SETTINGS, timezone: "UTC" });
  const people: Promoter[] = [];
  for (const memberId of ["a", "b", "c"]) {
    const promoter = await shop.promoter(memberId);
    await shop.namePayee(promoter);
    people.push(promoter);
  }
  const [a, b, c] = people as [Promoter, Promoter, Promoter];
  await shop.patch(`/promoters/${a.id}`, { name: "=Ann, of sales" });
  await pay(shop, a, 400_000, "paid");
  await pay(shop, a, 100_000, null);
  await pay(shop, b, 50_000, "failed");
  await pay(shop, c, 70_000, "paid");
  const month = thisMonth();
  const first = (await shop.get(`/tax-statements?month=${month}&limit=1`)).body;
  const rest = (await shop.get(`/tax-statements?month=${month}&limit=1&cursor=${first.nextCursor}`)).body;
  expect([...first.data, ...rest.data]).toEqual([
    {
      month,
      promoterId: a.id,
      memberId: "a",
      name: "=Ann, of sales",
      currency: "CNY",
      payouts: 2,
      gross: 500_000,
      withheld: 80_000,
      net: 420_000,
      paid: 336_000,
    },
    expect.objectContaining({
      memberId: "c",
      name: null,
      payouts: 1,
      gross: 70_000,
      withheld: 0,
      paid: 70_000,
    }),
  ]);
  expect(rest.nextCursor).toBe(null);
  const { data: payouts } = (await shop.get(`/promoters/${a.id}/payouts`)).body;
  const withheld = payouts.reduce((sum: number, payout: { withheld: number }) => sum + payout.withheld, 0);
  expect(withheld).toBe(80_000);
  const [heading = "", ...lines] = (await fileOf(shop, month)).split("\r\n");
  expect(heading.replace("\uFEFF", "")).toBe(
    "month,promoterId,memberId,name,currency,payouts,gross,withheld,net,paid",
  );
  expect(lines).toEqual([
    `${month},${a.id},a,"'=Ann, of sales",CNY,2,5000.00,800.00,4200.00,3360.00`,
    `${month},${c.id},c,,CNY,1,700.00,0.00,700.00,700.00`,
    "",
  ]);
});

test("a payout belongs to the month that the program's own clock showed, and to no other", async () => {
  const shop = await openShop({ ...SETTINGS, timezone: "Pacific/Kiritimati" });
  const promoter = await shop.promoter("east");
  await pay(shop, promoter, 5_000, null);
  const day = new Intl.DateTimeFormat("en-CA", {
    timeZone: "Pacific/Kiritimati",
    year: "numeric",
    month: "2-digit",
  });
  const parts = Object.fromEntries(day.formatToParts(Date.now()).map(({ type, value }) => [type, value]));
  const month = `${parts["year"]}-${parts["month"]}`;
  expect((await shop.get(`/tax-statements?month=${month}`)).body.data).toMatchObject([{ gross: 5_000 }]);
  const before = new Date(Date.parse(`${month}-01T00:00:00Z`) - 1).toISOString().slice(0, 7);
  expect((await shop.get(`/tax-statements?month=${before}`)).body.data).toEqual([]);
  expect((await fileOf(shop, before)).trim().split("\r\n")).toHaveLength(1);
});

test("a month that is none, and a promoter's token, are refused", async () => {
  const shop = await openShop();
  for (const month of ["", "?month=2026-13", "?month=2026-1", "?month=November"])
    for (const path of ["tax-statements", "tax-statements.csv"])
      expect(await shop.get(`/${path}${month}`)).toMatchObject({
        status: 422,
        body: { code: "invalid_parameter", errors: [{ path: "month" }] },
      });
  const promoter = await shop.promoter("seller");
  const { token } = (await shop.post(`/promoters/${promoter.id}/tokens`, {})).body;
  const path = `/v1/programs/${shop.id}/tax-statements?month=2026-11`;
  expect((await request("GET", path, { token })).status).toBe(404);
});
