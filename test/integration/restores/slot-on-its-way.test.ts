/** A ledger is put back while a slot is on its way. What was posted for the slot's lost orders is read back once all has come. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { imageOf, putBackTo } from "../../support/restores/object-image.ts";
import { openShop, type Shop } from "../../support/shop.ts";
import { readGrowth } from "../../../worker/growth/growths.tables.ts";
import { slotOf } from "../../../worker/platform/objects.ts";

/** Two orders of one slot, by their ids. */
async function twoOfOneSlot({ id }: Shop): Promise<{ slot: number; kept: string; lost: string }> {
  const growth = await readGrowth(env.CONFIG, id);
  if (growth === null) throw new Error("the program has to be stored");
  const bySlot = new Map<number, string>();
  for (let index = 0; ; index += 1) {
    const lost = `order-${index}`;
    const slot = slotOf(growth, "order", lost);
    const kept = bySlot.get(slot);
    if (kept !== undefined) return { slot, kept, lost };
    bySlot.set(slot, lost);
  }
}

async function keptIn(ledger: string, key: string): Promise<unknown> {
  const stub = env.COMMISSION_LEDGER.getByName(ledger);
  return await runInDurableObject(stub, (_, { storage: { kv } }) => kv.get(key));
}

test("an order that is told again to the ledger that has its slot by then is paid once", async () => {
  const shop = await openShop();
  const promoter = await shop.promoter("promoter");
  await shop.coupon("TEA", promoter);
  const { slot, kept, lost } = await twoOfOneSlot(shop);
  const [from, to] = [`${shop.id}/0`, `${shop.id}/1`];
  const ledger = () => env.COMMISSION_LEDGER.getByName(from);
  const inBook = async (statement: string) => {
    const book = env.ACCOUNT_BOOK.getByName(from);
    await runInDurableObject(book, (_, { storage: { sql } }) => void sql.exec(statement));
  };
  const pending = async () => (await shop.wallet(promoter))["pending"];

  // Their sales are refused: so both stay while their slot goes.
  await inBook("CREATE TRIGGER unsold BEFORE INSERT ON month_sales BEGIN SELECT RAISE(ABORT, 'broken'); END");
  await shop.order(kept, 1_000, { couponCode: "TEA" });
  const refused = async () => (await shop.get("/refused-rows")).body.data;
  await expect.poll(async () => (await refused()).length).toBe(1);
  const image = await imageOf(ledger());
  await shop.order(lost, 1_000, { couponCode: "TEA" });
  await expect.poll(async () => (await refused()).length).toBe(2);
  await inBook("DROP TRIGGER unsold");
  const moved = async () => (await ledger().moveSlots([slot], to, 1)).map((step) => JSON.stringify(step));
  await expect.poll(moved).toEqual([JSON.stringify({ kind: "waits", reason: "refused_rows" })]);

  await putBackTo(ledger(), image);
  const compared = async () => {
    await shop.post("/alarms/replay", {});
    return [await keptIn(from, "ledgers_to_give"), await keptIn(to, "moved_to_compare")];
  };
  await expect.poll(compared).toEqual([{ [to]: true }, { givers: [], books: [] }]);
  for (const { id } of await refused()) await shop.post(`/refused-rows/${id}/replay`, {});
  const complete = async () => (await ledger().moveSlots([slot], to, 1)).map(({ kind }) => kind);
  await expect.poll(complete).toEqual(["complete"]);
  await shop.order(lost, 1_000, { couponCode: "TEA" });

  await expect.poll(async () => await keptIn(from, "ledgers_to_give")).toEqual({});
  await expect.poll(async () => (await compared())[1]).toEqual({ givers: [], books: [] });
  await expect.poll(pending).toBe(200);
  expect((await shop.get(`/orders/${lost}`)).body).toMatchObject({ orderId: lost, amount: 1_000 });
});
