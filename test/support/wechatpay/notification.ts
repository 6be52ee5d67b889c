/** Notifications of WeChat Pay in the shapes of its pages, encrypted and signed as those say. */
import { createCipheriv, createSign, randomBytes } from "node:crypto";
import { API_V3_KEY, BY_PUBLIC_KEY, type SigningKey } from "./keys.ts";

export interface Notification {
  readonly id: string;
  readonly event_type: string;
  readonly create_time: string;
  readonly resource: {
    readonly algorithm: string;
    readonly ciphertext: string;
    readonly associated_data: string;
    readonly nonce: string;
  };
}

export interface PaidFacts {
  readonly total?: number;
  readonly currency?: string;
  readonly attach?: string;
  readonly atS: number;
}

/** As WeChat Pay writes times: those of China, with the offset. */
function timeOf(atS: number): string {
  return `${new Date((atS + 28_800) * 1_000).toISOString().slice(0, 19)}+08:00`;
}

export function paidOf(orderId: string, { total = 10_000, currency = "CNY", attach = "", atS }: PaidFacts) {
  return {
    transaction_id: `42000${orderId}`,
    amount: { payer_total: total, total, currency, payer_currency: currency },
    mchid: "1230000109",
    trade_state: "SUCCESS",
    bank_type: "CMC",
    success_time: timeOf(atS),
    payer: { openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" },
    out_trade_no: orderId,
    appid: "wxd678efh567hg6787",
    trade_state_desc: "支付成功",
    trade_type: "JSAPI",
    attach,
  };
}

export function refundOf(orderId: string, refundNo: string, refund: number, atS: number, total = 10_000) {
  return {
    mchid: "1230000109",
    transaction_id: `42000${orderId}`,
    out_trade_no: orderId,
    refund_id: `50200${refundNo}`,
    out_refund_no: refundNo,
    refund_status: "SUCCESS",
    success_time: timeOf(atS),
    user_received_account: "招商银行信用卡0403",
    amount: { total, refund, payer_total: total, payer_refund: refund },
  };
}

/** @param enclosed what it is about. */
export function notificationOf(
  type: string,
  enclosed: unknown,
  atS: number,
  { apiV3Key = API_V3_KEY, id = `EV-${crypto.randomUUID()}` } = {},
): Notification {
  const associated = type.startsWith("REFUND") ? "refund" : "transaction";
  const nonce = randomBytes(6).toString("hex");
  const text = typeof enclosed === "string" ? enclosed : JSON.stringify(enclosed);
  return {
    id,
    create_time: timeOf(atS),
    event_type: type,
    resource: {
      algorithm: "AEAD_AES_256_GCM",
      ciphertext: encrypted(text, apiV3Key, nonce, associated),
      associated_data: associated,
      nonce,
    },
  };
}

function encrypted(text: string, key: string, nonce: string, associated: string): string {
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(associated));
  const parts = [cipher.update(text, "utf8"), cipher.final()];
  return Buffer.concat([...parts, cipher.getAuthTag()]).toString("base64");
}

export interface NotificationSigning {
  readonly by?: SigningKey;
  readonly serial?: string;
  /** Seconds since 1970. */
  readonly atS?: number;
}

/** The headers by which WeChat Pay signs a body. */
export function signedHeaders(
  body: string,
  { by = BY_PUBLIC_KEY, serial = by.serial, atS = Math.floor(Date.now() / 1_000) }: NotificationSigning = {},
): Record<string, string> {
  const nonce = randomBytes(16).toString("hex");
  return {
    "wechatpay-timestamp": String(atS),
    "wechatpay-nonce": nonce,
    "wechatpay-serial": serial,
    "wechatpay-signature": createSign("RSA-SHA256")
      .update(`${atS}\n${nonce}\n${body}\n`)
      .sign(by.privateKey, "base64"),
    "wechatpay-signature-type": "WECHATPAY2-SHA256-RSA2048",
  };
}
