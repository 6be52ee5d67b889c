/** Whether a merchant's private key can sign, as a source's keys are checked. */
import type { Fault } from "../../http/problem.ts";
import { canSign, type WeChatPayKeys } from "../../wechat/pay/sign-request.ts";

export function faultsInWeChatPayKeys(keys: unknown): Fault[] {
  if (canSign((keys as WeChatPayKeys).privateKey)) return [];
  return [{ path: "privateKey", message: "expected a private key in PEM, RSA with 2048 bits or more" }];
}
