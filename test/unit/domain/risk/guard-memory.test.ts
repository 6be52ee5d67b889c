import { describe, expect, test } from "vitest";
import { REMEMBERED_MS } from "../../../../domain/risk/admitted-times.ts";
import { GUARD_ROOMS, GuardMemory } from "../../../../domain/risk/guard-memory.ts";
import { LIMITS } from "../../../../domain/kernel/limits.ts";

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
    const memory = new GuardMemory({ visitors: 3, networks: 1 });
    const thrice = (atMs: number) => [{ key: "k", atMs, limit: 3, windowMs: LIMITS.windowMs }];
    expect([0, 1, 2, 3].map((atMs) => memory.admit(thrice(atMs)))).toEqual([null, null, null, 0]);
    expect(memory.admit([once("other", 3)])).toBeNull();
    expect(memory.admit(thrice(4))).toBeNull();
  });

  test("however many fresh visitors come, the networks they come from stay remembered", () => {
    const memory = new GuardMemory({ visitors: 10, networks: 10 });
    memory.admit([once("n:office", 0)]);
    for (let number = 0; number < 1_000; number += 1) memory.admit([once(`v:${number}`, 1)]);
    expect(memory.admit([once("v:fresh", 2), once("n:office", 2)])).toBe(1);
  });

  test("what is refused takes no room", () => {
    const memory = new GuardMemory({ visitors: 10, networks: 1 });
    memory.admit([once("v:known", 0), once("n:office", 0)]);
    for (let number = 0; number < 100; number += 1) {
      expect(memory.admit([once(`v:${number}`, 1), once("n:office", 1)])).toBe(1);
    }
    expect(memory.admit([once("v:known", 2)])).toBe(0);
  });

  test("times that are forgotten while a window holds them are counted, those whose windows are over are not", () => {
    const memory = new GuardMemory({ visitors: 2, networks: 1 });
    const at = (atMs: number) => memory.admit([once(`v:${atMs}`, atMs), once(`n:${atMs}`, atMs)]);
    for (const atMs of [0, LIMITS.windowMs, 2 * LIMITS.windowMs]) at(atMs);
    expect(memory.takeForgottenEarly()).toBe(0);
    for (const more of [1, 2]) at(2 * LIMITS.windowMs + more);
    // Of networks the third and the fourth, of visitors the third: the second's window ended with the third.
    expect(memory.takeForgottenEarly()).toBe(3);
    expect(memory.takeForgottenEarly()).toBe(0);
  });

  test("a minute of clicks at the rates that are promised is remembered whole", () => {
    const [visitors, networks] = [LIMITS.guardVisitorTimes / 2, LIMITS.guardNetworkTimes];
    const memory = new GuardMemory(GUARD_ROOMS);
    const spread = (count: number, keysOf: (number: number) => string[]) => {
      for (let number = 0; number < count; number += 1) {
        const atMs = Math.floor((number * LIMITS.windowMs) / count);
        memory.admit(keysOf(number).map((key) => once(key, atMs)));
      }
    };
    spread(visitors, (number) => [`r:1:${number}`, `v:${number}`]);
    spread(networks, (number) => [`n:${number}`]);
    expect([visitors, networks, memory.takeForgottenEarly()]).toEqual([72_000, 120_000, 0]);
    memory.admit([once("v:more", LIMITS.windowMs - 1), once("n:more", LIMITS.windowMs - 1)]);
    expect(memory.takeForgottenEarly()).toBe(2);
  });

  test("to admit costs no more where room was made all the time than where there was enough", () => {
    const fresh = 20_000;
    const msOf = (filled: number): number => {
      const memory = new GuardMemory({ visitors: 40_000, networks: 1 });
      for (let number = 0; number < filled; number += 1) memory.admit([once(`k${number}`, number % 7)]);
      const beganMs = performance.now();
      for (let number = 0; number < fresh; number += 1) memory.admit([once(`f${number}`, number % 7)]);
      return performance.now() - beganMs;
    };
    // The quickest of several tries: whatever else the machine does, it does not do in all of them. To look over what
    // is remembered each time would take a thousand times as long, and ten times is how far a machine may wander.
    const quickest = (filled: number) => Math.min(...Array.from({ length: 5 }, () => msOf(filled)));
    expect(quickest(100_000)).toBeLessThan(10 * quickest(0));
  });
});
