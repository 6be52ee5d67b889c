import { expect, test } from "vitest";
import { promoterRefOf } from "../../../domain/kernel/ids.ts";
import type { CustomerRow, JourneyRow } from "../../../durable-objects/delivery/rows.ts";
import { underPseudonyms } from "../../../durable-objects/journey/under-pseudonyms.ts";

const promoter = promoterRefOf(1, 0);
const touch = { kind: "click", promoter, link: 1, occurredAtMs: 1, nonce: 1 } as const;
const about = { seq: 1, customerId: "user-77", orderId: "o1" };
const joins = { slot: 3 };
const ORDER: CustomerRow = {
  ...about,
  type: "order",
  occurredAtMs: 1,
  gatheredAtMs: 1,
  touches: [touch],
  unearnedUntilMs: null,
  joins,
};
const ROWS: readonly JourneyRow[] = [
  ORDER,
  { ...about, type: "bind", promoter, effectiveAtMs: 1, policy: { mode: "first", protectionMs: 0 }, joins },
  {
    ...about,
    type: "unbind",
    promoter,
    effectiveAtMs: 1,
    policy: { mode: "first", protectionMs: 0 },
    joins: null,
  },
  { ...about, type: "earned" },
  { type: "relayed", seq: 1, ledger: "l/0", row: ORDER },
  {
    type: "moved_customer",
    seq: 1,
    customer: {
      customerId: "user-77",
      firstOrderAtMs: 1,
      bindings: [],
      visitors: [{ visitor: "v:1", provedAtMs: 1 }],
      path: { oldestDay: 0, touches: "[]" },
      unearned: [],
    },
  },
];

test("whatever tells of a customer who is being erased tells of the pseudonym, without touches and visitors", () => {
  const told = JSON.stringify(underPseudonyms(ROWS, new Map([["user-77", "erased-1"]])));
  expect(told).not.toMatch(/user-77|"nonce"|v:1|"slot"/);
  expect(told.match(/erased-1/g)).toHaveLength(ROWS.length);
});

test("what is told of others stays as it is", () => {
  expect(underPseudonyms(ROWS, new Map([["user-78", "erased-1"]]))).toEqual(ROWS);
  expect(underPseudonyms(ROWS, new Map())).toBe(ROWS);
});
