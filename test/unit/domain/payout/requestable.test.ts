import { describe, expect, test } from "vitest";
import { amountMinor } from "../../../../domain/kernel/money.ts";
import type { Account, EntryKind } from "../../../../domain/ledger/wallet.ts";
import { requestableOf } from "../../../../domain/payout/requestable.ts";

function entry(kind: EntryKind, debit: Account, credit: Account, amount: number, more: object = {}) {
  const base = { kind, debit, credit, amount: amountMinor(amount), reference: "cm_1", occurredAtMs: 1_000 };
  return { ...base, ...more };
}

const BOUNDS = { cycleMs: 500, minPayout: amountMinor(1), isOpen: false };

function requestable(available: number, young: ReturnType<typeof entry>[], bounds: object = {}) {
  return requestableOf(amountMinor(available), young, { ...BOUNDS, ...bounds });
}

describe("under a payout cycle", () => {
  test("money that is older can be requested whole", () => {
    expect(requestable(900, [])).toEqual({ amount: 900, next: null });
  });

  test("what was released since cannot", () => {
    const young = [entry("release", "held", "available", 300)];
    expect(requestable(900, young)).toEqual({ amount: 600, next: { atMs: 1_500, amount: 900 } });
  });

  test("what was taken back from the same commission does not count twice", () => {
    const young = [
      entry("release", "held", "available", 300),
      entry("reverse", "available", "commissions", 300),
      entry("reverse", "available", "commissions", 200, { reference: "cm_2" }),
    ];
    expect(requestable(700, young)).toEqual({ amount: 700, next: null });
  });

  test("a release that paid a debt brought nothing young", () => {
    const young = [entry("release", "held", "debt", 200), entry("release", "held", "available", 100)];
    expect(requestable(100, young)).toEqual({ amount: 0, next: { atMs: 1_500, amount: 100 } });
  });

  test("a payout that came back, and a bonus, can be requested at once", () => {
    const young = [
      entry("payout_given_back", "reserved", "available", 500, { reference: "po_1" }),
      entry("bonus", "adjustments", "available", 50, { reference: "adj_1" }),
    ];
    expect(requestable(550, young)).toEqual({ amount: 550, next: null });
  });

  test("releases ripen one after another, those of one moment together, told in whatever sequence", () => {
    const released = (amount: number, occurredAtMs: number) =>
      entry("release", "held", "available", amount, { reference: `cm_${amount}`, occurredAtMs });
    const young = [released(30, 3_000), released(10, 1_000), released(20, 1_000)];
    expect(requestable(100, young)).toEqual({ amount: 40, next: { atMs: 1_500, amount: 70 } });
  });

  test("nothing can be requested below the smallest payout, and the time is told when that much is ripe", () => {
    const young = [entry("release", "held", "available", 300)];
    const bounds = { minPayout: amountMinor(800) };
    expect(requestable(900, young, bounds)).toEqual({ amount: 0, next: { atMs: 1_500, amount: 900 } });
    expect(requestable(700, [], bounds)).toEqual({ amount: 0, next: null });
  });

  test("nothing can be requested while a payout is under way, and no time is told at which it can", () => {
    const young = [entry("release", "held", "available", 300)];
    expect(requestable(900, young, { isOpen: true })).toEqual({ amount: 0, next: null });
  });
});
