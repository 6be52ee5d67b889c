import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { firstBroken } from "../../../docs/verify-journal.mjs";
import { sized } from "../../support/effort.ts";
import { balancesOf, EMPTY, openShop, type Promoter, type Shop } from "../../support/shop.ts";

const BATCH = 500;
const BATCHES = sized(3, 5);
const ENTRIES = BATCH * BATCHES;

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

function book(shop: Shop) {
  return env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
}

function refOf(promoter: Promoter): number {
  return Number.parseInt(promoter.id.slice(3), 36);
}

async function verification(shop: Shop, promoter: Promoter, from = 1) {
  return (await shop.get(`/promoters/${promoter.id}/journal/verification?from=${from}`)).body;
}

/** Does something to the object's own tables, its protection against that taken away, and undoes it. */
async function tampered(shop: Shop, statement: string, work: () => Promise<void>): Promise<void> {
  const copies = ["journal", "wallets", "journal_marks"];
  await runInDurableObject(book(shop), (_, { storage: { sql } }) => {
    for (const trigger of ["journal_is_append_only", "journal_keeps_all"])
      sql.exec(`DROP TRIGGER IF EXISTS ${trigger}`);
    for (const table of copies) sql.exec(`CREATE TABLE copy_of_${table} AS SELECT * FROM ${table}`);
    sql.exec(statement);
  });
  await work();
  await runInDurableObject(book(shop), (_, { storage: { sql } }) => {
    for (const table of copies) {
      sql.exec(`DELETE FROM ${table}`);
      sql.exec(`INSERT INTO ${table} SELECT * FROM copy_of_${table}`);
      sql.exec(`DROP TABLE copy_of_${table}`);
    }
  });
}

let long: ReturnType<typeof makeLongJournal> | undefined;

/** A journal of 200 entries: of orders, and of the book's own. It is there once for all that leave it as it was. */
async function longJournal(): ReturnType<typeof makeLongJournal> {
  long ??= makeLongJournal();
  return await long;
}

async function makeLongJournal(): Promise<{ shop: Shop; seller: Promoter }> {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  const clickToken = await shop.tap(seller);
  const conversions = times(190, (n) => ({
    orderId: `o-${n}`,
    amount: 1_000 + n,
    currency: "CNY",
    clickToken,
  }));
  await shop.post("/conversions", { conversions });
  await shop.settle();
  for (let n = 0; n < 10; n += 1) {
    const adjustment = { amount: 10 + n, kind: n % 3 === 0 ? "bonus" : "penalty", reason: `number ${n}` };
    const answer = await shop.adjust(seller, adjustment);
    expect(answer.status).toBe(201);
  }
  // Where a penalty took more than there was, an entry for the debt came with it.
  const { entries } = await verification(shop, seller);
  await shop.adjust(seller, { amount: 1, kind: "bonus", reason: "last" });
  expect(entries).toBeGreaterThanOrEqual(200);
  return { shop, seller };
}

describe("verification of a real journal of more than 200 entries", () => {
  test("from an entry on begins at a checkpoint, and what lies before is found from the beginning", async () => {
    const { shop, seller } = await longJournal();
    const ref = refOf(seller);
    // The first verification left a checkpoint behind.
    const { results } = await env.REPORTS.prepare(
      "SELECT entries FROM journal_checkpoints WHERE program_id = ? AND promoter = ?",
    )
      .bind(shop.id, ref)
      .all<{ entries: number }>();
    const checkpoint = results[0]?.entries ?? 0;
    expect(checkpoint).toBeGreaterThanOrEqual(200);
    const change = `UPDATE journal SET reference = 'x' WHERE promoter = ${ref} AND sequence = 50`;
    await tampered(shop, change, async () => {
      expect(await verification(shop, seller, checkpoint + 1)).toMatchObject({ valid: true });
      expect(await verification(shop, seller, checkpoint)).toMatchObject({ valid: false, brokenAt: 50 });
      expect(await verification(shop, seller)).toMatchObject({ valid: false, brokenAt: 50 });
    });
    const last = `UPDATE journal SET amount = amount + 1 WHERE promoter = ${ref} AND sequence > ${checkpoint}`;
    await tampered(shop, last, async () => {
      expect(await verification(shop, seller, checkpoint + 1)).toMatchObject({
        valid: false,
        brokenAt: checkpoint + 1,
      });
    });
  });

  test("finds every field that is changed, every entry that is gone, and every cut, at its entry", async () => {
    const { shop, seller } = await longJournal();
    const ref = refOf(seller);
    const { entries, valid } = await verification(shop, seller);
    expect(valid).toBe(true);
    const at = 120;
    const own = `promoter = ${ref} AND sequence = ${at}`;
    const row = `(SELECT row FROM journal WHERE promoter = ${ref} AND sequence = ${at - 1})`;
    const changes: [string, string][] = [
      ["sequence", `UPDATE journal SET sequence = 5000 WHERE ${own}`],
      ["kind", `UPDATE journal SET kind = 'bonus' WHERE ${own}`],
      ["debit", `UPDATE journal SET debit = 'adjustments' WHERE ${own}`],
      ["credit", `UPDATE journal SET credit = 'held' WHERE ${own}`],
      ["amount", `UPDATE journal SET amount = amount + 1 WHERE ${own}`],
      ["balance_after", `UPDATE journal SET balance_after = balance_after + 1 WHERE ${own}`],
      ["order_id", `UPDATE journal SET order_id = 'another' WHERE ${own}`],
      ["reference", `UPDATE journal SET reference = reference || 'x' WHERE ${own}`],
      ["occurred_at_ms", `UPDATE journal SET occurred_at_ms = occurred_at_ms + 1 WHERE ${own}`],
      ["hash", `UPDATE journal SET hash = '${"a".repeat(64)}' WHERE ${own}`],
      ["promoter", `UPDATE journal SET promoter = promoter + 256 WHERE ${own}`],
      ["the row before", `UPDATE journal SET prior_row = ${row} - 1 WHERE ${own}`],
      ["a deletion", `DELETE FROM journal WHERE ${own}`],
    ];
    for (const [what, statement] of changes) {
      await tampered(shop, statement, async () => {
        const { valid, brokenAt } = await verification(shop, seller);
        // Where the chain itself is cut, the first entry that cannot be reached is named.
        const expected = what === "a deletion" ? 1 : what === "the row before" ? at - 1 : at;
        expect([what, valid, brokenAt]).toEqual([what, false, expected]);
      });
    }
    expect((await verification(shop, seller)).valid).toBe(true);
    for (const left of [0, 1, 100, entries - 1]) {
      const wallet =
        left === 0
          ? `DELETE FROM wallets WHERE promoter = ${ref}`
          : `UPDATE wallets SET entries = ${left},
               head = (SELECT hash FROM journal WHERE promoter = ${ref} AND sequence = ${left}),
               last_row = (SELECT row FROM journal WHERE promoter = ${ref} AND sequence = ${left})
             WHERE promoter = ${ref}`;
      const cut = `DELETE FROM journal WHERE promoter = ${ref} AND sequence > ${left}`;
      await tampered(shop, `${wallet}; ${cut}`, async () => {
        expect(await verification(shop, seller)).toMatchObject({ valid: false, brokenAt: left + 1 });
      });
    }
    expect(await verification(shop, seller)).toMatchObject({ valid: true, entries });
  });
});

describe("a journal as a file", () => {
  test("of several pages is verified by the documented script, as CSV and as JSON lines", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const clickToken = await shop.tap(seller);
    const names = ["=1+1", "'=2", "a,b", 'say"x"', "-5", "订单"];
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const conversions = times(BATCH, (n) => ({
        orderId: `${names[n % names.length]}${batch}-${n}`,
        amount: 1_000,
        currency: "CNY",
        clickToken,
      }));
      await shop.post("/conversions", { conversions });
    }
    await shop.settle();
    const path = `/promoters/${seller.id}/journal`;
    const lines = (await shop.get(`${path}.jsonl`)).body as string;
    const csv = (await shop.get(`${path}.csv`)).body as string;
    expect(lines.trimEnd().split("\n")).toHaveLength(ENTRIES);
    expect(csv.trimEnd().split("\r\n")).toHaveLength(ENTRIES + 1);
    expect(firstBroken(seller.id, lines)).toBeNull();
    expect(firstBroken(seller.id, csv)).toBeNull();
    expect(firstBroken(seller.id, lines.replaceAll("1300-", "x"))).toBeNull();
    expect(firstBroken(seller.id, lines.replace('"sequence":1300,', '"sequence":1301,'))).toBe(1_300);
    expect(firstBroken(seller.id, csv.replace("\r\n77,", "\r\n78,"))).toBe(77);
    expect(firstBroken("pr_1", lines)).toBe(1);
    expect(await verification(shop, seller)).toMatchObject({ valid: true, entries: ENTRIES });
    const page = await shop.get(`${path}?limit=200`);
    expect(page.body.data.map((line: { sequence: number }) => line.sequence)).toEqual(
      times(200, (n) => ENTRIES - n),
    );
    const middle = await shop.get(
      `${path}?limit=3&cursor=${Buffer.from('["journal",900]').toString("base64url")}`,
    );
    expect(middle.body.data.map((line: { sequence: number }) => line.sequence)).toEqual([899, 898, 897]);
  });
});

describe("an adjustment", () => {
  test("adds or takes once per key, and what is not there becomes debt", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    const adjust = (body: unknown, key: string) =>
      shop.post(`/promoters/${seller.id}/adjustments`, body, { "idempotency-key": key });
    const bonus = { amount: 500, kind: "bonus", reason: "the spring race" };
    const first = await adjust(bonus, "k1");
    expect(first).toMatchObject({ status: 201, body: bonus });
    const again = await adjust(bonus, "k1");
    expect([again.status, again.headers.get("idempotent-replay")]).toEqual([200, "true"]);
    expect(again.body).toEqual(first.body);
    expect(await adjust({ ...bonus, amount: 501 }, "k1")).toMatchObject({
      status: 409,
      body: { code: "idempotency_conflict" },
    });
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, available: 500 });
    await adjust({ amount: 800, kind: "penalty", reason: "a false claim" }, "k2");
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, debt: 300 });
    await adjust({ amount: 1_000, kind: "bonus", reason: "settled" }, "k3");
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, available: 700 });
    const balances = balancesOf(await shop.journal(seller));
    expect([...balances.values()].reduce((sum, balance) => sum + balance, 0)).toBe(0);
    for (const amount of [0, -1, 1.5, 1_000_000_000_001])
      expect((await adjust({ ...bonus, amount }, "k4")).body.code).toBe("amount_out_of_range");
    expect((await adjust({ amount: 1, kind: "bonus" }, "k5")).status).toBe(422);
  });
});

test("the head of an entry whose call was cut off is told by the alarm", async () => {
  const shop = await openShop();
  const seller = await shop.promoter("seller");
  const known = async () =>
    await env.REPORTS.prepare("SELECT entries FROM journal_heads WHERE program_id = ? AND promoter = ?")
      .bind(shop.id, refOf(seller))
      .first();
  await runInDurableObject(book(shop), async (object, { storage }) => {
    // The book writes the entry and is gone before it has told D1.
    const gone = new Error("gone");
    const prepare = env.REPORTS.prepare.bind(env.REPORTS);
    env.REPORTS.prepare = (statement: string) => {
      if (statement.includes("journal_heads")) throw gone;
      return prepare(statement);
    };
    const bonus = { key: "k1", kind: "bonus", amount: 70, reason: "a prize" } as never;
    await expect(object.adjust(refOf(seller) as never, bonus)).rejects.toThrow(gone);
    env.REPORTS.prepare = prepare;
    expect(await storage.getAlarm()).not.toBeNull();
  });
  expect(await shop.wallet(seller)).toEqual({ ...EMPTY, available: 70 });
  expect(await known()).toBeNull();
  await book(shop).wake(1);
  expect(await known()).toEqual({ entries: 1 });
  await runInDurableObject(book(shop), (_, { storage: { sql } }) => {
    expect(sql.exec("SELECT * FROM unpublished_heads").toArray()).toEqual([]);
  });
});
