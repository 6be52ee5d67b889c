import { expect, test } from "vitest";
import { laterFirst, type Touch } from "../../../../domain/attribution/touch.ts";
import type { PromoterRef } from "../../../../domain/kernel/ids.ts";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import { besideHead, withImpression } from "../../../../domain/tracking/impression.ts";

const NOW = Date.UTC(2026, 9, 1);
const DAY_MS = 86_400_000;
const lookbacks = { clickLookbackMs: 30 * DAY_MS, impressionLookbackMs: 7 * DAY_MS };

function touch(kind: Touch["kind"], promoter: number, agoMs: number): Touch {
  return { kind, promoter: promoter as PromoterRef, link: promoter, occurredAtMs: NOW - agoMs, nonce: 1 };
}

const seen = touch("impression", 1, 0);

test("the first impression heads its token; later ones of the same promoter take its place", () => {
  expect(withImpression([], seen, lookbacks)).toEqual({ head: seen, earlier: [] });
  const older = touch("impression", 1, 1_000);
  expect(withImpression([older], seen, lookbacks)).toEqual({ head: seen, earlier: [] });
});

test("a click stays the head, and an impression of another promoter comes beside it", () => {
  const [newer, older] = [touch("click", 2, 10), touch("click", 3, 20)];
  const next = withImpression([older, newer], seen, lookbacks);
  expect(next).toEqual({ head: newer, earlier: [older, seen] });
});

test("an impression adds nothing while a click on a link of its promoter counts, and does when that is over", () => {
  const click = touch("click", 1, lookbacks.clickLookbackMs - 1);
  expect(withImpression([click], seen, lookbacks)).toBeUndefined();
  const over = touch("click", 1, lookbacks.clickLookbackMs);
  expect(withImpression([over], seen, lookbacks)).toEqual({ head: seen, earlier: [] });
});

test("impressions whose window is over are left out", () => {
  const over = touch("impression", 2, lookbacks.impressionLookbackMs);
  const live = touch("impression", 3, lookbacks.impressionLookbackMs - 1);
  expect(withImpression([over, live], seen, lookbacks)).toEqual({ head: seen, earlier: [live] });
});

test("no impression drives out a click, however new it is", () => {
  const most = LIMITS.earlierTouchesPerToken;
  const clicks = Array.from({ length: most + 1 }, (_, index) => touch("click", 10 + index, 1_000 + index));
  const next = withImpression(clicks, seen, lookbacks);
  expect(next?.head).toBe(clicks[0]);
  expect(next?.earlier.toSorted(laterFirst)).toEqual(clicks.slice(1));
  const [head, ...others] = clicks;
  const impressions = [touch("impression", 90, 1), touch("impression", 91, 2)];
  const beside = besideHead(head ?? seen, [...impressions, ...others.slice(1)], lookbacks);
  expect(beside.toSorted(laterFirst)).toEqual([impressions[0], ...others.slice(1)]);
});
