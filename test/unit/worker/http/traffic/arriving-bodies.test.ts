import { expect, test } from "vitest";
import { LIMITS } from "../../../../../domain/kernel/limits.ts";
import { ArrivingBodies } from "../../../../../worker/http/traffic/arriving-bodies.ts";

const SECOND_MS = 1_000;

test("while there is room a body may be as slow as it likes", () => {
  const bodies = new ArrivingBodies({ bodies: 2, bytes: 1_000 });
  const slow = bodies.begin(0);
  bodies.begin(20 * SECOND_MS);
  expect([bodies.grow(slow, 1, 20 * SECOND_MS), bodies.held.bodies]).toEqual([true, 2]);
});

test("bodies that were opened and never sent turn nobody away: their room goes to whoever comes", () => {
  const most = LIMITS.bodiesArrivingAtOnce;
  const bodies = new ArrivingBodies({ bodies: most, bytes: LIMITS.bytesArrivingAtOnce });
  const opened = Array.from({ length: most }, () => bodies.begin(0));
  const sent = bodies.begin(3 * SECOND_MS);
  expect(opened.some((body) => bodies.grow(body, 1, 3 * SECOND_MS))).toBe(false);
  expect([bodies.grow(sent, 1, 3 * SECOND_MS), bodies.held]).toEqual([true, { bodies: 1, bytes: 1 }]);
});

test("a body that comes as fast as it should keeps its room, and who finds none is told to come again", () => {
  const bodies = new ArrivingBodies({ bodies: 1, bytes: 1_000_000 });
  const fast = bodies.begin(0);
  bodies.grow(fast, 100_000, 3 * SECOND_MS);
  expect(() => bodies.begin(3 * SECOND_MS)).toThrow("overloaded");
  expect(bodies.grow(fast, 1, 3 * SECOND_MS)).toBe(true);
});

test("no more bytes are held than there is room for, and what is whole gives all of its room back", () => {
  const most = LIMITS.bytesArrivingAtOnce;
  const bodies = new ArrivingBodies({ bodies: 10, bytes: most });
  const [one, other] = [bodies.begin(0), bodies.begin(0)];
  expect([bodies.grow(one, most, 1), bodies.grow(other, 1, 1)]).toEqual([true, false]);
  bodies.end(other);
  bodies.end(other);
  expect(bodies.held).toEqual({ bodies: 1, bytes: most });
  bodies.end(one);
  expect([bodies.grow(one, 1, 2), bodies.held]).toEqual([false, { bodies: 0, bytes: 0 }]);
});
