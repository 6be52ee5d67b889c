import { expect, test } from "vitest";
import { LargeBodies } from "../../../../../worker/http/traffic/large-bodies.ts";

const MEBIBYTE = 1_048_576;

test("large bodies that come together are parsed one after the other, small ones at once", () => {
  const bodies = new LargeBodies();
  const waits = Array.from({ length: 4 }, () => Math.round(bodies.waitOf(MEBIBYTE, 1_000)));
  expect(waits).toEqual([0, 21, 42, 63]);
  expect(bodies.waitOf(2_000, 1_000)).toBe(0);
});

test("a body that comes when those before were parsed waits for nothing", () => {
  const bodies = new LargeBodies();
  bodies.waitOf(MEBIBYTE, 1_000);
  expect(bodies.waitOf(MEBIBYTE, 1_100)).toBe(0);
});

test("nobody waits for ever: not when the clock is set back, nor when large bodies have no end", () => {
  const bodies = new LargeBodies();
  bodies.waitOf(MEBIBYTE, 1_000_000);
  expect(bodies.waitOf(MEBIBYTE, 1_000)).toBe(0);
  for (let sent = 0; sent < 1_000; sent += 1)
    expect(bodies.waitOf(MEBIBYTE, 1_000)).toBeLessThanOrEqual(2_000);
});
