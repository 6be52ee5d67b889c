/** Ids of pages' orders and those of merchants never meet, and lead to one owner. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { commissionIdOf, parseCommissionId } from "../../domain/kernel/ids.ts";
import {
  counterpartOf,
  isPageOrderId,
  merchantOrderIdOf,
  PAGE_ORDER_IDS,
  pageOrderIdOf,
} from "../../domain/order/page-order.ts";
import { orderIdSchema } from "../../worker/http/common.shapes.ts";
import { slotOf } from "../../worker/platform/objects.ts";

const merchantId = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 128, unit: "grapheme" }),
    fc.constantFrom("page", "page!", "page-1", "page\u00a01", "page 1", "page !", "page ~"),
  )
  .filter((text) => orderIdSchema.safeParse(text).success);
const PROGRAM = { slotKey: "a2V5" };

test("no merchant spells the id of a page's order, and the two of one id have one slot and different commissions", () => {
  fc.assert(
    fc.property(merchantId, (orderId) => {
      const told = pageOrderIdOf(orderId);
      expect(orderIdSchema.safeParse(told).success).toBe(false);
      expect([isPageOrderId(told), isPageOrderId(orderId)]).toEqual([true, false]);
      expect([merchantOrderIdOf(told), merchantOrderIdOf(orderId)]).toEqual([orderId, orderId]);
      expect([counterpartOf(told), counterpartOf(orderId)]).toEqual([orderId, told]);
      expect(slotOf(PROGRAM, "order", told)).toBe(slotOf(PROGRAM, "order", orderId));
      const key = { slot: 7, orderId: told, credit: 0, level: 1 };
      expect(parseCommissionId(commissionIdOf(key))).toEqual(key);
      expect(commissionIdOf(key)).not.toBe(commissionIdOf({ ...key, orderId }));
    }),
  );
});

test("ids of pages' orders are those of one range, as SQLite compares texts", () => {
  const bytes = (text: string) => Buffer.from(text, "utf8");
  fc.assert(
    fc.property(merchantId, (orderId) => {
      const isWithin = (id: string) =>
        Buffer.compare(bytes(id), bytes(PAGE_ORDER_IDS.from)) >= 0 &&
        Buffer.compare(bytes(id), bytes(PAGE_ORDER_IDS.before)) < 0;
      expect([isWithin(pageOrderIdOf(orderId)), isWithin(orderId)]).toEqual([true, false]);
    }),
  );
});
