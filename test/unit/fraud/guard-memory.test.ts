import { describe, expect, test } from "vitest";
import { GuardMemory, LATE_MS, REMEMBERED_MS } from "../../../domain/fraud/guard-memory.ts";
import { LIMITS } from "../../../domain/kernel/limits.ts";

const once = (key: string, atMs: number) => ({ key, atMs, limit: 1, windowMs: 10_000 });

describe("what a guard remembers", () => {
  test("an event is admitted under all its keys or under none", () => {
    const memory = new GuardMemory();
    expect(memory.admit([once("a", 0)])).toBeNull();
    expect(memory.admit([once("b", 1), once("a", 1)])).toBe(1);
    expect(memory.admit([once("b", 2)])).toBeNull();
  });

  test("times behind every window are forgotten", () => {
    const memory = new GuardMemory();
    memory.admit([once("old", 0)]);
    memory.admit([once("new", REMEMBERED_MS + 1)]);
    memory.sweep(LIMITS.guardKeys);
    expect(memory.keys).toBe(1);
  });

  test("an event told as late as may be is judged against neighbours a whole window of LIMITS.windowMs earlier", () => {
    const memory = new GuardMemory();
    const minute = (atMs: number) => [{ key: "k", atMs, limit: 1, windowMs: LIMITS.windowMs }];
    const newestMs = 500_000;
    const lateMs = newestMs - LATE_MS;
    expect(memory.admit(minute(lateMs - LIMITS.windowMs + 1))).toBeNull();
    expect(memory.admit(minute(newestMs))).toBeNull();
    expect(memory.admit(minute(lateMs))).toBe(0);
    expect(memory.admit(minute(lateMs + 1))).toBeNull();
  });

  test("a window longer than LIMITS.windowMs is a bug of ours", () => {
    const longer = { key: "k", atMs: 0, limit: 1, windowMs: LIMITS.windowMs + 1 };
    expect(() => new GuardMemory().admit([longer])).toThrow("no window is longer");
  });

  test("beyond LIMITS.guardKeys the keys touched longest ago are forgotten", () => {
    const memory = new GuardMemory();
    for (let number = 0; number < LIMITS.guardKeys + 10; number += 1) memory.admit([once(`k${number}`, 0)]);
    memory.sweep(LIMITS.guardKeys);
    expect(memory.keys).toBe(LIMITS.guardKeys);
    expect(memory.admit([once("k0", 1)])).toBeNull();
    expect(memory.admit([once(`k${LIMITS.guardKeys + 9}`, 1)])).toBe(0);
  });
  test("to sweep costs no more where many keys were touched again or forgotten than where none was", () => {
    const memory = new GuardMemory();
    for (let number = 0; number < 70_000; number += 1) memory.admit([once(`k${number}`, 0)]);
    for (let number = 0; number < 60_000; number += 1) memory.admit([once(`k${number}`, 10_000)]);
    const sweeps = 500;
    // The quickest of several tries: whatever else the machine does, it does not do in all of them.
    const tries = Array.from({ length: 5 }, () => {
      const startedAt = performance.now();
      for (let sweep = 0; sweep < sweeps; sweep += 1) memory.sweep(LIMITS.guardKeys);
      return performance.now() - startedAt;
    });
    expect(Math.min(...tries) / sweeps).toBeLessThan(0.01);
  });
});
