/** What follows from an order's events: the binding that it makes or ends, and the sales that it counts for. */
import { beforeEach, describe, expect, test } from "vitest";
import type { OrderEvent } from "../../../domain/order/order-event.ts";
import { MemoryLedger, proposed } from "../../support/memory-ledger.ts";
import { decided } from "../domain/commission/decided.ts";
import { money, order } from "../domain/commission/builders.ts";
import { click, DAY, evidence, received } from "../domain/attribution/builders.ts";

const NOW = 1_900_000_000_000;

let ledger: MemoryLedger;
let events = 0;

beforeEach(() => {
  ledger = new MemoryLedger();
});

function accept(decision = decided()): void {
  const [answer] = ledger.do((effects) =>
    ledger.orders.accept([proposed(order(10_000), decision)], () => null, effects, NOW),
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

  test("is told again when the order is restored, as of when it occurred, and ends again with it", () => {
    accept();
    record("reversed", {}, "owner");
    record("reversal_voided", {}, "owner");
    expect(bindings()).toEqual(["bind", "unbind", "bind"]);
    expect(ledger.toldOf("bind").map(({ atMs }) => atMs)).toEqual(Array(2).fill(order(10_000).occurredAtMs));
    record("received");
    record("reversed", {}, "owner");
    record("cancelled");
    expect(bindings()).toEqual(["bind", "unbind", "bind", "unbind"]);
    record("reversal_voided", {}, "owner");
    expect(bindings()).toHaveLength(4);
  });

  test("comes back when a refund of the whole order is voided", () => {
    accept();
    record("refunded", { amount: money(10_000), eventId: "whole" });
    record("refund_voided", { voids: "whole" });
    expect(bindings()).toEqual(["bind", "unbind", "bind"]);
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

describe("a provisional binding", () => {
  const displaced = decided({
    evidence: evidence({ touches: [received(click(3, DAY)), received(click(1, 20_000))] }),
  });
  const { reasons } = displaced.risk;

  test("of an order under review is told when the order is released, as of when it occurred", () => {
    accept(displaced);
    record("received");
    record("review_cleared", {}, "owner");
    expect(bindings()).toEqual([]);
    record("released", {}, "owner");
    expect(ledger.toldOf("bind", "unbind")).toMatchObject([
      { type: "bind", atMs: order(10_000).occurredAtMs },
    ]);
  });

  test("of an order that is reversed is never told", () => {
    accept(displaced);
    record("received");
    record("reversed", {}, "owner");
    record("review_cleared", {}, "owner");
    expect(bindings()).toEqual([]);
  });

  test("of an order that is reversed, restored and cleared is told when it is released", () => {
    accept(displaced);
    record("received");
    record("reversed", {}, "owner");
    record("reversal_voided", {}, "owner");
    record("review_cleared", {}, "owner");
    expect(bindings()).toEqual([]);
    record("released", {}, "owner");
    expect(bindings()).toEqual(["bind"]);
  });

  test("of a displaced credit waits for the release, also where it is no review by itself", () => {
    accept({ ...displaced, risk: { verdict: "pass", score: 1, reasons } });
    record("received");
    expect(bindings()).toEqual([]);
    record("released", {}, "owner");
    expect(bindings()).toEqual(["bind"]);
  });

  test("is one that a review took back, until the release", () => {
    accept();
    record("received");
    record("review_opened", {}, "owner");
    record("review_cleared", {}, "owner");
    expect(bindings()).toEqual(["bind", "unbind"]);
    record("released", {}, "owner");
    expect(bindings()).toEqual(["bind", "unbind", "bind"]);
  });

  test("is none after the release, and none where the program observes", () => {
    accept();
    record("received");
    record("released", {}, "owner");
    record("review_opened", {}, "owner");
    expect(bindings()).toEqual(["bind"]);
    ledger = new MemoryLedger();
    accept({ ...displaced, risk: { ...displaced.risk, isObserved: true } });
    expect(bindings()).toEqual(["bind"]);
  });
});

test("sales are what is kept of the order, told as differences", () => {
  accept();
  record("refunded", { amount: money(3_000) });
  record("refunded", { amount: money(7_000) });
  const changes = ledger.toldOf("sales").map(({ change }) => change);
  expect(changes).toEqual([10_000, -3_000, -7_000]);
});
