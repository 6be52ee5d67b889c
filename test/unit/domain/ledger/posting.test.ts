import { describe, expect, test } from "vitest";
import { amountMinor } from "../../../../domain/kernel/money.ts";
import { InvariantViolation } from "../../../../domain/kernel/invariant.ts";
import { applyPosting, EMPTY_WALLET, payIn, postingsOf, takeOut } from "../../../../domain/ledger/posting.ts";
import type { Wallet } from "../../../../domain/ledger/wallet.ts";
import { netOf } from "../../../support/net-of.ts";

const of = (balances: Partial<Record<keyof Wallet, number>>): Wallet => ({
  ...EMPTY_WALLET,
  ...Object.fromEntries(Object.entries(balances).map(([account, value]) => [account, amountMinor(value)])),
});

describe("postings", () => {
  test("a release pays the debt first", () => {
    const wallet = of({ held: 500, debt: 200 });
    const outcome = postingsOf(wallet, "release", "held", amountMinor(500));
    if (outcome.kind === "refused") throw new Error(outcome.reason);
    expect(outcome.postings.reduce(applyPosting, wallet)).toEqual(of({ available: 300 }));
  });

  test("what is restored after the release pays the debt first, and before it goes back to where it lay", () => {
    const wallet = of({ debt: 200 });
    const restored = (phase: "pending" | "held" | "released") => {
      const outcome = postingsOf(wallet, "restore", phase, amountMinor(500));
      if (outcome.kind === "refused") throw new Error(outcome.reason);
      return outcome.postings.reduce(applyPosting, wallet);
    };
    expect(restored("released")).toEqual(of({ available: 300 }));
    expect(restored("held")).toEqual(of({ held: 500, debt: 200 }));
    expect(restored("pending")).toEqual(of({ pending: 500, debt: 200 }));
  });

  test("taking back empties what is available before it makes a debt", () => {
    const wallet = of({ available: 300, paid: 700 });
    const after = takeOut("penalty", "adjustments", wallet, amountMinor(1_000)).reduce(applyPosting, wallet);
    expect(after).toEqual(of({ paid: 700, debt: 700 }));
  });

  test("money paid in that the debt swallows whole makes nothing available", () => {
    const wallet = of({ debt: 500 });
    expect(payIn("bonus", "adjustments", wallet, amountMinor(500)).reduce(applyPosting, wallet)).toEqual(
      EMPTY_WALLET,
    );
  });

  test("an intent that the balance cannot carry is refused, not clamped", () => {
    expect(postingsOf(of({ pending: 5 }), "hold", "pending", amountMinor(6))).toEqual({
      kind: "refused",
      reason: "insufficient_pending",
    });
    expect(postingsOf(of({ held: 5 }), "release", "held", amountMinor(6))).toMatchObject({ kind: "refused" });
    expect(postingsOf(of({ held: 5 }), "reverse", "held", amountMinor(6))).toMatchObject({ kind: "refused" });
  });

  test("a balance never falls below zero", () => {
    const overdraw = {
      kind: "payout_requested",
      debit: "available",
      credit: "reserved",
      amount: amountMinor(1),
    } as const;
    expect(() => applyPosting(EMPTY_WALLET, overdraw)).toThrow(InvariantViolation);
  });

  test("a wallet's net is what was paid in less what was taken out", () => {
    const wallet = of({ pending: 1, held: 2, available: 3, reserved: 4, paid: 5, withheld: 6, debt: 7 });
    expect(netOf(wallet)).toBe(14);
  });
});
