/** A campaign of a shop, and its budget in the book that keeps it. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { type Answer, openShop, type Promoter, type Shop } from "../shop.ts";

/** Dates between which every test runs. */
export const WHILE = { startsAt: "2020-01-01T00:00:00Z", endsAt: "2099-01-01T00:00:00Z" };

/** Makes a campaign that runs now. */
export async function campaign(shop: Shop, id: string, budget?: number): Promise<Answer> {
  const body = { id, name: "A sale", ...WHILE, ...(budget === undefined ? {} : { budget }) };
  return await shop.post("/campaigns", body);
}

/** Makes a campaign as if it had been made at a time before, so that orders of the past belong to it. */
export async function campaignSince(shop: Shop, id: string, madeAtMs: number, budget: number): Promise<void> {
  const made = await campaign(shop, id, budget);
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  await env.CONFIG.prepare(
    `UPDATE campaigns SET created_at_ms = ?3
     WHERE id = ?2 AND program = (SELECT number FROM programs WHERE id = ?1)`,
  )
    .bind(shop.id, id, madeAtMs)
    .run();
  // A change is what makes isolates read the campaign anew.
  await shop.patch(`/campaigns/${id}`, { name: "Made before" });
}

/** What a campaign may spend, and what of it is reserved and spent. */
export async function spending(shop: Shop, id = "sale") {
  const { budget, reserved, spent } = (await shop.get(`/campaigns/${id}`)).body;
  return { budget, reserved, spent };
}

/** Has the book ask about every reservation that has no answer. */
export async function askNow(shop: Shop): Promise<void> {
  await inBook(shop, "UPDATE reservations SET ask_at_ms = 1 WHERE ask_at_ms IS NOT NULL");
  await env.ACCOUNT_BOOK.getByName(`${shop.id}/0`).wake(1);
}

/** A shop with a line of three, the seller at its end, and a click of that seller. */
export async function withSeller(): Promise<[Shop, Promoter, string]> {
  const shop = await openShop();
  const [, , seller] = await shop.line("top", "middle", "seller");
  return [shop, seller, await shop.tap(seller)];
}

/** Changes the tables of the book, as no caller could. */
export async function inBook(shop: Shop, statement: string): Promise<void> {
  const book = env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
  await runInDurableObject(book, async (_, state) => void state.storage.sql.exec(statement));
}

/** How long a client waits for an answer before it asks again. */
const PATIENCE_MS = 10_000;

/** Asks until it is taken, as a client does whose calls break off or are never answered. */
export async function untilTaken(call: () => Promise<{ readonly status: number }>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const nothing = new Promise<{ status: number }>((resolve) =>
      setTimeout(() => resolve({ status: 0 }), PATIENCE_MS),
    );
    const { status } = await Promise.race([call().catch(() => ({ status: 0 })), nothing]);
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("it was never taken");
}
