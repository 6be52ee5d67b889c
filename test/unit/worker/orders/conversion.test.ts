import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import { readConversion, readConversionsBody } from "../../../../worker/orders/conversion.shapes.ts";

const nowMs = Date.parse("2026-11-22T08:00:00Z");
const strict = { currency: "CNY", nowMs, unknownFields: "refuse" } as const;
const loose = { ...strict, unknownFields: "ignore" } as const;
const order = { orderId: "o-1", amount: 10_001, currency: "CNY" };

const read = (change: object, context: typeof strict | typeof loose = strict) =>
  readConversion({ ...order, ...change }, context);

function codeOf(change: object): string {
  const reading = read(change);
  return reading.kind === "refused" ? reading.code : "accepted";
}

describe("a conversion", () => {
  test("without a time happened when it is first received", () => {
    expect(read({})).toEqual({
      kind: "conversion",
      conversion: { order: { ...order, occurredAtMs: nowMs }, tokens: [], couponCode: null },
    });
  });

  test("keeps each token once, the single one first", () => {
    const reading = read({ clickToken: "b", clickTokens: ["a", "b"] });
    expect(reading).toMatchObject({ conversion: { tokens: ["b", "a"] } });
  });

  test("takes tokens as they were sent: with spaces, joined by commas, or as a landing address", () => {
    const clickToken = " a,b ,, https://shop.example/tea?x=1&tby=c-_9#top ,a,https://shop.example/";
    expect(read({ clickToken })).toMatchObject({
      conversion: { tokens: ["a", "b", "c-_9", "https://shop.example/"] },
    });
    expect(read({ clickToken: "  " })).toMatchObject({ conversion: { tokens: [] } });
    const many = Array.from({ length: LIMITS.tokensPerOrder + 1 }, (_, index) => `t${index}`).join(",");
    expect(codeOf({ clickToken: many })).toBe("invalid_body");
  });

  test.each([
    [-1, "amount_out_of_range"],
    [10.5, "amount_out_of_range"],
    [LIMITS.amountMinor + 1, "amount_out_of_range"],
    [Number.POSITIVE_INFINITY, "amount_out_of_range"],
    [Number.NaN, "amount_out_of_range"],
    [LIMITS.amountMinor, "accepted"],
    [0, "accepted"],
    [-0, "accepted"],
    ["12", "invalid_body"],
    [null, "invalid_body"],
  ])("of the amount %j is %s", (amount, code) => {
    expect(codeOf({ amount })).toBe(code);
  });

  test("of the amount -0 is one of 0", () => {
    const reading = read({ amount: -0 });
    const amount = reading.kind === "conversion" ? reading.conversion.order.amount : -1;
    expect(Object.is(amount, 0)).toBe(true);
  });

  test("names an amount out of range before any other fault", () => {
    expect(codeOf({ amount: -1, surprise: true })).toBe("amount_out_of_range");
    expect(codeOf({ items: [{ productId: "p", quantity: 1, amount: 0.5 }] })).toBe("amount_out_of_range");
  });

  test("has items that sum to its amount", () => {
    const item = { productId: "p", quantity: 1 };
    expect(codeOf({ items: [{ ...item, amount: 10_000 }] })).toBe("items_do_not_sum");
    expect(
      codeOf({
        items: [
          { ...item, amount: 10_000 },
          { ...item, amount: 1 },
        ],
      }),
    ).toBe("accepted");
  });

  test("has at most the bounded number of items and tokens", () => {
    const items = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        productId: `p${index}`,
        quantity: 1,
        amount: index === 0 ? 10_001 : 0,
      }));
    expect(codeOf({ items: items(LIMITS.itemsPerOrder) })).toBe("accepted");
    expect(codeOf({ items: items(LIMITS.itemsPerOrder + 1) })).toBe("invalid_body");
    const clickTokens = Array.from({ length: LIMITS.tokensPerOrder }, (_, index) => `t${index}`);
    expect(codeOf({ clickTokens })).toBe("accepted");
    expect(codeOf({ clickTokens: [...clickTokens, "more"] })).toBe("invalid_body");
    expect(codeOf({ clickTokens, clickToken: "more" })).toBe("invalid_body");
  });

  test("in another currency is refused by name", () => {
    expect(codeOf({ currency: "USD" })).toBe("currency_mismatch");
  });

  test("happened at most 5 minutes ahead and 400 days back", () => {
    const at = (ms: number) => codeOf({ occurredAt: new Date(ms).toISOString() });
    expect(at(nowMs + LIMITS.aheadMs)).toBe("accepted");
    expect(at(nowMs + LIMITS.aheadMs + 1)).toBe("occurred_at_out_of_range");
    expect(at(nowMs - LIMITS.backMs)).toBe("accepted");
    expect(at(nowMs - LIMITS.backMs - 1)).toBe("occurred_at_out_of_range");
    for (const text of ["2026-11-22", "2026-02-30T00:00:00Z", "2026-11-22T08:00:00+24:00", "now"]) {
      expect([text, codeOf({ occurredAt: text })]).toEqual([text, "invalid_body"]);
    }
  });

  test("has times with any offset", () => {
    const at = (occurredAt: string) => {
      const reading = read({ occurredAt });
      return reading.kind === "conversion" ? reading.conversion.order.occurredAtMs : reading.code;
    };
    expect(at("2026-11-22T16:00:00+08:00")).toBe(nowMs);
    expect(at("2026-11-22T02:30:00.500-05:30")).toBe(nowMs + 500);
    expect(at("2026-11-22t08:00:00z")).toBe(nowMs);
    expect(at("2026-02-30T08:00:00+08:00")).toBe("invalid_body");
  });

  test("of a member that is null, empty or spaces is one without it", () => {
    const nothing = { customerId: null, couponCode: " ", clickToken: "", clickTokens: null, campaignId: "" };
    const more = { items: null, metadata: { note: null, kept: "1" }, occurredAt: null };
    for (const context of [strict, loose]) {
      expect(read({ ...nothing, ...more }, context)).toEqual({
        kind: "conversion",
        conversion: {
          order: { ...order, metadata: { kept: "1" }, occurredAtMs: nowMs },
          tokens: [],
          couponCode: null,
        },
      });
    }
    const item = { productId: " tea ", categoryId: "", quantity: 1, amount: 10_001 };
    expect(read({ items: [item] })).toMatchObject({
      conversion: { order: { items: [{ productId: "tea", quantity: 1, amount: 10_001 }] } },
    });
    expect(read({ items: [] })).toMatchObject({ kind: "conversion" });
    expect(codeOf({ amount: null })).toBe("invalid_body");
  });

  test.each(["0", "-1", "null", "undefined", "guest", "Anonymous", " GUEST "])(
    "of the customer %j is one of nobody",
    (customerId) => {
      for (const context of [strict, loose]) {
        const reading = read({ customerId }, context);
        expect(reading).toMatchObject({ kind: "conversion" });
        expect(JSON.stringify(reading)).not.toContain("customerId");
      }
    },
  );

  test("has ids with single spaces inside", () => {
    const named = { orderId: "Order 7", customerId: "Li Lei" };
    expect(read(named)).toMatchObject({ conversion: { order: named } });
    expect(codeOf({ customerId: "Li  Lei" })).toBe("invalid_body");
    expect(codeOf({ customerId: "Li\tLei" })).toBe("invalid_body");
  });

  test("has a coupon as it is typed", () => {
    const typed = (couponCode: string) => read({ couponCode });
    expect(typed("  summer \u3000 sale\u200b ")).toMatchObject({ conversion: { couponCode: "summer sale" } });
    expect(codeOf({ couponCode: "a\u0007b" })).toBe("invalid_body");
  });

  test("has quantities of up to three decimals, none too, and lines below zero", () => {
    const item = (quantity: unknown, amount = 10_001) => ({ productId: "p", quantity, amount });
    for (const quantity of [0, 0.5, 1.333, 999_999.999])
      expect(codeOf({ items: [item(quantity)] })).toBe("accepted");
    for (const quantity of [-1, 0.0005, "2", 1_000_001])
      expect(codeOf({ items: [item(quantity)] })).toBe("invalid_body");
    expect(codeOf({ items: [item(1, 11_001), item(1, -1_000)] })).toBe("accepted");
  });

  test("with an unknown field is refused by the API and read by a webhook", () => {
    const change = { surprise: 1, items: [{ productId: "p", quantity: 1, amount: 10_001, color: "purple" }] };
    expect(codeOf(change)).toBe("invalid_body");
    const reading = read(change, loose);
    expect(reading).toMatchObject({ kind: "conversion" });
    expect(JSON.stringify(reading)).not.toContain("purple");
  });

  test.each<[string, object, object, readonly string[]]>([
    ["a coupon of controls", { couponCode: "a\u0007b" }, {}, ["couponCode"]],
    ["a coupon that is an object", { couponCode: { code: "X" } }, {}, ["couponCode"]],
    ["a customer with a tab", { customerId: "a\tb" }, {}, ["customerId"]],
    ["a campaign that is a list", { campaignId: ["a"] }, {}, ["campaignId"]],
    ["items that are a text", { items: "tea" }, {}, ["items"]],
    ["items that do not sum", { items: [{ productId: "p", quantity: 1, amount: 1 }] }, {}, ["items"]],
    ["an item without a product", { items: [{ quantity: 1, amount: 10_001 }] }, {}, ["items"]],
    [
      "too many items",
      {
        items: Array.from({ length: 501 }, (_, at) => ({
          productId: `p${at}`,
          quantity: 1,
          amount: at ? 0 : 10_001,
        })),
      },
      {},
      ["items"],
    ],
    [
      "a category that is a list",
      { items: [{ productId: "p", categoryId: ["a"], quantity: 1, amount: 10_001 }] },
      { items: [{ productId: "p", quantity: 1, amount: 10_001 }] },
      ["categories"],
    ],
    [
      "a long text in metadata",
      { metadata: { note: "x".repeat(501) } },
      { metadata: { note: "x".repeat(500) } },
      ["metadata"],
    ],
    ["an object in metadata", { metadata: { a: {}, b: 1 } }, { metadata: { b: "1" } }, ["metadata"]],
    ["metadata that is a list", { metadata: [1] }, {}, ["metadata"]],
  ])("by webhook with %s is the order without it, and says so", (_name, change, kept, unreadable) => {
    expect(codeOf(change)).toBe(
      JSON.stringify(change).includes('"amount":1}') ? "items_do_not_sum" : "invalid_body",
    );
    expect(read(change, loose)).toEqual({
      kind: "conversion",
      conversion: {
        order: { ...order, ...kept, unreadable, occurredAtMs: nowMs },
        tokens: [],
        couponCode: null,
      },
    });
  });

  test("by webhook may spell ids as numbers, and keeps the newest tokens that fit", () => {
    expect(read({ orderId: 7, customerId: 8 }, loose)).toMatchObject({
      conversion: { order: { orderId: "7", customerId: "8" } },
    });
    expect(read({ customerId: 0 }, loose)).not.toHaveProperty("conversion.order.customerId");
    expect(read({ customerId: 2 ** 60 }, loose)).toMatchObject({
      conversion: { order: { unreadable: ["customerId"] } },
    });
    const clickTokens = Array.from({ length: 25 }, (_, index) => (index === 24 ? 7 : `t${index}`));
    expect(read({ clickTokens }, loose)).toMatchObject({
      conversion: {
        tokens: clickTokens.slice(4, 24),
        order: { unreadable: ["clickTokens"] },
      },
    });
  });

  test("by webhook without what an order cannot do without is refused", () => {
    for (const change of [
      { amount: "100.00" },
      { orderId: null },
      { currency: "cny" },
      { occurredAt: "yesterday" },
    ]) {
      expect([change, read(change, loose)]).toMatchObject([change, { kind: "refused" }]);
    }
  });

  test("with a spoiled token is still a conversion", () => {
    expect(codeOf({ clickToken: "x".repeat(LIMITS.tokenCharacters + 1) })).toBe("accepted");
  });

  test("tells its order id with the refusal, where it has one", () => {
    expect(read({ amount: -1 })).toMatchObject({ kind: "refused", orderId: "o-1" });
    expect(readConversion({ orderId: ".." }, strict)).toMatchObject({ kind: "refused", orderId: null });
    expect(readConversion(null, strict)).toMatchObject({ kind: "refused", orderId: null });
  });
});

describe("a batch", () => {
  test("holds 1 to the bounded number of entries, which are not judged together", () => {
    const entries = Array.from({ length: LIMITS.conversionsPerBatch }, () => "junk");
    expect(readConversionsBody({ conversions: entries })).toEqual({ kind: "batch", entries });
    expect(() => readConversionsBody({ conversions: [...entries, "more"] })).toThrow("invalid_body");
    expect(() => readConversionsBody({ conversions: [] })).toThrow("invalid_body");
    expect(() => readConversionsBody({ conversions: [{}], more: 1 })).toThrow("invalid_body");
    expect(readConversionsBody(order)).toEqual({ kind: "single", entries: [order] });
  });
});
