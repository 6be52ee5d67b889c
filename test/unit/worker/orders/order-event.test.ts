import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import { readOrderEvent } from "../../../../worker/orders/order-event.shapes.ts";

const nowMs = Date.parse("2026-11-22T08:00:00Z");
const read = (body: object, unknownFields: "refuse" | "ignore" = "refuse") =>
  readOrderEvent({ eventId: "e-1", ...body }, { nowMs, unknownFields });

describe("an order's event", () => {
  test("without a time leaves the time to its first recording", () => {
    expect(read({ type: "received" })).toEqual({
      kind: "event",
      event: { eventId: "e-1", kind: "received" },
    });
  });

  test("that voids a refund names it", () => {
    const reading = read({ type: "refund_voided" });
    expect(reading).toMatchObject({ code: "invalid_body", errors: [{ path: "voids" }] });
    expect(read({ type: "refund_voided", voids: "e-0" })).toMatchObject({ event: { voids: "e-0" } });
  });

  test("says why, where a person tells it; a webhook's word of that is no part of it", () => {
    const body = { type: "cancelled", reason: "Never sent" };
    expect(read(body)).toMatchObject({ event: { reason: "Never sent" } });
    expect(read({ ...body, reason: "a".repeat(501) })).toMatchObject({ errors: [{ path: "reason" }] });
    expect(read(body, "ignore")).toEqual({ kind: "event", event: { eventId: "e-1", kind: "cancelled" } });
  });

  test.each(["released", "review_opened", "reversed", "order.paid", ""])(
    "of the kind %j is not the merchant's to tell",
    (type) => {
      expect(read({ type })).toMatchObject({ kind: "refused", code: "invalid_body" });
    },
  );

  test("carries an amount within bounds, and a time near ours", () => {
    const far = new Date(nowMs + LIMITS.aheadMs + 1).toISOString();
    expect(read({ type: "refunded", amount: -1 })).toMatchObject({ code: "amount_out_of_range" });
    expect(read({ type: "refunded", occurredAt: far })).toMatchObject({ code: "occurred_at_out_of_range" });
  });

  test("with an unknown field is refused by the API and read by a webhook", () => {
    const body = { type: "refunded", orderId: "o-1", items: [{ productId: "p", color: "red" }] };
    expect(read(body)).toMatchObject({ code: "invalid_body" });
    expect(read(body, "ignore")).toEqual({
      kind: "event",
      event: { eventId: "e-1", kind: "refunded", items: [{ productId: "p" }] },
    });
  });
});
