/** Wakes a program's objects, as the hourly cron does. */
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { calledObjects, wakeObjects } from "../../../worker/operations/wake-objects.ts";
import type { Shop } from "../shop.ts";

const programOf = ({ id }: Shop) => ({ id, region: null, objects: 1 });

export async function wakeAll(shop: Shop): Promise<void> {
  for (const ofClass of await calledObjects(env, [programOf(shop)])) await wakeObjects(env, ofClass);
}

/** Objects list themselves by their alarms. */
export async function wakeUntilListed(shop: Shop): Promise<void> {
  const isListed = async () =>
    (await calledObjects(env, [programOf(shop)])).some(
      ({ binding, called }) => binding === "COMMISSION_LEDGER" && called.length > 0,
    );
  await expect.poll(isListed).toBe(true);
  await wakeAll(shop);
}
