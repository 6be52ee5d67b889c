/** An erased customer is in no owner and no list, while orders, commissions and wallets are what they were. */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { eraseOn, sendErasures } from "../../../worker/privacy/erase.ts";
import { erase, ownersOf, storedBy, whereIs } from "../../support/people/erased.ts";
import { grow } from "../../support/growth/grow.ts";
import { report, takingPixels } from "../../support/orders/page-orders.ts";
import { openShop, type Promoter, type Shop } from "../../support/shop.ts";

const NAME = "customer-of-the-marks";
const MAIL = "mark@example.test";

async function inReports(shop: Shop, text: string): Promise<number> {
  const one = await env.REPORTS.prepare(
    "SELECT (SELECT count(*) FROM orders WHERE program_id = ?1 AND customer_id = ?2) + (SELECT count(*) FROM unusable_webhooks WHERE program_id = ?1 AND instr(body, ?2) > 0) AS n",
  )
    .bind(shop.id, text)
    .first<{ n: number }>();
  return one?.n ?? -1;
}

/** A shop with orders of a customer who is known everywhere. */
async function shopWithCustomer(): Promise<{ shop: Shop; seller: Promoter }> {
  const shop = await openShop();
  const [, seller] = await shop.line("top", "seller");
  const clickToken = await shop.tap(seller);
  await shop.identify(NAME, [clickToken]);
  const customer = { customerId: NAME, clickToken, metadata: { email: MAIL } };
  await shop.order("first", 10_000, customer);
  await shop.order("second", 20_000, customer);
  await shop.order("another's", 5_000, { customerId: `${NAME}-2`, clickToken });
  await shop.event("first", "received", "r");
  await shop.post("/orders/second/review", { reason: `looks like ${NAME}` });
  await shop.webhook(
    "order.paid",
    { orderId: "x", amount: -1, currency: "CNY", customerId: NAME, metadata: { m: MAIL } },
    "w",
  );
  await shop.settle();
  return { shop, seller };
}

describe("after a customer was erased", () => {
  test("no owner and no list holds the id or the metadata, and the wallet and the journal are what they were", async () => {
    const { shop, seller } = await shopWithCustomer();
    const owners = ownersOf(shop);
    expect(await whereIs(`"${NAME}"`, owners)).toContain("journey");
    expect(await whereIs(NAME, owners)).toContain("ledger");
    expect(await inReports(shop, NAME)).toBe(3);
    const [wallet, journal] = [await shop.wallet(seller), await shop.journal(seller)];
    expect(await erase(shop, `/customers/${NAME}`)).toMatchObject({
      body: { kind: "customer", state: "finished" },
    });
    await shop.settle();
    for (const owner of Object.values(owners)) {
      const stored = (await storedBy(owner)).replaceAll(`${NAME}-2`, "");
      expect(stored).not.toContain(NAME);
      expect(stored).not.toContain(MAIL);
    }
    expect(await inReports(shop, NAME)).toBe(0);
    const { data } = (await shop.get("/orders")).body;
    expect(data.filter((one: { customerId: string }) => one.customerId.startsWith("erased-"))).toHaveLength(
      2,
    );
    expect(await shop.wallet(seller)).toEqual(wallet);
    expect(await shop.journal(seller)).toEqual(journal);
    const path = `/promoters/${seller.id}/journal/verification`;
    expect((await shop.get(path)).body).toMatchObject({ valid: true });
    const erasures = await env.CONFIG.prepare("SELECT * FROM erasures").all();
    expect(JSON.stringify(erasures.results)).not.toContain(NAME);
  });

  test("an order told again with the old id is a duplicate, and its refund takes commissions back", async () => {
    const { shop, seller } = await shopWithCustomer();
    await erase(shop, `/customers/${NAME}`);
    const again = await shop.order("first", 10_000, { customerId: NAME });
    expect(again.body.results[0].status).toBe("duplicate");
    expect((await shop.order("first", 9_999, { customerId: NAME })).status).toBe(409);
    expect((await shop.event("first", "refunded", "back")).status).toBe(200);
    await shop.event("second", "refunded", "back");
    await shop.settle();
    expect(await shop.wallet(seller)).toMatchObject({ pending: 500, held: 0, available: 0, debt: 0 });
    expect(await inReports(shop, NAME)).toBe(0);
    expect((await storedBy(env.JOURNEY.getByName(`${shop.id}/0`))).replaceAll(`${NAME}-2`, "")).not.toContain(
      NAME,
    );
  });

  test("the same id is a new customer: without a binding, and new at the next order", async () => {
    const { shop, seller } = await shopWithCustomer();
    expect(await shop.boundTo(NAME)).toBe(seller.id);
    await erase(shop, `/customers/${NAME}`);
    expect(await shop.boundTo(NAME)).toBeUndefined();
    const next = await shop.order("third", 10_000, { customerId: NAME });
    expect(next.body.results[0]).toMatchObject({ status: "accepted", attribution: { basis: "none" } });
    await shop.settle();
    expect((await shop.get("/orders/third")).body.customerId).toBe(NAME);
    expect((await shop.get("/orders/third/explanation")).body.commission.customerIsNew).toBe(true);
  });

  test("who has a team keeps the number of customers that were bound", async () => {
    const { shop, seller } = await shopWithCustomer();
    const before = (await shop.get(`/promoters/${seller.id}/team`)).body.boundCustomers;
    await erase(shop, `/customers/${NAME}`);
    expect((await shop.get(`/promoters/${seller.id}/team`)).body.boundCustomers).toBe(before);
  });
});

test("what was said by hand of an order that only a page had told is erased with the customer of the signed one", async () => {
  const { shop, thief, thiefs, honests } = await takingPixels();
  await report(shop, { order: "1001", tby: thiefs });
  await report(shop, { order: "1002", tby: thiefs });
  await shop.post("/orders/1001/review", { reason: `looks like ${NAME}` });
  await shop.post("/orders/1002/review", { reason: "looks like another" });
  await shop.order("1001", 10_000, { customerId: NAME, clickToken: honests });
  await shop.order("1002", 10_000, { customerId: `${NAME}-2`, clickToken: honests });
  await shop.settle();

  const journal = await shop.journal(thief);
  expect(await erase(shop, `/customers/${NAME}`)).toMatchObject({ body: { state: "finished" } });
  const stored = await storedBy(env.COMMISSION_LEDGER.getByName(`${shop.id}/0`));
  expect(stored.replaceAll(`${NAME}-2`, "")).not.toContain(NAME);
  expect(stored).toContain("looks like another");
  expect(await shop.journal(thief)).toEqual(journal);
});

test("while slots move an erasure waits; then no object has the customer, also those that orders have left", async () => {
  const { shop } = await shopWithCustomer();
  const [erased] = await Promise.all([erase(shop, `/customers/${NAME}`), grow(shop, 2)]);
  expect(erased.body.state).toBe("finished");
  for (const index of [0, 1]) {
    for (const owner of Object.values(ownersOf(shop, index))) {
      expect((await storedBy(owner)).replaceAll(`${NAME}-2`, "")).not.toContain(NAME);
    }
  }
  await shop.event("second", "refunded", "back");
  expect((await shop.get("/orders/second")).body).toMatchObject({ reversedAmount: 20_000 });
});

describe("an erasure", () => {
  test("whose message was lost goes on by the hourly cron, and one whose message comes twice ends as one", async () => {
    const { shop } = await shopWithCustomer();
    const { number } = await env.CONFIG.prepare(
      "INSERT INTO erasures (program, kind, subject, pseudonym, state, asked_at_ms) SELECT number, 'customer', ?, ?, 'running', ? FROM programs WHERE id = ? RETURNING number",
    )
      .bind(NAME, `erased-${"0".repeat(32)}`, Date.now(), shop.id)
      .first<{ number: number }>()
      .then((row) => row ?? { number: 0 });
    const message = { kind: "erase", erasure: number } as const;
    await Promise.all([sendErasures(env), eraseOn(env, message), eraseOn(env, message)]);
    const read = async () => (await shop.get(`/erasures/er_${number.toString(36)}`)).body.state;
    await expect.poll(read, { interval: 100 }).toBe("finished");
    for (const owner of Object.values(ownersOf(shop))) {
      expect((await storedBy(owner)).replaceAll(`${NAME}-2`, "")).not.toContain(NAME);
    }
  });
});

describe("a call to erase", () => {
  test("of somebody who is not known ends well, and a repeat while one runs answers that one", async () => {
    const shop = await openShop();
    const [one, two] = await Promise.all([
      shop.post("/customers/nobody/erase", undefined),
      shop.post("/customers/nobody/erase", undefined),
    ]);
    expect([one.status, two.status]).toEqual([202, 202]);
    expect(await erase(shop, "/customers/nobody")).toMatchObject({ body: { state: "finished" } });
    expect((await shop.get("/erasures/er_zzzz")).body.code).toBe("unknown_erasure");
  });

  test("of a promoter as a customer is refused, and the audit names nobody", async () => {
    const { shop } = await shopWithCustomer();
    const refused = await shop.post("/customers/seller/erase", undefined);
    expect(refused).toMatchObject({ status: 409, body: { code: "is_promoter" } });
    await erase(shop, `/customers/${NAME}`);
    const { data } = (await shop.get("/audit")).body;
    const entries = data.filter((one: { operation: string }) => one.operation === "eraseCustomer");
    expect(entries.map((one: { outcome: string }) => one.outcome)).toEqual(["changed", "refused"]);
    expect(JSON.stringify(data)).not.toContain(NAME);
  });
});

test("of many people at once as many are erased as may, and the others are told when to ask again", async () => {
  const shop = await openShop();
  const number = "(SELECT number FROM programs WHERE id = ?1)";
  await env.CONFIG.prepare(
    `INSERT INTO erasures (program, kind, subject, pseudonym, state, asked_at_ms)
     SELECT ${number}, 'customer', 'asked-' || value, 'erased-' || value, 'running', 0 FROM json_each(?2)`,
  )
    .bind(shop.id, JSON.stringify(Array.from({ length: LIMITS.erasuresAtOnce }, (_, index) => index)))
    .run();
  const refused = await shop.post("/customers/one-more/erase", undefined);
  expect([refused.status, refused.body.code, refused.headers.get("retry-after")]).toEqual([
    429,
    "rate_limited",
    "60",
  ]);
  expect((await shop.post("/customers/asked-7/erase", undefined)).headers.get("idempotent-replay")).toBe(
    "true",
  );
  await env.CONFIG.prepare(`DELETE FROM erasures WHERE program = ${number}`).bind(shop.id).run();
  expect((await shop.post("/customers/one-more/erase", undefined)).status).toBe(202);
});
