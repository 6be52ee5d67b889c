import { describe, expect, test } from "vitest";
import { amountMinor } from "../../../../domain/kernel/money.ts";
import type { Account, EntryKind } from "../../../../domain/ledger/wallet.ts";
import { requestableOf } from "../../../../domain/payout/requestable.ts";

function entry(kind: EntryKind, debit: Account, credit: Account, amount: number, reference = "cm_1") {
  return { kind, debit, credit, amount: amountMinor(amount), reference };
}

describe("under a payout cycle", () => {
  test("money that is older can be requested whole", () => {
    expect(requestableOf(amountMinor(900), [])).toBe(900);
  });

  test("what was released since cannot", () => {
    const young = [entry("release", "held", "available", 300)];
    expect(requestableOf(amountMinor(900), young)).toBe(600);
  });

  test("what was taken back from the same commission does not count twice", () => {
    const young = [
      entry("release", "held", "available", 300),
      entry("reverse", "available", "commissions", 300),
      entry("reverse", "available", "commissions", 200, "cm_2"),
    ];
    expect(requestableOf(amountMinor(700), young)).toBe(700);
  });

  test("a release that paid a debt brought nothing young", () => {
    const young = [entry("release", "held", "debt", 200), entry("release", "held", "available", 100)];
    expect(requestableOf(amountMinor(100), young)).toBe(0);
  });

  test("a payout that came back, and a bonus, can be requested at once", () => {
    const young = [
      entry("payout_given_back", "reserved", "available", 500, "po_1"),
      entry("bonus", "adjustments", "available", 50, "adj_1"),
    ];
    expect(requestableOf(amountMinor(550), young)).toBe(550);
  });
});
