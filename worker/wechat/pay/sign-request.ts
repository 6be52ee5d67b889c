/** Signs requests to WeChat Pay as APIv3 asks: RSA with SHA-256 over method, path, time, nonce and body. */
import { createPrivateKey, createSign, randomBytes } from "node:crypto";

/** Who asks. */
export interface WeChatPayKeys {
  readonly merchantId: string;
  /** Of the merchant's API certificate. */
  readonly serial: string;
  /** In PEM. */
  readonly privateKey: string;
}

export interface PayRequest {
  readonly method: "GET" | "POST";
  /** With its query. */
  readonly path: string;
  /** As it is sent; empty of a GET. */
  readonly body: string;
}

const LEAST_BITS = 2_048;

/** Whether a merchant's private key can sign: what its form alone cannot say. */
export function canSign(pem: string): boolean {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPrivateKey(pem);
    return type === "rsa" && (details?.modulusLength ?? 0) >= LEAST_BITS;
  } catch {
    return false;
  }
}

/** The header `Authorization` of a request. */
export function authorizationOf(
  { merchantId, serial, privateKey }: WeChatPayKeys,
  { method, path, body }: PayRequest,
  nowMs: number,
  nonce: string = randomBytes(16).toString("hex"),
): string {
  const atS = Math.floor(nowMs / 1_000);
  const text = `${method}\n${path}\n${atS}\n${nonce}\n${body}\n`;
  const members = {
    mchid: merchantId,
    nonce_str: nonce,
    signature: createSign("RSA-SHA256").update(text).sign(privateKey, "base64"),
    timestamp: String(atS),
    serial_no: serial,
  };
  const said = Object.entries(members).map(([name, value]) => `${name}="${value}"`);
  return `WECHATPAY2-SHA256-RSA2048 ${said.join(",")}`;
}
