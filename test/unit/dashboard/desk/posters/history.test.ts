/** What is taken back comes again, and one gesture is one step. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  begun,
  changed,
  type History,
  redone,
  undone,
} from "../../../../../dashboard/desk/posters/history.ts";

test("changes of one gesture are taken back together, others one by one", () => {
  let history = begun(0);
  for (const [now, gesture] of [
    [1, "drag-1"],
    [2, "drag-1"],
    [3, "drag-2"],
    [4, null],
    [5, null],
  ] as const)
    history = changed(history, now, gesture);
  const seen: number[] = [];
  for (; history.past.length > 0; history = undone(history)) seen.push(history.now);
  expect([...seen, history.now]).toEqual([5, 4, 3, 2, 0]);
  for (const expected of [2, 3, 4, 5, 5]) {
    history = redone(history);
    expect(history.now).toBe(expected);
  }
});

test("a gesture that goes on after a step back is a step of its own", () => {
  const typed = changed(changed(begun("a"), "ab", "typing"), "abc", "typing");
  const again = changed(undone(typed), "ax", "typing");
  expect([again.now, undone(again).now]).toEqual(["ax", "a"]);
});

test("what is changed after a step back cannot come again", () => {
  const history = changed(undone(changed(begun(0), 1, null)), 2, null);
  expect(redone(history)).toBe(history);
});

test("nothing is taken back before the beginning", () => {
  const history = begun(0);
  expect(undone(history)).toBe(history);
});

test("a hundred steps are kept, the newest", () => {
  let history: History<number> = begun(0);
  for (let now = 1; now <= 150; now += 1) history = changed(history, now, null);
  while (history.past.length > 0) history = undone(history);
  expect(history.now).toBe(50);
});

test("as many steps back as forth lead to where one was", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 90 }), fc.nat({ max: 90 }), (values, steps) => {
      let history = begun(-1);
      for (const value of values) history = changed(history, value, null);
      const [before, count] = [history, Math.min(steps, values.length)];
      for (let step = 0; step < count; step += 1) history = undone(history);
      expect(history.now).toBe([-1, ...values][values.length - count]);
      for (let step = 0; step < count; step += 1) history = redone(history);
      expect(history).toEqual(before);
    }),
  );
});
