/** The audit names no person: a path is kept with the merchant's ids of people taken out of it. */
import { expect, test } from "vitest";
import { auditSubject } from "../../../../worker/access/audit-subject.ts";

test.each([
  ["/v1/programs/{program}/customers/{customerId}/erase", "/v1/programs/p/customers/wang%40x.cn/erase"],
  ["/v1/programs/{program}/members/{memberId}/uplines", "/v1/programs/p/members/13800000000/uplines"],
])("%s is kept without whom it names", (template, path) => {
  const kept = auditSubject(template, path);
  expect(kept).toBe(template.replace("{program}", "p"));
});

test("orders and promoters are named, by their own ids", () => {
  const path = "/v1/programs/p/orders/1001/release";
  expect(auditSubject("/v1/programs/{program}/orders/{orderId}/{move}", path)).toBe(path);
});

test("a path is kept to a bound, however long it is", () => {
  const path = `/v1/programs/p/orders/${"x".repeat(9_000)}/release`;
  expect(auditSubject("/v1/programs/{program}/orders/{orderId}/{move}", path)).toHaveLength(2_000);
});
