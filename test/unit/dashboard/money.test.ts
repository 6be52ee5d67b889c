/** Amounts on pages are the ones that the API says, to the last unit, in every currency. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  amountBehind,
  amountField,
  amountOf,
  decimalsOf as decimalsShown,
  moneyText,
} from "../../../dashboard/common/money.ts";
import { rateField, rateOf } from "../../../dashboard/common/rates.ts";
import { currencySigns } from "../../../worker/looks/currency-signs.ts";
import { decimalsOf, isCurrency } from "../../../domain/program/currencies.ts";

const CURRENCIES = Intl.supportedValuesOf("currency").filter(isCurrency);
const amounts = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });

test("pages and the API count the decimals of each currency alike", () => {
  expect(CURRENCIES.length).toBeGreaterThan(140);
  for (const currency of CURRENCIES)
    expect([currency, decimalsShown(currency)]).toEqual([currency, decimalsOf(currency)]);
});

test("what is shown has the digits of the amount, in both languages", () => {
  fc.assert(
    fc.property(
      amounts,
      fc.constantFrom(...CURRENCIES),
      fc.constantFrom("zh-CN", "en"),
      (amount, currency, language) => {
        const shown = moneyText(amount, currency, language);
        const digits = shown.replaceAll(/\D/g, "").replace(/^0+(?=\d)/, "");
        expect([digits, shown.startsWith("−")]).toEqual([String(Math.abs(amount)), amount < 0]);
      },
    ),
  );
  expect(moneyText(123_456, "CNY", "zh-CN")).toBe("¥1,234.56");
  expect(moneyText(-5, "CNY", "en")).toBe("−CN¥0.05");
});

test("an amount behind the sign that the service says is the one that the browser writes", () => {
  fc.assert(
    fc.property(amounts, fc.constantFrom(...CURRENCIES), (amount, currency) => {
      const { en, zh } = currencySigns(currency);
      expect([amountBehind(en, amount, currency), amountBehind(zh, amount, currency)]).toEqual([
        moneyText(amount, currency, "en"),
        moneyText(amount, currency, "zh-CN"),
      ]);
    }),
  );
  expect(amountBehind("CN¥", -123_456_789, "CNY")).toBe("−CN¥1,234,567.89");
});

test("an amount in a field is read back as it was", () => {
  fc.assert(
    fc.property(amounts, fc.constantFrom(...CURRENCIES), (amount, currency) => {
      expect(amountOf(amountField(amount, currency), currency)).toBe(amount);
    }),
  );
});

test("an amount is read as people type it: in groups of thousands, and in full-width digits of a Chinese keyboard", () => {
  for (const typed of [
    "1234567.50",
    "1,234,567.50",
    "1 234 567.5",
    " １２３４５６７．５０ ",
    "１，２３４，５６７．５",
  ])
    expect([typed, amountOf(typed, "CNY")]).toEqual([typed, 123_456_750]);
  expect(amountOf("-1,000", "CNY")).toBe(-100_000);
});

test("what is no amount of the currency is none", () => {
  const commas = ["1,5", "50,00", "1,23", "1,2345", ",500", "1,,000", "1,000 000", "1.234,56"];
  for (const typed of ["", "1.234", "1e3", "abc", "1.2.3", "99999999999.99", "+5", "0x10", "٣", ...commas])
    expect(amountOf(typed, "CNY")).toBeNull();
  expect([amountOf("1", "JPY"), amountOf("1.5", "JPY"), amountOf("1.234", "KWD")]).toEqual([1, null, 1_234]);
});

test("a rate in a field is read back as it was, and what is none is none", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999 }), (rateBps) => {
      expect(rateOf(rateField(rateBps))).toBe(rateBps);
    }),
  );
  for (const typed of ["", "-1", "1.234", "x"]) expect(rateOf(typed)).toBeNull();
});
