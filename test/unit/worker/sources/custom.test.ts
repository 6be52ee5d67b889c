/** What a merchant's expressions make of a body. Amounts are computed by hand. */
import { expect, test } from "vitest";
import { readConversion } from "../../../../worker/orders/conversion.shapes.ts";
import { readOrderEvent } from "../../../../worker/orders/order-event.shapes.ts";
import { faultIn } from "../../../../worker/sources/custom/expressions.ts";
import { SOURCES } from "../../../../worker/sources/sources.ts";

const NOW = Date.UTC(2026, 10, 22);
const { translate, faultsInSettings } = await SOURCES.custom.load();

function messageOf(body: unknown, asked: Record<string, unknown> = {}, currency = "CNY") {
  const settings = SOURCES.custom.settingsSchema.parse(asked);
  expect(faultsInSettings?.(settings)).toEqual([]);
  const [message] = translate({ headers: new Headers(), body, secrets: [] }, { settings, currency }).messages;
  return message;
}

/** What the API reads of it. */
function read(body: unknown, asked: Record<string, unknown> = {}, currency = "CNY") {
  const message = messageOf(body, asked, currency);
  const context = { nowMs: NOW, unknownFields: "ignore" } as const;
  if (message?.kind === "conversion") {
    const reading = readConversion(message.conversion, { ...context, currency });
    return reading.kind === "conversion"
      ? { ...reading.conversion.order, tokens: reading.conversion.tokens }
      : reading;
  }
  if (message?.kind !== "order_event") return message;
  const reading = readOrderEvent(message.event, context);
  return reading.kind === "event" ? { orderId: message.orderId, ...reading.event } : reading;
}

const CART = {
  type: "event",
  values: { done: "order.paid", back: "order.refunded", gone: "order.cancelled", 7: "order.received" },
  amountUnit: "decimal",
  fields: {
    orderId: "cart.no",
    amount: "cart.total - cart.shipping",
    currency: "cart.currency",
    customerId: "cart.buyer.id",
    token: "cart.notes[?key == 'tby'].value | [0]",
    couponCode: "cart.codes[0]",
    items: "cart.lines[].{productId: sku, categoryId: group, quantity: n, amount: sum}",
    eventId: "join(':', [event, id])",
    occurredAt: "at",
  },
};

const body = {
  event: "done",
  id: "1",
  at: 1_795_305_600,
  cart: {
    no: 77,
    total: 24.99,
    shipping: 5,
    currency: "CNY",
    buyer: { id: 5 },
    notes: [
      { key: "colour", value: "red" },
      { key: "tby", value: "token-1" },
    ],
    codes: ["LILEI10"],
    lines: [
      { sku: "tea", group: null, n: "2", sum: "12.50" },
      { sku: 31, n: 1, sum: 7.49 },
    ],
  },
};

test("expressions find each field, and decimals become minor units", () => {
  expect(read(body, CART)).toEqual({
    orderId: "77",
    // 24.99 - 5 is 19.989999999999998 for a machine.
    amount: 1_999,
    currency: "CNY",
    customerId: "5",
    tokens: ["token-1"],
    occurredAtMs: 1_795_305_600_000,
    items: [
      { productId: "tea", quantity: 2, amount: 1_250 },
      { productId: "31", quantity: 1, amount: 749 },
    ],
  });
});

test.each([
  ["12.50", "CNY", 1_250],
  [12.5, "CNY", 1_250],
  ["1234", "JPY", 1_234],
  [1234, "JPY", 1_234],
  ["1.234", "KWD", 1_234],
  [1.2345, "KWD", 1_235],
  ["0.005", "CNY", 1],
  ["0", "CNY", 0],
  ["10000000000", "CNY", 1_000_000_000_000],
])("the decimal %j of %s is %d minor units", (amount, currency, minor) => {
  const sent = { type: "order.paid", data: { orderId: "A1", amount } };
  expect(read(sent, { amountUnit: "decimal" }, currency)).toMatchObject({ amount: minor, currency });
});

test("an amount that is none, negative or beyond the bounds is refused with its code", () => {
  for (const amount of ["", null, "free", "1,5", {}, [], -1, "1e3", "10000000000.01"]) {
    const sent = { type: "order.paid", data: { orderId: "A1", amount } };
    expect(read(sent, { amountUnit: "decimal" })).toMatchObject({ kind: "refused", orderId: "A1" });
  }
});

test("a table of values says what a message counts as, and what is not in it has no use", () => {
  const refund = { event: "back", id: "9", cart: { no: "A1", total: 3, shipping: 0.5 } };
  expect(read(refund, CART)).toMatchObject({
    orderId: "A1",
    kind: "refunded",
    eventId: "back:9",
    amount: 250,
  });
  expect(read({ ...refund, event: "gone" }, CART)).toMatchObject({ kind: "cancelled" });
  expect(
    read(
      { ...refund, event: 7, at: "2026-11-21T10:00:00+08:00" },
      { ...CART, fields: { orderId: "cart.no" } },
    ),
  ).toMatchObject({
    kind: "received",
  });
  expect(messageOf({ event: "login" }, CART)).toEqual({ kind: "without_use" });
  expect(messageOf({ event: "constructor" }, CART)).toEqual({ kind: "without_use" });
  expect(messageOf({ event: null }, CART)).toEqual({ kind: "unreadable", reason: "type_unreadable" });
  expect(messageOf({ event: "back" }, CART)).toEqual({ kind: "unreadable", reason: "order_unreadable" });
});

test.each([
  ["order.received", {}],
  ["order.refunded", { amount: 5 }],
  ["order.refunded", { refundedTotal: 5 }],
  ["order.cancelled", {}],
  ["order.refund_voided", { voids: "r1" }],
  ["order.disputed", { disputeId: "d1", amount: 5 }],
  ["order.dispute_won", { disputeId: "d1" }],
  ["order.dispute_lost", { disputeId: "d1" }],
  ["order.amended", { amount: 50 }],
])("%s with %j is read as the source standard has it, when nothing is set", (type, more) => {
  const event = read({ type, data: { orderId: "A1", eventId: "e1", ...more } });
  expect(event).toMatchObject({ orderId: "A1", eventId: "e1", kind: type.slice("order.".length), ...more });
});

test("an event without an id has one by its body: the same for the same, another for another", () => {
  const idOf = (amount: number) => read({ type: "order.refunded", data: { orderId: "A1", amount } });
  expect(idOf(5)).toMatchObject({ eventId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
  expect(idOf(5)).toEqual(idOf(5));
  expect(idOf(5)).not.toMatchObject({ eventId: (idOf(6) as { eventId: string }).eventId });
});

test("a field that only adds and cannot be read costs itself, and a needed one the message", () => {
  const sent = { type: "order.paid", data: { orderId: "A1", amount: 5, currency: null } };
  const unreadable = {
    couponCode: "length(data.amount)",
    items: "keys(data.amount)",
    token: "data.orderId.constructor",
  };
  expect(read(sent, { fields: unreadable })).toMatchObject({
    amount: 5,
    currency: "CNY",
    unreadable: expect.arrayContaining(["couponCode", "items"]),
  });
  expect(read(sent, { fields: { amount: "length(data.amount)" } })).toMatchObject({ kind: "refused" });
  expect(read(sent, { fields: { orderId: "constructor" } })).toMatchObject({ kind: "refused" });
});

test("a mistake in an expression is told with its place", () => {
  const faults = {
    "cart..no": ", at character 6",
    "cart.lines[": ", at its end",
    "price-1": ", at character 6",
    "join(', , [a])": "",
    "cart no": ", at character 6",
  };
  for (const [expression, place] of Object.entries(faults)) expect(faultIn(expression)).toContain(place);
  expect(faultIn("cart.lines[].{productId: sku, amount: sum}")).toBeUndefined();
  const settings = SOURCES.custom.settingsSchema.parse({
    type: "a b",
    fields: { orderId: "a[", token: null },
  });
  expect(faultsInSettings?.(settings).map(({ path }) => path)).toEqual(["type", "fields.orderId"]);
});

test("what could make ever more of a body is refused where it is set", () => {
  const refused = [
    "$.items[*].$.items",
    "let $all = @ in $all",
    "pad_left(a, `1000000000`)",
    "replace(a, '', a)",
    "join(a, b)",
    "nothing(a)",
    "[@,@][] | [@,@][] | [@,@][] | [@,@][] | [@,@][] | [@,@][] | [@,@][]",
    "{a: @, b: @}.*.{a: @, b: @}.*.{a: @, b: @}.*.{a: @, b: @}.*.{a: @, b: @}.*.{a: @, b: @}.*.{a: @, b: @}",
    Array.from({ length: 101 }, () => "a").join("."),
  ];
  expect(refused.map((expression) => faultIn(expression) !== undefined)).toEqual(refused.map(() => true));
  expect(SOURCES.custom.settingsSchema.safeParse({ type: "a".repeat(513) }).success).toBe(false);
});

test("no body makes an expression throw, however deep it is nested", () => {
  const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
  const settings = { type: "to_string(@)", fields: { orderId: "@ == @" } };
  expect(messageOf(deep, settings)?.kind).toBe("unreadable");
});

const EACH_ITEM = "cart.lines[*].{productId: sku, quantity: number, amount: price}";
const FOURFOLD = "[*].[@,@,@,@][]";
const sorted = (times: number) => Array.from({ length: times }, () => "sort(@)").join(" | ");

test("an expression works in proportion to the body: what would do more than is allowed is kept, and not read", () => {
  const numbers = { type: "order.paid", data: { orderId: "A1", amount: 5, many: Array(500_000).fill(7) } };
  const greedy = `data.many${FOURFOLD} | ${FOURFOLD} | ${sorted(8)}`;
  expect(messageOf(numbers, { fields: { items: greedy } })).toEqual({
    kind: "unreadable",
    reason: "body_too_large",
  });
  expect(messageOf(numbers)).toMatchObject({ kind: "conversion", conversion: { orderId: "A1" } });
  const text = { type: "order.paid", data: { orderId: "A1", amount: 5, many: "7".repeat(900_000) } };
  expect(messageOf(text, { fields: { customerId: "sort(split('', data.many))[0]" } })).toMatchObject({
    reason: "body_too_large",
  });
});

test("an expression that merges a body with itself again and again is refused, and names of members count as texts", () => {
  const doubled = (times: number) => Array.from({ length: times }, () => "merge({a:@},{b:@})").join("|");
  expect(faultIn(`${doubled(4)}|to_string(@)`)).toBe("its lists and objects may make too much of a body");
  expect(faultIn("merge(data, extra)")).toBeUndefined();
  const named = { type: "order.paid", data: { orderId: "A1", amount: 5, ["k".repeat(900_000)]: 1 } };
  expect(messageOf(named, { fields: { customerId: "sort(split(keys(data)[2], ''))[0]" } })).toMatchObject({
    reason: "body_too_large",
  });
});

test("a cart of ten thousand lines is read", () => {
  const lines = Array.from({ length: 10_000 }, (_, n) => ({ sku: `s${n}`, number: 1, price: 2 }));
  const message = messageOf({ type: "order.paid", cart: { lines } }, { fields: { items: EACH_ITEM } });
  expect(message).toMatchObject({ kind: "conversion" });
});

test("expressions that together could read no body of a thousand values are refused where they are set", () => {
  const greedy = `@.many${FOURFOLD} | ${FOURFOLD} | ${sorted(16)}`;
  const names = ["orderId", "amount", "items", "customerId", "eventId", "voids"];
  const fields = Object.fromEntries(names.map((name) => [name, greedy]));
  const settings = SOURCES.custom.settingsSchema.parse({ fields });
  expect(faultsInSettings?.(settings)).toEqual([
    { path: "fields", message: "its expressions do too much for each value of a body" },
  ]);
});
