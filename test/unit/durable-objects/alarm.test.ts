/** One alarm wakes an object for its next work: none is lost while the object knows of work, and none is believed. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Alarm } from "../../../durable-objects/object/alarm.ts";

let setForMs: number | null;
let nextMs: number | null;

const storage = {
  getAlarm: async () => setForMs,
  setAlarm: async (atMs: number) => {
    setForMs = atMs;
  },
} as unknown as DurableObjectStorage;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  setForMs = null;
  nextMs = null;
});

afterEach(() => {
  vi.useRealTimers();
});

function alarm(): Alarm {
  return new Alarm(storage, () => nextMs);
}

test("an object that begins with work and no alarm sets one: an earlier life may have lost it", async () => {
  nextMs = 5_000;
  await alarm().restore();
  expect(setForMs).toBe(5_000);
});

test("an object that begins with an alarm keeps it, unless its work is due sooner", async () => {
  setForMs = 3_000;
  nextMs = 5_000;
  await alarm().restore();
  expect(setForMs).toBe(3_000);
  nextMs = 1_000;
  await alarm().restore();
  expect(setForMs).toBe(1_000);
});

test("an object without work sets no alarm", async () => {
  await alarm().restore();
  expect(setForMs).toBeNull();
});

test("an alarm that has fired is set again where work is left, though it was set before", async () => {
  nextMs = 5_000;
  const one = alarm();
  one.arm();
  expect(setForMs).toBe(5_000);
  // The platform takes the alarm away when it fires.
  setForMs = null;
  one.fired();
  one.arm();
  expect(setForMs).toBe(5_000);
  setForMs = null;
  one.fired();
  nextMs = 9_000;
  one.arm();
  expect(setForMs).toBe(9_000);
});

test("sooner work moves the alarm forward, later work leaves it", () => {
  const one = alarm();
  nextMs = 5_000;
  one.arm();
  nextMs = 7_000;
  one.arm();
  expect(setForMs).toBe(5_000);
  nextMs = 2_000;
  one.arm();
  expect(setForMs).toBe(2_000);
});

test("an alarm that the platform has lost is set again by the next call, once it is overdue", () => {
  const one = alarm();
  nextMs = 5_000;
  one.arm();
  setForMs = null;
  vi.setSystemTime(65_000);
  one.arm();
  expect(setForMs).toBeNull();
  vi.setSystemTime(65_001);
  one.arm();
  expect(setForMs).toBe(5_000);
});

test("work that waits without an alarm, or behind one that is long past, is overdue", async () => {
  nextMs = 5_000;
  expect(await alarm().status(5_000)).toEqual({ dueAtMs: 5_000, alarmAtMs: null, isOverdue: true });
  setForMs = 5_000;
  expect((await alarm().status(65_000)).isOverdue).toBe(false);
  expect((await alarm().status(65_001)).isOverdue).toBe(true);
  nextMs = null;
  expect((await alarm().status(65_001)).isOverdue).toBe(false);
});
