/** Opens what a notification encloses, under each valid APIv3 key: during a rotation both may have been used. */
import { readWeChatPaySecret } from "../../configuration/secret-forms/wechatpay-secrets.ts";
import { parseJson } from "../../platform/json-text.ts";
import { decrypted, type Encrypted } from "./decrypt.ts";

/** @returns the JSON inside; undefined where no key opens it, or where it is none. */
export function openResource(resource: Encrypted, secrets: readonly string[]): unknown {
  for (const secret of secrets) {
    const key = readWeChatPaySecret(secret)?.apiV3Key;
    const text = key === undefined ? undefined : decrypted(resource, key);
    if (text !== undefined) return parseJson(text);
  }
  return undefined;
}
