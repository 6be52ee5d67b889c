/** Background work that fails is tried again, later each time, and told. What has merely been overtaken is tried again. */
import { expect, test, vi } from "vitest";
import { Backoff, OnceMore } from "../../../durable-objects/object/backoff.ts";

/** How many lines the log has after so many attempts that throw, and the wait after them. */
async function after(attempts: number, error: Error): Promise<[lines: number, waitMs: number]> {
  const write = vi.spyOn(console, "error").mockImplementation(() => {});
  const backoff = new Backoff("Tests.work", 1_000);
  for (let done = 0; done < attempts; done += 1)
    await backoff.attempt(() => {
      throw error;
    });
  const lines = write.mock.calls.length;
  write.mockRestore();
  return [lines, backoff.waitMs];
}

test("each failure is told, and doubles the wait up to a minute", async () => {
  expect(await after(1, new Error("down"))).toEqual([1, 1_000]);
  expect(await after(3, new Error("down"))).toEqual([3, 4_000]);
  expect(await after(30, new Error("down"))).toEqual([30, 60_000]);
});

test("work that was overtaken waits as after a failure, and is told only when it comes to no end", async () => {
  expect(await after(1, new OnceMore("overtaken"))).toEqual([0, 1_000]);
  expect(await after(5, new OnceMore("overtaken"))).toEqual([0, 16_000]);
  expect(await after(7, new OnceMore("overtaken"))).toEqual([2, 60_000]);
});

test("a success forgets the failures before it", async () => {
  const write = vi.spyOn(console, "error").mockImplementation(() => {});
  const backoff = new Backoff("Tests.work", 1_000);
  await backoff.attempt(async () => await Promise.reject(new Error("down")));
  await backoff.attempt(() => {});
  expect(backoff.waitMs).toBe(0);
  write.mockRestore();
});
