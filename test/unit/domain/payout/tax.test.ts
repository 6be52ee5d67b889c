import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amountMinor } from "../../../../domain/kernel/money.ts";
import { withholdingOf } from "../../../../domain/payout/tax.ts";
import type { MonthOfPayouts } from "../../../../domain/payout/taxes/regime.ts";
import { TAX_REGIMES, type TaxRegime } from "../../../../domain/payout/taxes/regimes.ts";

const YUAN = 100;

/** Withheld in yuan from payments in yuan, each in its month. */
function withheld(
  regime: TaxRegime,
  payments: readonly (readonly [month: string, yuan: number])[],
): number[] {
  const before: MonthOfPayouts[] = [];
  return payments.map(([month, yuan]) => {
    const gross = amountMinor(Math.round(yuan * YUAN));
    const tax = withholdingOf(regime, gross, month, before);
    before.push({ month, gross, withheld: tax });
    return tax / YUAN;
  });
}

describe("cn_per_payment", () => {
  test.each([
    [0, 0],
    [800, 0],
    [1_000, 40],
    [4_000, 640],
    [5_000, 800],
    [10_000, 1_600],
    [25_000, 4_000],
    [30_000, 5_200],
    [50_000, 10_000],
    [100_000, 25_000],
  ])("a payment of %d yuan is taxed %d", (yuan, tax) => {
    expect(withheld("cn_per_payment", [["2026-03", yuan]])).toEqual([tax]);
  });

  test("payments within a month count as one", () => {
    const months = [
      ["2026-03", 800],
      ["2026-03", 200],
      ["2026-03", 3_000],
      ["2026-04", 1_000],
    ] as const;
    expect(withheld("cn_per_payment", months)).toEqual([0, 40, 600, 40]);
  });
});

describe("cn_cumulative", () => {
  test("10,000 in each of three months is taxed 90 each", () => {
    const months = ["2026-01", "2026-02", "2026-03"].map((month) => [month, 10_000] as const);
    expect(withheld("cn_cumulative", months)).toEqual([90, 90, 90]);
  });

  test("30,000 in each of three months is taxed 570, 710 and 1,900", () => {
    const months = ["2026-01", "2026-02", "2026-03"].map((month) => [month, 30_000] as const);
    expect(withheld("cn_cumulative", months)).toEqual([570, 710, 1_900]);
  });

  test("one payment of 50,000 is taxed 1,050", () => {
    expect(withheld("cn_cumulative", [["2026-05", 50_000]])).toEqual([1_050]);
  });

  test("every bracket begins where the one before ends", () => {
    const ends = [36_000, 144_000, 300_000, 420_000, 660_000, 960_000];
    for (const end of ends) {
      const income = ((end + 5_000) * 10) / 8;
      const [at] = withheld("cn_cumulative", [["2026-05", income]]);
      const [above] = withheld("cn_cumulative", [["2026-05", income + 1]]);
      expect((above ?? 0) - (at ?? 0)).toBeGreaterThan(0);
      expect((above ?? 0) - (at ?? 0)).toBeLessThan(0.5);
    }
  });

  test("a month without need takes nothing, and nothing is given back", () => {
    const months = [
      ["2026-01", 50_000],
      ["2026-02", 100],
    ] as const;
    expect(withheld("cn_cumulative", months)).toEqual([1_050, 0]);
  });
});

test("without a regime nothing is withheld", () => {
  expect(withheld("none", [["2026-01", 100_000]])).toEqual([0]);
});

test("what is withheld lies between nothing and the payment, however a sum is split within a month", () => {
  const yuan = fc.integer({ min: 1, max: 200_000 });
  fc.assert(
    fc.property(
      fc.constantFrom(...TAX_REGIMES),
      fc.array(yuan, { minLength: 1, maxLength: 6 }),
      (regime, parts) => {
        const taxes = withheld(
          regime,
          parts.map((part) => ["2026-07", part] as const),
        );
        taxes.forEach((tax, index) => {
          expect(tax).toBeGreaterThanOrEqual(0);
          expect(tax).toBeLessThanOrEqual(parts[index] ?? 0);
        });
        const whole = withheld(regime, [["2026-07", parts.reduce((sum, part) => sum + part, 0)]]);
        expect(Math.round(taxes.reduce((sum, tax) => sum + tax, 0) * YUAN)).toBe(
          Math.round((whole[0] ?? 0) * YUAN),
        );
      },
    ),
  );
});

test("tax is rounded down to the fen", () => {
  // 3 % of 10,000.01 yuan less a fifth and 5,000 is 90.00024.
  const gross = amountMinor(1_000_001);
  expect(withholdingOf("cn_cumulative", gross, "2026-01", [])).toBe(9_000);
  // A fifth of what 1,000.03 yuan exceed 800 by is 40.006.
  expect(withholdingOf("cn_per_payment", amountMinor(100_003), "2026-01", [])).toBe(4_000);
});

test("a payment that is smaller than the tax still owed for its month is withheld whole, and no more", () => {
  // What was paid before the regime was chosen had nothing withheld.
  const before = [{ month: "2026-01", gross: amountMinor(5_000_000), withheld: amountMinor(0) }];
  expect(withholdingOf("cn_per_payment", amountMinor(10_000), "2026-01", before)).toBe(10_000);
});
