/** Opens what a notification encloses: AES-256-GCM under an APIv3 key, whose tag stands behind the text. */
import { createDecipheriv } from "node:crypto";
import type { z } from "@hono/zod-openapi";
import { readWeChatPaySecret } from "../../configuration/wechatpay-secrets.ts";
import { parseJson } from "../../platform/json-text.ts";
import type { resourceSchema } from "./objects.shapes.ts";

const TAG_BYTES = 16;

type Resource = z.output<typeof resourceSchema>;

/** @returns the JSON inside; undefined where no key opens it. During a rotation both keys are tried. */
export function opened(resource: Resource, secrets: readonly string[]): unknown {
  for (const secret of secrets) {
    const key = readWeChatPaySecret(secret)?.apiV3Key;
    const text = key === undefined ? undefined : decrypted(resource, key);
    if (text !== undefined) return parseJson(text);
  }
  return undefined;
}

/** @param key of 32 bytes. */
export function decrypted(resource: Resource, key: string): string | undefined {
  const { nonce, ciphertext, associated_data: associated } = resource;
  const bytes = Buffer.from(ciphertext, "base64");
  if (bytes.length < TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, nonce);
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    decipher.setAAD(Buffer.from(associated));
    const text = Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]);
    return text.toString("utf8");
  } catch {
    return undefined;
  }
}
