/** Waits for what follows by itself: wallets follow their orders, and files their batches, within seconds. */
import { setTimeout as wait } from "node:timers/promises";
import { DemoFailure } from "./print.ts";

const WITHIN_MS = 15_000;
const PAUSE_MS = 100;

/** Asks again until nothing stands in the way. @param obstacle what does, in words. */
export async function until(what: string, obstacle: () => Promise<string | undefined>): Promise<void> {
  const deadline = Date.now() + WITHIN_MS;
  for (;;) {
    const found = await obstacle();
    if (found === undefined) return;
    if (Date.now() > deadline) throw new DemoFailure(`${what}: still ${found}`);
    await wait(PAUSE_MS);
  }
}
