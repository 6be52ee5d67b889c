import { describe, expect, test } from "vitest";
import { rememberedMs } from "../../../../domain/risk/admitted-times.ts";
import { GUARD_ROOMS, GuardMemory } from "../../../../domain/risk/guard-memory.ts";
import { LIMITS } from "../../../../domain/kernel/limits.ts";

const REMEMBERED_MS = rememberedMs(LIMITS.windowMs);
const once = (key: string, atMs: number) => ({ key, atMs, limit: 1, windowMs: 10_000 });

describe("what a guard remembers", () => {
  test("an event is admitted under all its keys or under none", () => {
    const memory = new GuardMemory(GUARD_ROOMS);
    expect(memory.admit([once("a", 0)])).toBeNull();
    expect(memory.admit([once("b", 1), once("a", 1)])).toBe(1);
    expect(memory.admit([once("b", 2)])).toBeNull();
  });

  test("times behind every window are forgotten", () => {
    const memory = new GuardMemory(GUARD_ROOMS);
    memory.admit([once("old", 0)]);
    memory.admit([once("new", REMEMBERED_MS + 1)]);
    expect(memory.keys).toBe(1);
  });

  test("an event told as late as may be is judged against neighbours a whole window of LIMITS.windowMs earlier", () => {
    const memory = new GuardMemory(GUARD_ROOMS);
    const minute = (atMs: number) => [{ key: "k", atMs, limit: 1, windowMs: LIMITS.windowMs }];
    const newestMs = 500_000;
    const lateMs = newestMs - (REMEMBERED_MS - LIMITS.windowMs);
    expect(memory.admit(minute(lateMs - LIMITS.windowMs + 1))).toBeNull();
    expect(memory.admit(minute(newestMs))).toBeNull();
    expect(memory.admit(minute(lateMs))).toBe(0);
    expect(memory.admit(minute(lateMs + 1))).toBeNull();
  });

  test("a window longer than LIMITS.windowMs is a bug of ours", () => {
    const longer = { key: "k", atMs: 0, limit: 1, windowMs: LIMITS.windowMs + 1 };
    expect(() => new GuardMemory(GUARD_ROOMS).admit([longer])).toThrow("no window is longer");
  });

  test("one visitor who comes back again and again is one", () => {
    const memory = new GuardMemory(GUARD_ROOMS);
    for (const atMs of [0, 1, 2]) memory.admit([once("k:office:a", atMs)]);
    const asked = { ...once("n:office", 3), perReturning: 1 };
    expect([0, 1, 2].map(() => memory.admit([asked]))).toEqual([null, null, 0]);
  });

  test("of more returning visitors than LIMITS.guardReturningTimes those who came first are forgotten", () => {
    const memory = new GuardMemory(GUARD_ROOMS);
    for (let number = 0; number < LIMITS.guardReturningTimes + 10; number += 1) {
      memory.admit([once(`k:${number}:v`, 0)]);
    }
    expect(memory.keys).toBe(LIMITS.guardReturningTimes);
  });

  test("no more than LIMITS.returningPerNetwork who came back raise the limit of a network", () => {
    const memory = new GuardMemory(GUARD_ROOMS);
    for (let number = 0; number < 2 * LIMITS.returningPerNetwork; number += 1) {
      memory.admit([once(`k:office:${number}`, 0)]);
    }
    const asked = { ...once("n:office", 1), perReturning: 1 };
    const admitted = Array.from({ length: 600 }, () => memory.admit([asked]));
    expect(admitted.filter((place) => place === null)).toHaveLength(1 + LIMITS.returningPerNetwork);
  });

  test("beyond LIMITS.guardVisitorTimes and LIMITS.guardNetworkTimes the times admitted first are forgotten", () => {
    const rooms = [
      ["v:", LIMITS.guardVisitorTimes],
      ["n:", LIMITS.guardNetworkTimes],
    ] as const;
    for (const [kind, room] of rooms) {
      const memory = new GuardMemory(GUARD_ROOMS);
      for (let number = 0; number < room + 10; number += 1) memory.admit([once(`${kind}${number}`, 0)]);
      expect(memory.keys).toBe(room);
      expect(memory.admit([once(`${kind}10`, 1)])).toBe(0);
      expect(memory.admit([once(`${kind}9`, 1)])).toBeNull();
    }
  });

  test("the times of one key take room too, and of those the first admitted are forgotten", () => {
    const memory = new GuardMemory({ visitors: 3, networks: 1, returning: 10 });
    const thrice = (atMs: number) => [{ key: "k", atMs, limit: 3, windowMs: LIMITS.windowMs }];
    expect([0, 1, 2, 3].map((atMs) => memory.admit(thrice(atMs)))).toEqual([null, null, null, 0]);
    expect(memory.admit([once("other", 3)])).toBeNull();
    expect(memory.admit(thrice(4))).toBeNull();
  });

  test("however many fresh visitors come, the networks they come from stay remembered", () => {
    const memory = new GuardMemory({ visitors: 10, networks: 10, returning: 10 });
    memory.admit([once("n:office", 0)]);
    for (let number = 0; number < 1_000; number += 1) memory.admit([once(`v:${number}`, 1)]);
    expect(memory.admit([once("v:fresh", 2), once("n:office", 2)])).toBe(1);
  });

  test("what is refused takes no room", () => {
    const memory = new GuardMemory({ visitors: 10, networks: 1, returning: 10 });
    memory.admit([once("v:known", 0), once("n:office", 0)]);
    for (let number = 0; number < 100; number += 1) {
      expect(memory.admit([once(`v:${number}`, 1), once("n:office", 1)])).toBe(1);
    }
    expect(memory.admit([once("v:known", 2)])).toBe(0);
  });

  test("times that are forgotten while a window holds them are counted, those whose windows are over are not", () => {
    const kinds = [
      ["v:", LIMITS.windowMs],
      ["n:", LIMITS.networkWindowMs],
    ] as const;
    for (const [kind, windowMs] of kinds) {
      const memory = new GuardMemory({ visitors: 2, networks: 2, returning: 1 });
      const at = (atMs: number) => memory.admit([once(`${kind}${atMs}`, atMs)]);
      for (const atMs of [0, windowMs, 2 * windowMs]) at(atMs);
      expect(memory.takeForgottenEarly()).toBe(0);
      for (const more of [1, 2]) at(2 * windowMs + more);
      // The third: the second's window ended with the third.
      expect(memory.takeForgottenEarly()).toBe(1);
      expect(memory.takeForgottenEarly()).toBe(0);
    }
  });

  test("who came back to a network raises its limit for as long as its window, and takes a room of its own", () => {
    const memory = new GuardMemory({ visitors: 10, networks: 10, returning: 2 });
    const back = (visitor: string, atMs: number) =>
      memory.admit([
        {
          key: `k:office:${visitor}`,
          atMs,
          limit: Number.MAX_SAFE_INTEGER,
          windowMs: LIMITS.networkWindowMs,
        },
      ]);
    const admitted = (atMs: number) => {
      const asked = { key: "n:office", atMs, limit: 1, windowMs: LIMITS.networkWindowMs, perReturning: 1 };
      return Array.from({ length: 9 }, () => memory.admit([asked])).filter((place) => place === null).length;
    };
    for (const visitor of ["a", "b", "c"]) expect(back(visitor, 0)).toBeNull();
    // Of three who came back there was room for two.
    expect(admitted(0)).toBe(1 + 2);
    expect(admitted(LIMITS.networkWindowMs)).toBe(1);
    expect(memory.keys).toBe(3);
  });

  test("windows of clicks at the rates that are promised are remembered whole", () => {
    const [visitors, networks] = [LIMITS.guardVisitorTimes / 2, LIMITS.guardNetworkTimes];
    const memory = new GuardMemory(GUARD_ROOMS);
    const spread = (count: number, windowMs: number, keysOf: (number: number) => string[]) => {
      for (let number = 0; number < count; number += 1) {
        const atMs = Math.floor((number * windowMs) / count);
        memory.admit(keysOf(number).map((key) => once(key, atMs)));
      }
    };
    spread(visitors, LIMITS.windowMs, (number) => [`r:1:${number}`, `v:${number}`]);
    spread(networks, LIMITS.networkWindowMs, (number) => [`n:${number}`]);
    expect([visitors, networks, memory.takeForgottenEarly()]).toEqual([72_000, 120_000, 0]);
    memory.admit([once("n:more", LIMITS.networkWindowMs - 1)]);
    expect(memory.takeForgottenEarly()).toBe(1);
  });
});
