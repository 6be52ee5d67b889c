/** Erasing of people in tests: asked for over HTTP, and waited for as a merchant would. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { Answer, Shop } from "../shop.ts";

/** Erases, and answers how it ended. @param path such as `/customers/user-77`. */
export async function erase(shop: Shop, path: string): Promise<Answer> {
  const asked = await shop.post(`${path}/erase`, undefined);
  expect(asked.status).toBe(202);
  const read = async () => await shop.get(`/erasures/${asked.body.id}`);
  await expect.poll(async () => (await read()).body.state, { interval: 100 }).not.toBe("running");
  return await read();
}

interface Stubs {
  readonly [name: string]: DurableObjectStub;
}

/** Every text that an object stores, in all of its tables. */
export async function storedBy(stub: DurableObjectStub): Promise<string> {
  return await runInDurableObject(stub, (_, { storage: { sql } }) => {
    const tables = sql
      .exec<{ name: string }>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
      )
      .toArray();
    return JSON.stringify(tables.map(({ name }) => sql.exec(`SELECT * FROM ${name}`).toArray()));
  });
}

export function ownersOf(shop: Shop, index = 0): Stubs {
  const name = `${shop.id}/${index}`;
  return {
    ledger: env.COMMISSION_LEDGER.getByName(name),
    journey: env.JOURNEY.getByName(name),
    book: env.ACCOUNT_BOOK.getByName(name),
    tree: env.REFERRAL_TREE.getByName(`${shop.id}/0`),
  };
}

/** Where a text is stored, by owner. */
export async function whereIs(text: string, owners: Stubs): Promise<string[]> {
  const found: string[] = [];
  for (const [owner, stub] of Object.entries(owners)) {
    if ((await storedBy(stub)).includes(text)) found.push(owner);
  }
  return found;
}
