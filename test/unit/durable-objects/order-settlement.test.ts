/** What follows from an order's events: the binding that it makes or ends, and the sales that it counts for. */
import { beforeEach, describe, expect, test } from "vitest";
import type { OrderEvent } from "../../../domain/order/order-event.ts";
import { MemoryLedger, proposed } from "../../support/memory-ledger.ts";
import { decided } from "../domain/commission/decided.ts";
import { money, order } from "../domain/commission/builders.ts";

const NOW = 1_900_000_000_000;

let ledger: MemoryLedger;
let events = 0;

beforeEach(() => {
  ledger = new MemoryLedger();
});

function accept(): void {
  const [answer] = ledger.do((effects) =>
    ledger.orders.accept([proposed(order(10_000), decided())], () => null, effects, NOW),
  );
  expect(answer?.status).toBe("accepted");
}

function record(
  kind: OrderEvent["kind"],
  more: Partial<OrderEvent> = {},
  source: "merchant" | "owner" = "merchant",
) {
  events += 1;
  const event = { eventId: `e${events}`, kind, occurredAtMs: NOW + events, ...more };
  return ledger.do((effects) => ledger.orders.record("order-1", source, event, effects, NOW + events));
}

/** Bindings that were told, in sequence. */
function bindings(): string[] {
  return ledger.toldOf("bind", "unbind").map(({ type }) => type);
}

describe("the binding of an order", () => {
  test("is made once, whatever events follow", () => {
    accept();
    record("received");
    record("refunded", { amount: money(3_000) });
    expect(bindings()).toEqual(["bind"]);
  });

  test("ends when the order is refunded whole before its release, and only once", () => {
    accept();
    record("received");
    record("refunded", { amount: money(9_999) });
    expect(bindings()).toEqual(["bind"]);
    record("refunded", { amount: money(1) });
    record("cancelled");
    expect(bindings()).toEqual(["bind", "unbind"]);
  });

  test("stays when the order is refunded after its release", () => {
    accept();
    record("received");
    expect(record("released", {}, "owner")).toMatchObject({ kind: "recorded" });
    record("refunded");
    expect(ledger.toldOf("intent").map(({ intent }) => intent)).toContain("reverse");
    expect(bindings()).toEqual(["bind"]);
  });

  test("is never made by an order that was refunded whole before it was told of", () => {
    record("refunded");
    accept();
    expect(bindings()).toEqual([]);
  });
});

test("sales are what is kept of the order, told as differences", () => {
  accept();
  record("refunded", { amount: money(3_000) });
  record("refunded", { amount: money(7_000) });
  const changes = ledger.toldOf("sales").map(({ change }) => change);
  expect(changes).toEqual([10_000, -3_000, -7_000]);
});
