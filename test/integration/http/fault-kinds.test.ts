/** Faults of requests have a kind and its bound over HTTP: of bodies, of parameters and of conversions. */
import { expect, test } from "vitest";
import { call } from "../../support/api-client.ts";
import { openShop } from "../../support/shop.ts";

const shop = await openShop({});

function kindsIn({ errors }: Record<string, unknown>): unknown[] {
  return (errors as Record<string, unknown>[]).map(({ path, kind, limit }) => [path, kind, limit]);
}

test("a body's faults", async () => {
  const { status, body } = await shop.post("/api-keys", {
    name: "x".repeat(1_000),
    scopes: ["all"],
    more: 1,
  });
  expect(status).toBe(422);
  expect(kindsIn(body)).toEqual([
    ["name", "too_long", expect.any(Number)],
    ["scopes[0]", "not_one_of", undefined],
    ["more", "unknown_member", undefined],
  ]);
  expect(kindsIn((await shop.post("/people", { email: "boss@shop" })).body)).toEqual([
    ["email", "wrong_form", undefined],
    ["role", "required", undefined],
  ]);
});

test("faults of parameters, also of one that is not known", async () => {
  expect(kindsIn((await shop.get("/promoters?limit=0")).body)).toEqual([["limit", "too_small", 1]]);
  expect(kindsIn((await shop.get("/promoters?cursr=x")).body)).toEqual([
    ["cursr", "unknown_member", undefined],
  ]);
});

test.each([
  [{ amount: 1.5 }, "not_an_integer", undefined],
  [{ amount: -1 }, "too_small", 0],
  [{ amount: 10 ** 12 + 1 }, "too_large", 10 ** 12],
  [{ amount: "1" }, "wrong_type", undefined],
  [{}, "required", undefined],
])("the fault of a conversion with %j", async (amount, kind, limit) => {
  const { body } = await shop.post("/conversions", { conversions: [{ orderId: "o1", ...amount }] });
  const [result] = body["results"] as [Record<string, unknown>];
  expect(kindsIn(result)).toContainEqual(["amount", kind, limit]);
});

test.each([
  ["/conversions", { orderId: "o1", amount: 1, occurredAt: "yesterday" }, "occurredAt", "wrong_form"],
  ["/conversions", { orderId: "o\u0007", amount: 1 }, "orderId", "wrong_form"],
  ["/links", { destination: "https://shop.example/", slug: "-tea-" }, "slug", "wrong_form"],
  ["/look", { colors: { background: "white" } }, "colors.background", "wrong_form"],
])("a fault that a schema finds by a rule of its own: %s %j", async (path, sent, at, kind) => {
  const { body } = path === "/look" ? await shop.put(path, sent) : await shop.post(path, sent);
  expect(kindsIn(body)).toContainEqual([at, kind, undefined]);
});

test("a currency and a time zone that nobody knows are none of those that are taken", async () => {
  const { body } = await call("POST", "/v1/programs", {
    body: { id: "odd", name: "Odd", currency: "XXQ", timezone: "Mars" },
  });
  expect(kindsIn(body)).toEqual([
    ["currency", "not_one_of", undefined],
    ["timezone", "not_one_of", undefined],
  ]);
});
