/** Erasing of people in tests: asked for over HTTP, and waited for as a merchant would. */
import { expect } from "vitest";
import type { Answer, Shop } from "./shop.ts";

/** Erases, and answers how it ended. @param path such as `/customers/user-77`. */
export async function erase(shop: Shop, path: string): Promise<Answer> {
  const asked = await shop.post(`${path}/erase`, undefined);
  expect(asked.status).toBe(202);
  const read = async () => await shop.get(`/erasures/${asked.body.id}`);
  await expect
    .poll(async () => (await read()).body.state, { timeout: 40_000, interval: 100 })
    .not.toBe("running");
  return await read();
}
