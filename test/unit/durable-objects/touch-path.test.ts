import { expect, test } from "vitest";
import type { PackedMarks, Touch } from "../../../domain/attribution/touch.ts";
import { promoterRefOf } from "../../../domain/kernel/ids.ts";
import { extendPath, packPath, unpackPath } from "../../../durable-objects/journey/touch-path.ts";

const promoter = promoterRefOf(1, 0);
const NOW = Date.UTC(2026, 9, 1);
const click = (nonce: number, more: Partial<Touch> = {}): Touch => ({
  kind: "click",
  promoter,
  link: 1,
  occurredAtMs: NOW - 1_000,
  nonce,
  ...more,
});
const MARKED = { marks: 0x1234 as PackedMarks, networkTag: 0xcafe };

test("a path keeps marks and tags of touches, and reads what was stored before there were any", () => {
  const path = [click(1), click(2, MARKED), click(3, { networkTag: 7 })].map((touch) => ({
    ...touch,
    learnedAtMs: NOW,
  }));
  expect(unpackPath(packPath(path))).toEqual(path);
  expect(unpackPath(`[[0,${promoter},1,${NOW},5,${NOW}]]`)).toEqual([
    { ...click(5), occurredAtMs: NOW, learnedAtMs: NOW },
  ]);
});

test("marks of a touch that was known without any are taken from a later telling, and none is lost", () => {
  const { path } = extendPath([], [click(1)], NOW);
  const again = extendPath(path, [click(1, MARKED)], NOW + 5);
  expect(again.path).toEqual([{ ...click(1, MARKED), learnedAtMs: NOW }]);
  expect(again.added).toEqual([]);
  expect(extendPath(again.path, [click(1)], NOW + 9).path).toEqual(again.path);
});
