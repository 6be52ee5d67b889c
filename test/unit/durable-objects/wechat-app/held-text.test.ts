/** What WeChat gives for two hours is asked for once, renewed ahead, and not asked for while a pause goes on. */
import { expect, test } from "vitest";
import { HeldText, type Kept } from "../../../../durable-objects/wechat-app/held-text.ts";
import type { Fetched, WechatFault } from "../../../../durable-objects/wechat-app/wechat-calls.ts";

const HOUR_MS = 3_600_000;

class World {
  nowMs = 1_795_852_800_000;
  /** Answers that stand in for the next ones. */
  readonly failures: WechatFault[] = [];
  readonly asked: (string | undefined)[] = [];
  readonly kept: Kept[] = [];
  readonly background: Promise<unknown>[] = [];
  lastsMs = 2 * HOUR_MS;

  held(kept?: Kept): HeldText {
    return new HeldText({
      fetch: async (refused) => await this.#fetch(refused),
      kept,
      keep: (one) => void this.kept.push(one),
      waitUntil: (work) => void this.background.push(work),
      now: () => this.nowMs,
    });
  }

  async #fetch(refused: string | undefined): Promise<Fetched> {
    this.asked.push(refused);
    const place = this.asked.length;
    await Promise.resolve();
    const fault = this.failures.shift();
    if (fault !== undefined) return { kind: "failed", fault, code: 45_009 };
    return { kind: "fetched", sealed: `text-${place}`, lastsMs: this.lastsMs };
  }
}

test("two hundred who want it at once share one question", async () => {
  const world = new World();
  const held = world.held();
  const all = await Promise.all(Array.from({ length: 200 }, async () => await held.get()));
  expect(new Set(all.map((one) => one.kind === "held" && one.sealed))).toEqual(new Set(["text-1"]));
  expect([world.asked, world.kept.length]).toEqual([[undefined], 1]);
});

test("an object that begins anew goes on with what was kept, and not beyond its end", async () => {
  const world = new World();
  await world.held().get();
  const again = world.held(world.kept[0]);
  expect(await again.get()).toMatchObject({ sealed: "text-1" });
  world.nowMs += 2 * HOUR_MS;
  expect(await again.get()).toMatchObject({ sealed: "text-2" });
});

test("in its last five minutes the next one is asked for, and nobody waits for it", async () => {
  const world = new World();
  const held = world.held();
  await held.get();
  world.nowMs += 2 * HOUR_MS - 299_000;
  expect(await held.get()).toMatchObject({ sealed: "text-1" });
  await Promise.all(world.background);
  expect(await held.get()).toMatchObject({ sealed: "text-2" });
  expect(world.asked).toHaveLength(2);
});

test("a renewal ahead that fails costs nobody anything while the text of before lasts", async () => {
  const world = new World();
  const held = world.held();
  await held.get();
  world.nowMs += 2 * HOUR_MS - 200_000;
  world.failures.push("limited");
  for (let calls = 0; calls < 5; calls += 1) expect(await held.get()).toMatchObject({ sealed: "text-1" });
  await Promise.all(world.background);
  expect(await held.get()).toMatchObject({ sealed: "text-1" });
  expect(world.asked).toHaveLength(2);
});

test("pauses double while calls are used up, and end with the first success", async () => {
  const world = new World();
  const held = world.held();
  for (const pauseMs of [60_000, 120_000, 240_000]) {
    world.failures.push("limited");
    expect(await held.get()).toEqual({
      kind: "refused",
      fault: "limited",
      code: 45_009,
      retryAfterMs: pauseMs,
    });
    world.nowMs += pauseMs - 1_000;
    const asked = world.asked.length;
    expect(await held.get()).toMatchObject({ kind: "refused", retryAfterMs: 1_000 });
    expect(world.asked).toHaveLength(asked);
    world.nowMs += 1_000;
  }
  expect(await held.get()).toMatchObject({ kind: "held" });
  world.nowMs += 2 * HOUR_MS;
  world.failures.push("limited");
  expect(await held.get()).toMatchObject({ retryAfterMs: 60_000 });
});

test("a text that is refused is replaced once, however many say so", async () => {
  const world = new World();
  const held = world.held();
  await held.get();
  const replaced = await Promise.all(Array.from({ length: 20 }, async () => await held.insteadOf("text-1")));
  expect(new Set(replaced.map((one) => one.kind === "held" && one.sealed))).toEqual(new Set(["text-2"]));
  expect(world.asked).toEqual([undefined, "text-1"]);
});

test("an end that a clock ahead has written does not keep a text for ever", async () => {
  const world = new World();
  const far = world.nowMs + 1_000 * HOUR_MS;
  const held = world.held({ sealed: "of-the-future", endsAtMs: far, renewAtMs: far });
  expect(await held.get()).toMatchObject({ sealed: "text-1" });
});
