import { expect, test } from "vitest";
import { PromoterNumbers } from "../../../../durable-objects/referral-tree/promoter-numbers.ts";

/** A register as CONFIG keeps it: it never goes back. */
function register() {
  let taken = 0;
  return async (count: number) => {
    await Promise.resolve();
    taken += count;
    return taken - count;
  };
}

test("callers at once, and trees that begin anew, never get a number twice", async () => {
  const take = register();
  const given: number[] = [];
  for (let life = 0; life < 5; life += 1) {
    const numbers = new PromoterNumbers(take);
    const counts = [1, 0, 63, 64, 65, 1, 200, 3];
    const ranges = await Promise.all(counts.map(async (count) => [...(await numbers.reserve(count))]));
    expect(ranges.map((range) => range.length)).toEqual(counts);
    given.push(...ranges.flat());
  }
  expect(new Set(given).size).toBe(given.length);
  expect(Math.min(...given)).toBe(1);
});

test("a register that fails gives no number, and the next caller asks it again", async () => {
  const take = register();
  let isDown = true;
  const numbers = new PromoterNumbers(async (count) => {
    if (isDown) throw new Error("down");
    return await take(count);
  });
  await expect(numbers.reserve(1)).rejects.toThrow("down");
  isDown = false;
  expect([...(await numbers.reserve(2))]).toEqual([1, 2]);
});
