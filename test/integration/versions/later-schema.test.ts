/** An object whose tables a later version of the code has changed is served as far as they fit, and says what it is. */
import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openShop, type Shop } from "../../support/shop.ts";
import { type WatchedLog, watchLog } from "../../support/vitest/watch-log.ts";

let log: WatchedLog;

beforeEach(() => {
  log = watchLog();
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** As a later version leaves the ledger: with one step more, which did this. */
async function laterStep(shop: Shop, statement: string): Promise<void> {
  const ledger = env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
  await runInDurableObject(ledger, (_instance, { storage }) => {
    storage.sql.exec(statement);
    storage.sql.exec("INSERT INTO schema_steps (schema, step) VALUES ('ledger', 99)");
  });
  await abortAllDurableObjects();
}

const told = (event: string) => log.told(event).map((line) => JSON.stringify(line));

test("an object of a later version goes on where its tables fit, and the log says so when it begins", async () => {
  const shop = await openShop();
  expect((await shop.order("before", 100)).status).toBe(200);
  await laterStep(shop, "ALTER TABLE orders ADD COLUMN note TEXT");
  expect((await shop.order("after", 100)).body.results).toMatchObject([{ status: "accepted" }]);
  expect(told("schema_in_future")).toEqual([expect.stringMatching(/"object":"[^"]+\/0".*ledger \d+ of \d+/)]);
  expect(told("versions_differ")).toEqual([]);
});

test("where tables of a later version refuse a statement, callers get 503 and the log names the versions", async () => {
  const shop = await openShop();
  expect((await shop.order("before", 100)).status).toBe(200);
  await laterStep(
    shop,
    "CREATE TRIGGER later BEFORE INSERT ON orders BEGIN SELECT RAISE(ABORT, 'a later rule'); END",
  );
  const refused = await shop.order("after", 100);
  expect([refused.status, refused.body.code]).toEqual([503, "unavailable"]);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(told("versions_differ").join()).toMatch(/tables of a later one, with steps of a schema: ledger/);
  // What is read is answered.
  expect((await shop.get("/orders/before")).status).toBe(200);
});
