/** A batch costs calls of objects in proportion to its orders, and not to the number of the program's objects. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CountedTributary, startCounted } from "../../../bench/cost/counted-tributary.ts";
import { Operator } from "../../../bench/subjects/operator.ts";
import { sized } from "../../support/effort.ts";

const ORDERS = 100;
const MANY_OBJECTS = sized(64, 256);
let service: CountedTributary;

beforeAll(async () => {
  service = await startCounted();
});
afterAll(async () => {
  await service.stop();
});

/** A program with one line of two promoters, who are paid by a coupon. */
async function openProgram(
  objects: number,
): Promise<{ send(name: string, orders: number): Promise<number> }> {
  const api = new Operator(service.url, service.adminToken);
  const id = `calls-${objects}`;
  const path = `/v1/programs/${id}`;
  await api.post("/v1/programs", { id, name: "Calls", currency: "CNY", objects });
  const levels = [1_000, 500].map((rateBps, index) => ({ level: index + 1, kind: "percentage", rateBps }));
  await api.put(`${path}/commission-rules`, { rules: [{ id: "base", scope: {}, levels }] });
  await api.post(`${path}/promoters`, { memberId: "upline" });
  const promoter = await api.post(`${path}/promoters`, { memberId: "seller", uplineMemberId: "upline" });
  await api.post(`${path}/coupons`, { code: "TEA", promoterId: promoter.id });
  return {
    send: async (name, orders) => {
      await untilQuiet();
      const conversions = Array.from({ length: orders }, (_, index) => ({
        orderId: `${name}-${index}`,
        customerId: `${name}-buyer-${index}`,
        amount: 1_000,
        currency: "CNY",
        couponCode: "TEA",
      }));
      await api.post(`${path}/conversions`, { conversions });
      return await untilQuiet();
    },
  };
}

/** Calls of objects, alarms among them, until none follows any more. */
async function untilQuiet(): Promise<number> {
  let calls = 0;
  const more = async () => {
    const { objectRequests } = await service.takeCounts();
    calls += objectRequests;
    return objectRequests;
  };
  await expect.poll(more, { interval: 1_500 }).toBe(0);
  return calls;
}

test("a batch over many objects makes no more calls than its orders need", async () => {
  const few = await openProgram(4);
  const many = await openProgram(MANY_OBJECTS);
  await few.send("first", ORDERS);
  await many.send("first", ORDERS);
  // The Journey, the tree, two books for sales, the ledger; then from the ledger two books, the Journey and the log of events;
  // and alarms.
  const alone = await many.send("alone", 1);
  expect(alone).toBeLessThanOrEqual(12);
  expect(await many.send("ten", 10)).toBeLessThanOrEqual(10 * alone);
  // Batches share the tree and the books, also where few orders share an object.
  expect(await many.send("batch", ORDERS)).toBeLessThanOrEqual(9 * ORDERS);
  // Where there are fewer objects than orders, they share all calls.
  expect(await few.send("batch", ORDERS)).toBeLessThanOrEqual(ORDERS);
});
