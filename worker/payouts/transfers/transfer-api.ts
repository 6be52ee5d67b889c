/**
 * The one client of WeChat Pay's transfers: signed requests, answers that WeChat Pay has signed. Nothing is followed elsewhere,
 * and an answer has bounds of time and size.
 */
import type { TransferFailure } from "../../../durable-objects/account-book/payouts/transfer-calls.ts";
import { vendorOrigins } from "../../deployment/vendor-origins.ts";
import { parseJson } from "../../platform/json-text.ts";
import { type OutsideNetwork, OWN_NETWORK } from "../../platform/outside-network.ts";
import { authorizationOf, type PayRequest } from "../../wechat/pay/sign-request.ts";
import { verifyWeChatPay } from "../../wechat/pay/verify.ts";
import { paySecretOf } from "./sealed-settings.ts";
import { payFaultSchema } from "./transfer-answers.shapes.ts";
import type { WechatPayouts } from "./wechat-payouts.shapes.ts";

const ORIGIN = "https://api.mch.weixin.qq.com";
const ANSWERED_WITHIN_MS = 15_000;
const MOST_BYTES = 65_536;

export type PayNetwork = OutsideNetwork & Pick<Env, "VENDOR_ORIGINS">;

export type PayAnswer =
  | { readonly kind: "answer"; readonly content: unknown }
  /** WeChat Pay's word for why it did nothing. */
  | { readonly kind: "declined"; readonly status: number; readonly code: string }
  | TransferFailure;

/** Words that say nothing of what was asked: it may have been done. */
const PASSING = new Map<string, TransferFailure["fault"]>([
  ["SYSTEM_ERROR", "down"],
  ["FREQUENCY_LIMITED", "limited"],
  ["RATELIMIT_EXCEEDED", "limited"],
  ["FREQUENCY_LIMIT_EXCEED", "limited"],
]);

export async function askPay(
  env: PayNetwork,
  settings: WechatPayouts,
  request: PayRequest,
): Promise<PayAnswer> {
  const response = await send(env, settings, request);
  const bytes = response === undefined ? undefined : await boundedBody(response).catch(() => undefined);
  if (response === undefined || bytes === undefined) return failed("down", null);
  const { status, headers } = response;
  if (status === 200) {
    const { kind } = verifyWeChatPay(headers, bytes, [paySecretOf(settings)], Date.now());
    if (kind !== "verified") return failed("unsigned", null);
    return { kind: "answer", content: parseJson(bytes.toString("utf8")) };
  }
  const code = payFaultSchema.safeParse(parseJson(bytes.toString("utf8"))).data?.code ?? null;
  const passing = code === null ? undefined : PASSING.get(code);
  if (passing !== undefined) return failed(passing, code);
  if (status === 429) return failed("limited", code);
  if (status === 401) return failed("refused", code);
  return code !== null && status >= 400 && status < 500
    ? { kind: "declined", status, code }
    : failed("down", code);
}

function failed(fault: TransferFailure["fault"], code: string | null): TransferFailure {
  return { kind: "failed", fault, code };
}

async function send(
  { VENDORS: vendors = OWN_NETWORK, VENDORS_ELSEWHERE: operators = vendors, VENDOR_ORIGINS }: PayNetwork,
  settings: WechatPayouts,
  request: PayRequest,
): Promise<Response | undefined> {
  const elsewhere = vendorOrigins(VENDOR_ORIGINS)?.get("wechatpay");
  const { method, path, body } = request;
  try {
    return await (elsewhere === undefined ? vendors : operators).fetch(`${elsewhere ?? ORIGIN}${path}`, {
      method,
      headers: {
        accept: "application/json",
        "user-agent": "Tributary/1",
        authorization: authorizationOf(settings, request, Date.now()),
        "wechatpay-serial": settings.publicKeyId,
        ...(method === "POST" ? { "content-type": "application/json" } : {}),
      },
      ...(method === "POST" ? { body } : {}),
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
    });
  } catch {
    return undefined;
  }
}

/** Undefined for a body that is longer than anything WeChat Pay says of a transfer. */
async function boundedBody({ body }: Response): Promise<Buffer | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    length += part.byteLength;
    if (length > MOST_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** A name as WeChat Pay reads it: RSA-OAEP under its public key, in base64. */
export async function encryptedName({ publicKey }: WechatPayouts, name: string): Promise<string> {
  const bytes = Buffer.from(publicKey.replaceAll(/-----[A-Z ]+-----|\s/g, ""), "base64");
  // By Web Crypto: the runtime's own `publicEncrypt` does not take these keys.
  const key = await crypto.subtle.importKey("spki", bytes, { name: "RSA-OAEP", hash: "SHA-1" }, false, [
    "encrypt",
  ]);
  const encrypted = await crypto.subtle.encrypt({ name: "RSA-OAEP" }, key, Buffer.from(name));
  return Buffer.from(encrypted).toString("base64");
}
