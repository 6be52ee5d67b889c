/** An event is told once and only of the order that was seen, whatever becomes of requests and answers on the way. */
import { expect, test } from "vitest";
import type { Order, Said } from "../../../../../dashboard/desk/orders/foretold.ts";
import { type Attempt, tellOnce } from "../../../../../dashboard/desk/orders/tell-once.ts";

const NO_ANSWER = new TypeError("Failed to fetch");
const REFUSED = { status: 422, code: "invalid_body" };
const CONFLICT = { status: 409, code: "idempotency_conflict" };

const SAID: Said = { type: "refunded", amount: 1_000 };

function orderOf(refunds: readonly { readonly eventId: string; readonly amount: number }[]): Order {
  const reversedAmount = refunds.reduce((sum, { amount }) => sum + amount, 0);
  const occurredAt = "2026-11-20T08:00:00Z";
  const events = refunds.map((refund) => ({ ...refund, type: "refunded", occurredAt }));
  const sums = { amount: 50_000, receivedAmount: 50_000, reversedAmount };
  return { ...sums, commissions: [{ kept: 5_000 }], events } as unknown as Order;
}

const NOTHING = orderOf([]);
const OWN = { eventId: "desk-1", amount: 1_000 };
const OTHERS = { eventId: "shop-1", amount: 2_000 };

const ATTEMPT: Attempt = {
  seen: NOTHING,
  said: SAID,
  eventId: OWN.eventId,
  reason: "Came broken",
  mayBeDone: false,
};

/** A service that answers each read and each write in turn; what is no order is thrown. */
function serviceOf(reads: readonly unknown[], writes: readonly unknown[]) {
  const written: object[] = [];
  const [toRead, toWrite] = [[...reads], [...writes]];
  const next = async (answers: unknown[]): Promise<Order> => {
    const answer = answers.shift();
    if (typeof answer === "object" && answer !== null && "events" in answer) return answer as Order;
    return await Promise.reject(answer);
  };
  const service = {
    read: async () => await next(toRead),
    write: async (event: object) => {
      written.push(event);
      return await next(toWrite);
    },
  };
  return { service, written };
}

test("what was seen is read once more and told under its id, with its reason", async () => {
  const { service, written } = serviceOf([NOTHING], [orderOf([OWN])]);
  expect(await tellOnce(service, ATTEMPT)).toEqual({ kind: "done" });
  expect(written).toEqual([{ ...SAID, eventId: "desk-1", reason: "Came broken" }]);
});

test("of an order that changed since it was seen nothing is told", async () => {
  const changed = orderOf([OTHERS]);
  const { service, written } = serviceOf([changed], []);
  expect(await tellOnce(service, ATTEMPT)).toEqual({ kind: "changed", order: changed });
  expect(written).toEqual([]);
});

test("commissions that changed are a change too, without an event", async () => {
  const changed = { ...NOTHING, commissions: [{ kept: 4_000 }] };
  const { service, written } = serviceOf([changed], []);
  expect(await tellOnce(service, ATTEMPT)).toMatchObject({ kind: "changed" });
  expect(written).toEqual([]);
});

test("an order that cannot be read is told nothing of", async () => {
  const { service, written } = serviceOf([NO_ANSWER], []);
  expect(await tellOnce(service, ATTEMPT)).toEqual({ kind: "unread" });
  expect(written).toEqual([]);
});

test("a lost answer is found in the order", async () => {
  const { service } = serviceOf([NOTHING, orderOf([OWN])], [NO_ANSWER]);
  expect(await tellOnce(service, ATTEMPT)).toEqual({ kind: "done" });
});

test.each([
  ["does not have it yet", NOTHING],
  ["cannot be read either", NO_ANSWER],
  ["is not shown any more, since the session ended", { status: 401, code: "unauthorized" }],
])("a lost answer stays unknown while the order %s", async (_, since) => {
  const { service } = serviceOf([NOTHING, since], [NO_ANSWER]);
  expect(await tellOnce(service, ATTEMPT)).toEqual({ kind: "unknown" });
});

test("tried again, an event that came through before is not told a second time", async () => {
  const again = { ...ATTEMPT, mayBeDone: true };
  const found = serviceOf([orderOf([OWN])], []);
  expect(await tellOnce(found.service, again)).toEqual({ kind: "done" });
  expect(found.written).toEqual([]);
  const notYet = serviceOf([NOTHING], [orderOf([OWN])]);
  expect(await tellOnce(notYet.service, again)).toEqual({ kind: "done" });
  expect(notYet.written).toMatchObject([{ eventId: "desk-1" }]);
  for (const error of [NO_ANSWER, { status: 401, code: "unauthorized" }]) {
    expect(await tellOnce(serviceOf([error], []).service, again)).toEqual({ kind: "unknown" });
  }
});

test("what came through before with another amount is said, and not told over", async () => {
  const other = orderOf([{ ...OWN, amount: 700 }]);
  const { service } = serviceOf([NOTHING, other], [CONFLICT]);
  const promised = { worth: 50_000, reversed: 1_000 };
  expect(await tellOnce(service, { ...ATTEMPT, mayBeDone: true })).toEqual({
    kind: "otherwise",
    order: other,
    promised,
  });
});

test("an order that does not stand as was promised is shown with what was", async () => {
  const both = orderOf([OTHERS, OWN]);
  const { service } = serviceOf([NOTHING], [both]);
  expect(await tellOnce(service, ATTEMPT)).toEqual({
    kind: "otherwise",
    order: both,
    promised: { worth: 50_000, reversed: 1_000 },
  });
});

test("a refusal is thrown as it is", async () => {
  await expect(tellOnce(serviceOf([NOTHING], [REFUSED]).service, ATTEMPT)).rejects.toBe(REFUSED);
  await expect(tellOnce(serviceOf([REFUSED], []).service, ATTEMPT)).rejects.toBe(REFUSED);
});

test.each([401, 429])("a refusal for now, %i, is no word on an attempt before this one", async (status) => {
  const again = { ...ATTEMPT, mayBeDone: true };
  const passing = { status, code: "for_now" };
  expect(await tellOnce(serviceOf([NOTHING, NOTHING], [passing]).service, again)).toEqual({
    kind: "unknown",
  });
  expect(await tellOnce(serviceOf([NOTHING, orderOf([OWN])], [passing]).service, again)).toEqual({
    kind: "done",
  });
  await expect(tellOnce(serviceOf([NOTHING], [passing]).service, ATTEMPT)).rejects.toBe(passing);
  await expect(tellOnce(serviceOf([NOTHING], [REFUSED]).service, again)).rejects.toBe(REFUSED);
});
