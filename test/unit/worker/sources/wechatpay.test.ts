/** What each notification of WeChat Pay tells, in its recorded shape. Amounts are computed by hand. */
import { expect, test } from "vitest";
import { SOURCES } from "../../../../worker/sources/sources.ts";
import { API_V3_KEY, BY_PUBLIC_KEY, NEXT_API_V3_KEY, secretOf } from "../../../support/wechatpay/keys.ts";
import { notificationOf, paidOf, refundOf } from "../../../support/wechatpay/notification.ts";

const AT_S = Date.UTC(2026, 10, 22, 8) / 1_000;
const SECRETS = [secretOf(API_V3_KEY, BY_PUBLIC_KEY)];
/** A click token that nobody signed, by its form. */
const TOKEN = "AQEAZ7bEgAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
const { translate } = await SOURCES.wechatpay.load();

function told(type: string, enclosed: unknown, settings = {}, secrets: readonly string[] = SECRETS) {
  const body = notificationOf(type, enclosed, AT_S, { id: "EV-1" });
  const context = { settings: SOURCES.wechatpay.settingsSchema.parse(settings), currency: "CNY" };
  const { webhookId, messages } = translate({ headers: new Headers(), body, secrets }, context);
  expect(webhookId).toBe("EV-1");
  return messages;
}

const paid = (more: Record<string, unknown> = {}) => ({ ...paidOf("A1", { atS: AT_S }), ...more });
const attached = (attach: string, settings = {}) =>
  told("TRANSACTION.SUCCESS", paid({ attach }), settings).map((message) =>
    message.kind === "conversion" ? message.conversion : message,
  );

test("a payment is an order by the merchant's number, of its total in minor units, at the time it was paid", () => {
  expect(told("TRANSACTION.SUCCESS", paid())).toEqual([
    {
      kind: "conversion",
      conversion: { orderId: "A1", amount: 10_000, currency: "CNY", occurredAt: "2026-11-22T16:00:00+08:00" },
    },
  ]);
  // Yen have no decimals, and are sent as they are.
  const yen = { total: 1_234, currency: "JPY" };
  expect(told("TRANSACTION.SUCCESS", paid({ amount: yen }))).toMatchObject([
    { conversion: { amount: 1_234, currency: "JPY" } },
  ]);
  for (const total of [0, 1, 1_000_000_000_000])
    expect(told("TRANSACTION.SUCCESS", paid({ amount: { total } }))).toMatchObject([
      { conversion: { amount: total, currency: "CNY" } },
    ]);
  expect(told("TRANSACTION.SUCCESS", paid({ trade_state: "REFUND" }))).toEqual([{ kind: "without_use" }]);
});

test("attach is a token, a landing address with one, or JSON with token and customer; all else is the merchant's", () => {
  expect(attached(JSON.stringify({ tby: TOKEN, c: "user-77" }))).toMatchObject([
    { clickToken: TOKEN, customerId: "user-77" },
  ]);
  expect(attached(JSON.stringify({ tby: TOKEN, c: 77 }))).toMatchObject([{ customerId: "77" }]);
  expect(attached(JSON.stringify({ tby: { no: 1 }, c: "user-77" }))).toMatchObject([
    { customerId: "user-77" },
  ]);
  for (const own of ["", "table 7", '{"shop":3}', "[1]", "7"]) {
    const [conversion] = attached(own);
    expect(Object.keys(conversion ?? {})).toEqual(["orderId", "amount", "currency", "occurredAt"]);
  }
});

test("the openid is the customer where that is set and attach names none, for service providers too", () => {
  const openid = { customer: "openid" };
  expect(attached("", openid)).toMatchObject([{ customerId: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" }]);
  expect(attached('{"c":"user-77"}', openid)).toMatchObject([{ customerId: "user-77" }]);
  const payer = { sp_openid: "oOfProvider", sub_openid: "oOfMerchant" };
  expect(told("TRANSACTION.SUCCESS", paid({ payer }), openid)).toMatchObject([
    { conversion: { customerId: "oOfMerchant" } },
  ]);
});

test("each order of a combined payment is an order of its own", () => {
  const { payer } = paid();
  const of = (orderId: string, total: number, state = "SUCCESS") => ({
    mchid: "1230000109",
    trade_state: state,
    attach: JSON.stringify({ c: `c-${orderId}` }),
    success_time: "2026-11-22T16:00:00+08:00",
    out_trade_no: orderId,
    amount: { total_amount: total, payer_amount: total, currency: "CNY", payer_currency: "CNY" },
  });
  const combined = {
    combine_appid: "wxd678efh567hg6787",
    combine_out_trade_no: "C1",
    combine_payer_info: payer,
    sub_orders: [of("A1", 100), of("A2", 250), of("A3", 1, "NOTPAY")],
  };
  expect(told("TRANSACTION.SUCCESS", combined)).toMatchObject([
    { kind: "conversion", conversion: { orderId: "A1", amount: 100, customerId: "c-A1" } },
    { kind: "conversion", conversion: { orderId: "A2", amount: 250, customerId: "c-A2" } },
    { kind: "without_use" },
  ]);
});

test("of a refund what is said last counts, by its number: its amount, or nothing where it failed or was closed", () => {
  expect(told("REFUND.SUCCESS", refundOf("A1", "R1", 2_500, AT_S))).toEqual([
    {
      kind: "order_event",
      orderId: "A1",
      event: {
        eventId: "R1:success:2026-11-22T16:00:00+08:00",
        type: "refunded",
        refundedTotal: 2_500,
        occurredAt: "2026-11-22T16:00:00+08:00",
      },
      added: { payment: "R1", asOf: true },
    },
  ]);
  const { success_time: _, ...ended } = refundOf("A1", "R1", 2_500, AT_S);
  expect(told("REFUND.CLOSED", { ...ended, refund_status: "CLOSED" })).toMatchObject([
    {
      orderId: "A1",
      event: { eventId: "R1:closed:2026-11-22T16:00:00+08:00", refundedTotal: 0 },
      added: { payment: "R1" },
    },
  ]);
  expect(told("REFUND.ABNORMAL", { ...ended, refund_status: "ABNORMAL" })).toMatchObject([
    {
      orderId: "A1",
      event: { eventId: "R1:abnormal:2026-11-22T16:00:00+08:00", refundedTotal: 0 },
      added: { payment: "R1" },
    },
  ]);
});

test("a refund that succeeds again is another event than its first success, and the same one when it is told again", () => {
  const eventIdsOf = (atS: number) =>
    told("REFUND.SUCCESS", refundOf("A1", "R1", 2_500, atS)).map((message) =>
      message.kind === "order_event" ? (message.event as { eventId: string }).eventId : undefined,
    );
  expect(eventIdsOf(AT_S + 60)).not.toEqual(eventIdsOf(AT_S));
  expect(eventIdsOf(AT_S)).toEqual(eventIdsOf(AT_S));
});

test("what another key encloses, what is torn and what lacks a number or a sum is kept with its reason", () => {
  const reasonless = [{ kind: "unreadable" }];
  const otherKey = [secretOf(NEXT_API_V3_KEY, BY_PUBLIC_KEY)];
  const sealed = [{ kind: "unreadable", reason: "not_decryptable" }];
  expect(told("TRANSACTION.SUCCESS", paid(), {}, otherKey)).toEqual(sealed);
  expect(told("TRANSACTION.SUCCESS", paid(), {}, [...otherKey, ...SECRETS])[0]?.kind).toBe("conversion");
  expect(told("TRANSACTION.SUCCESS", "{torn")).toEqual(sealed);
  expect(told("TRANSACTION.SUCCESS", paid({ amount: { payer_total: 1 } }))).toEqual(reasonless);
  expect(told("TRANSACTION.SUCCESS", paid({ amount: { total: 1.5 } }))).toEqual(reasonless);
  expect(told("REFUND.SUCCESS", { out_trade_no: "A1", out_refund_no: "R1" })).toEqual(reasonless);
  expect(told("PAYSCORE.USER_PAID", {})).toEqual([{ kind: "without_use" }]);
});
