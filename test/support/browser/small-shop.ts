/** A program that has some of everything, made over the API as its merchant would make it. */
import { managing } from "./manage.ts";
import { ORDERS_AT_ONCE } from "../orders/fraud.ts";
import { ADMIN_TOKEN } from "../service.ts";

export interface SmallShop {
  readonly id: string;
  readonly apiKey: string;
  readonly promoterId: string;
  readonly orderId: string;
}

export async function openSmallShop(origin: string): Promise<SmallShop> {
  const call = managing(origin);
  const id = "small-shop";
  const { apiKey = "" } = await call("POST", "", {
    id,
    name: "Tea shop",
    currency: "CNY",
    timezone: "Asia/Shanghai",
    allowedHosts: ["shop.example.com"],
    fraud: ORDERS_AT_ONCE,
    settlement: { holdPeriod: "PT0S", minPayout: 1 },
  });
  const levels = [
    { level: 1, kind: "percentage", rateBps: 1_000 },
    { level: 2, kind: "percentage", rateBps: 500 },
  ];
  await call("PUT", `/${id}/commission-rules`, { rules: [{ id: "standard", scope: {}, levels }] });
  await call("POST", `/${id}/promoters`, { memberId: "ling", name: "Ling" });
  const { id: promoterId = "" } = await call("POST", `/${id}/promoters`, {
    memberId: "wei",
    uplineMemberId: "ling",
  });
  // By the operator: whoever holds the program's key may approve what goes there.
  const payee = { kind: "bank", name: "Wei", bank: "ICBC", account: "6222020200112233445" };
  await call("PUT", `/${id}/promoters/${promoterId}/payee`, payee);
  await call("POST", `/${id}/links`, { promoterId, destination: "https://shop.example.com/tea" });
  await call("POST", `/${id}/campaigns`, {
    id: "spring",
    name: "Spring sale",
    budget: 500_000,
    startsAt: "2027-03-01T00:00:00Z",
    endsAt: "2027-04-01T00:00:00Z",
  });
  await call("POST", `/${id}/bindings`, { customerId: "buyer-1", promoterId });
  const orderId = "A-1001";
  await call("POST", `/${id}/conversions`, {
    orderId,
    amount: 123_456,
    currency: "CNY",
    customerId: "buyer-1",
  });
  await call("POST", `/${id}/orders/${orderId}/events`, { eventId: "received-1", type: "received" });
  return { id, apiKey, promoterId, orderId };
}

/** Asks for a payout as soon as there is something to pay out. */
export async function requestPayout(origin: string, { id, promoterId }: SmallShop): Promise<number> {
  const headers = {
    authorization: `Bearer ${ADMIN_TOKEN}`,
    "content-type": "application/json",
    "idempotency-key": "payout-1",
  };
  const path = `/v1/programs/${id}/promoters/${promoterId}/payouts`;
  const answer = await fetch(origin + path, {
    method: "POST",
    headers,
    body: JSON.stringify({ amount: 5_000 }),
  });
  return answer.status;
}
