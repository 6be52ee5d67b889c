import { describe, expect, test } from "vitest";
import { decimalText, isCurrency } from "../../../../domain/program/currencies.ts";

describe("a currency", () => {
  test.each(["RMB", "ABC", "XTS", "XAU", "DEM", "cny", "", "CNYX"])("is none: %s", (code) => {
    expect(isCurrency(code)).toBe(false);
  });

  test("is each that is in use, as the platform knows them; those that ended are none", () => {
    const ended = [
      "ANG",
      "BGN",
      "BYR",
      "CUC",
      "HRK",
      "MRO",
      "SLL",
      "STD",
      "VEF",
      "XDR",
      "ZWL",
      "ZMK",
      "XSU",
      "XUA",
    ];
    const ofFunds = ["BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "USS", "UYI", "UYW"];
    const known = Intl.supportedValuesOf("currency").filter((code) => !isCurrency(code));
    expect(known.filter((code) => ![...ended, ...ofFunds].includes(code))).toEqual([]);
    for (const code of ["CNY", "HKD", "TWD", "JPY", "KWD", "USD", "EUR", "XCG"])
      expect(isCurrency(code)).toBe(true);
  });
});

test.each([
  [10_000, "CNY", "100.00"],
  [5, "CNY", "0.05"],
  [-5, "CNY", "-0.05"],
  [0, "CNY", "0.00"],
  [1_500, "JPY", "1500"],
  [1_234, "KWD", "1.234"],
  [1_000_000_000_000, "CNY", "10000000000.00"],
  [123, "RMB", "1.23"],
])("%d minor units of %s are written %s", (amount, currency, text) => {
  expect(decimalText(amount, currency)).toBe(text);
});
