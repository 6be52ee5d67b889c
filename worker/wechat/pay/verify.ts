/** Verifies APIv3's scheme: RSA with SHA-256 over time, nonce and body, by the key of the serial, within 300 seconds. */
import { type KeyObject, verify } from "node:crypto";
import { readWeChatPaySecret, sameSerial } from "../../configuration/secret-forms/wechatpay-secrets.ts";

/** How far WeChat Pay's clock may be from ours, either way. Source: its page on verifying signatures, five minutes. */
const TOLERANCE_SECONDS = 300;

export interface PayVerdict {
  readonly kind: "verified" | "refused";
}

/** @param secrets as `readWeChatPaySecret` reads them. */
export function verifyWeChatPay(
  headers: Headers,
  body: Uint8Array,
  secrets: readonly string[],
  nowMs: number,
): PayVerdict {
  const [timestamp, nonce, serial, signature] = ["timestamp", "nonce", "serial", "signature"].map(
    (name) => headers.get(`wechatpay-${name}`) ?? "",
  );
  if (!timestamp || !nonce || !serial || !signature || !isTimely(timestamp, nowMs))
    return { kind: "refused" };
  const signed = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from("\n")]);
  const offered = Buffer.from(signature, "base64");
  const signers = secrets
    .flatMap((secret) => readWeChatPaySecret(secret)?.signers ?? [])
    .filter((signer) => sameSerial(signer.serial, serial));
  const holds = signers.map(({ publicKey }) => isSignedBy(publicKey, signed, offered));
  return { kind: holds.includes(true) ? "verified" : "refused" };
}

/** A signature of another length than the key's is none. */
function isSignedBy(publicKey: KeyObject, signed: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify("RSA-SHA256", signed, publicKey, signature);
  } catch {
    return false;
  }
}

function isTimely(timestamp: string, nowMs: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(Number(timestamp) - Math.floor(nowMs / 1_000)) <= TOLERANCE_SECONDS;
}
