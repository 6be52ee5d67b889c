/** Whether a merchant's private key can sign: what its form alone cannot say. */
import { createPrivateKey } from "node:crypto";
import type { Fault } from "../../http/problem.ts";
import type { WeChatPayKeys } from "./list.shapes.ts";

const LEAST_BITS = 2_048;

export function faultsInWeChatPayKeys(keys: unknown): Fault[] {
  if (canSign((keys as WeChatPayKeys).privateKey)) return [];
  return [{ path: "privateKey", message: "expected a private key in PEM, RSA with 2048 bits or more" }];
}

function canSign(pem: string): boolean {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPrivateKey(pem);
    return type === "rsa" && (details?.modulusLength ?? 0) >= LEAST_BITS;
  } catch {
    return false;
  }
}
