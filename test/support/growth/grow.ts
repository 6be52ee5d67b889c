/** Growth of a shop's program in tests: asked for over HTTP, and done by the job until every slot is where it should be. */
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { growObjects } from "../../../worker/growth/grow-objects.ts";
import { type Answer, request, type Shop } from "../shop.ts";

const OPERATOR = "operator-of-the-tests";

export async function askForObjects(shop: Shop, count: number): Promise<Answer> {
  const body = { count };
  return await request("POST", `/v1/programs/${shop.id}/objects`, { token: OPERATOR, body });
}

/** Raises the number of objects and waits until every slot is where it should be. */
export async function grow(shop: Shop, count: number): Promise<void> {
  expect((await askForObjects(shop, count)).status).toBe(202);
  const isDone = async (): Promise<boolean> => {
    await growObjects(env, { kind: "grow", program: shop.id });
    return (await shop.get("/objects")).body.done;
  };
  await expect.poll(isDone).toBe(true);
}
