/** By what a program's payouts are paid in WeChat, sealed as one text, and what is wrong with it before it is. */
import { readWeChatPaySecret } from "../../configuration/secret-forms/wechatpay-secrets.ts";
import type { Fault } from "../../http/problem.ts";
import type { KeyRing } from "../../platform/keys.ts";
import { seal, unseal } from "../../platform/sealed-secrets.ts";
import { canSign } from "../../wechat/pay/sign-request.ts";
import type { WechatPayouts } from "./wechat-payouts.shapes.ts";

export function sealSettings(ring: KeyRing, programId: string, settings: WechatPayouts): string {
  return seal(ring, useOf(programId), JSON.stringify(settings));
}

/** Undefined when the key that sealed it is gone. */
export function openSettings(ring: KeyRing, programId: string, sealed: string): WechatPayouts | undefined {
  const text = unseal(ring, useOf(programId), sealed);
  return text === undefined ? undefined : (JSON.parse(text) as WechatPayouts);
}

/** With what WeChat Pay signs and encrypts, as the checks of its notifications take it. */
export function paySecretOf({ apiV3Key, publicKeyId, publicKey }: WechatPayouts): string {
  return `${apiV3Key}\n${publicKeyId}\n${publicKey}`;
}

/** What the form of the keys alone cannot say. */
export function faultsInSettings(settings: WechatPayouts): Fault[] {
  const faults: Fault[] = [];
  if (!canSign(settings.privateKey)) {
    faults.push({
      path: "privateKey",
      message: "expected the key of the API certificate in PEM, RSA with 2048 bits or more: it cannot sign",
    });
  }
  if (readWeChatPaySecret(paySecretOf(settings)) === undefined) {
    faults.push({
      path: "publicKey",
      message: "expected WeChat Pay's public key in PEM, RSA with 2048 bits or more: it cannot verify",
    });
  }
  return faults;
}

function useOf(programId: string): string {
  return `wechat-payouts:${programId}`;
}
