import { describe, expect, test } from "vitest";
import { couponKey } from "../../../../domain/attribution/coupon-code.ts";

describe("a coupon's code", () => {
  test.each([
    ["lower case", "summer é1"],
    ["full width", "ＳＵＭＭＥＲ　É１"],
    ["decomposed", "SUMMER E\u0301\u0031"],
    ["with spaces around and two within", " \tSummer  É1 \n"],
    ["with what nobody sees", "\ufeffSUM\u00adMER\u200b É1"],
  ])("is the same %s", (_name, typed) => {
    expect(couponKey(typed)).toBe(couponKey("SUMMER É1"));
  });

  test("ignores case where it changes length, and tells other codes apart", () => {
    expect(couponKey("STRASSE")).toBe(couponKey("straße"));
    expect(couponKey("SUMMER1")).not.toBe(couponKey("SUMMER 1"));
    expect(couponKey("SUMMER")).not.toBe(couponKey("SUMMERS"));
  });
});
