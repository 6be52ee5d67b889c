import { expect, test } from "vitest";
import { DailySalts } from "../../../../domain/risk/daily-salts.ts";

const salts = () => {
  let made = 0;
  return new DailySalts(() => Uint8Array.of((made += 1)));
};

test("a day has one salt, however often and in whatever sequence days are asked for", () => {
  const kept = salts();
  const [today, yesterday] = [kept.of(10, 10), kept.of(9, 10)];
  expect(yesterday).not.toEqual(today);
  expect([kept.of(10, 10), kept.of(9, 10)]).toEqual([today, yesterday]);
});

test("a salt is thrown away when its day and the next are over", () => {
  const kept = salts();
  const first = kept.of(10, 10);
  expect(kept.of(10, 11)).toEqual(first);
  kept.of(12, 12);
  expect(kept.of(10, 12)).not.toEqual(first);
});

test("who begins anew goes on with the salt that is brought along, and with no other once it has one", () => {
  const kept = salts();
  const [offered, later] = [Uint8Array.of(90), Uint8Array.of(91)];
  expect([kept.of(10, 10, offered), kept.of(10, 10, later), kept.of(10, 10)]).toEqual([
    offered,
    offered,
    offered,
  ]);
});

test("a day that is neither near nor past has a salt of its own each time, which takes no room", () => {
  const kept = salts();
  expect(kept.of(5_000, 10)).not.toEqual(kept.of(5_000, 10));
});
