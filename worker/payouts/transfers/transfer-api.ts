/**
 * The one client of WeChat Pay's transfers: signed requests, answers that WeChat Pay has signed. Nothing is followed elsewhere,
 * and an answer has bounds of time and size.
 */
import type { TransferFailure } from "../../../durable-objects/account-book/payouts/transfer-calls.ts";
import { type VendorNetwork, wayToVendor } from "../../deployment/vendor-origins.ts";
import { parseJson } from "../../platform/json-text.ts";
import { boundedBody } from "../../platform/outside-network.ts";
import { authorizationOf, type PayRequest } from "../../wechat/pay/sign-request.ts";
import { verifyWeChatPay } from "../../wechat/pay/verify.ts";
import { paySecretOf } from "./sealed-settings.ts";
import { payFaultSchema } from "./transfer-answers.shapes.ts";
import type { WechatPayouts } from "./wechat-payouts.shapes.ts";

const ORIGIN = "https://api.mch.weixin.qq.com";
const ANSWERED_WITHIN_MS = 15_000;
const MOST_BYTES = 65_536;

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
  env: VendorNetwork,
  settings: WechatPayouts,
  request: PayRequest,
): Promise<PayAnswer> {
  const response = await send(env, settings, request);
  const bytes =
    response === undefined ? undefined : await boundedBody(response, MOST_BYTES).catch(() => undefined);
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
  env: VendorNetwork,
  settings: WechatPayouts,
  request: PayRequest,
): Promise<Response | undefined> {
  const { network, origin } = wayToVendor(env, "wechatpay", ORIGIN);
  const { method, path, body } = request;
  try {
    return await network.fetch(`${origin}${path}`, {
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
