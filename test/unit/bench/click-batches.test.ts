/** The clicks that judges are measured with: the same for each, and mostly people's. */
import { expect, test } from "vitest";
import { clickBatch } from "../../../bench/limiter/click-batches.ts";
import { unpackClicks } from "../../../domain/tracking/click-columns.ts";
import type { EventBatch } from "../../../domain/tracking/event-batch.ts";
import { ROWS_PER_BATCH } from "../../../domain/tracking/event-batch.ts";
import { readEventBatch } from "../../../worker/clicks/event-message.shapes.ts";

const message = (first: number, clicks = ROWS_PER_BATCH) => clickBatch(1, first, clicks);
const clicksOf = ({ sentAtMs, clicks }: EventBatch) => unpackClicks(clicks, sentAtMs);

test("each is a message that the consumer takes, with an id of its own", () => {
  const messages = [0, 800, 1_600].map((first) => message(first));
  for (const one of messages) expect(readEventBatch(JSON.stringify(one))).toEqual(one);
  expect(new Set(messages.map(({ id }) => id)).size).toBe(3);
});

test("clicks are the same however they are divided into messages", () => {
  const singly = Array.from({ length: 800 }, (_, index) => clicksOf(message(index, 1))).flat();
  expect(singly).toEqual(clicksOf(message(0)));
});

test("one in twenty comes from a visitor whose click on that link is ten milliseconds old", () => {
  const clicks = clicksOf(message(8_000));
  const repeats = clicks.filter(({ unique }) => !unique);
  expect(repeats).toHaveLength(clicks.length / 20);
  for (const { link, visitor, occurredAtMs } of repeats) {
    expect(clicks).toContainEqual(
      expect.objectContaining({ link, visitor, unique: true, occurredAtMs: occurredAtMs - 10 }),
    );
  }
});

test("in the minute that windows span, no network but one comes near the limit of sixty", () => {
  const perNetwork = new Map<string, number>();
  for (const { network } of clicksOf(message(0, 60_000))) {
    perNetwork.set(network, (perNetwork.get(network) ?? 0) + 1);
  }
  const [most = 0, next = 0] = [...perNetwork.values()].sort((a, b) => b - a);
  expect(most).toBe(60_000 / 50);
  expect(next).toBeLessThan(30);
  expect(perNetwork.size).toBeGreaterThan(9_000);
});
