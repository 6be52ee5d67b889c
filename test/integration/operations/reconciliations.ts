/** Reconciliations of a shop, as an operator has them run. */
import { expect } from "vitest";
import { type Answer, request, type Shop } from "../../support/shop.ts";

const OPERATOR = { token: "operator-of-the-tests" };

/** Waits for the one under way. @returns what it found. */
export async function finished(shop: Shop): Promise<Answer["body"]> {
  const run = async () => (await shop.get("/reconciliation")).body;
  await expect.poll(run).toMatchObject({ state: "finished" });
  return await run();
}

export async function reconciled(shop: Shop): Promise<Answer["body"]> {
  await shop.post("/reconciliation", {});
  return await finished(shop);
}

export async function repair(shop: Shop, body: object, access = OPERATOR): Promise<Answer> {
  return await request("POST", `/v1/programs/${shop.id}/reconciliation/repair`, { ...access, body });
}

export async function repaired(shop: Shop): Promise<Answer["body"]> {
  expect(await repair(shop, { reason: "put back" })).toMatchObject({ status: 202, body: { balanced: null } });
  return await finished(shop);
}
