/** Secrets at rest: AES-256-GCM under `DATA_KEY` by key id, bound to what they are for, so that none can be moved. */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { type KeyRing, mac, type NamedKey } from "./keys.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals `secret` for one `use`, such as `webhook:demo:standard`. Reads `keyId.base64(nonce, text, tag)`. */
export function seal(ring: KeyRing, use: string, secret: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyBytes(ring.sealing), nonce);
  cipher.setAAD(Buffer.from(use));
  const sealed = Buffer.concat([nonce, cipher.update(secret, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${ring.sealing.id}.${sealed.toString("base64")}`;
}

/** Opens what {@link seal} made for the same use; undefined when the key is gone or a byte was changed. */
export function unseal(ring: KeyRing, use: string, text: string): string | undefined {
  const [keyId = "", base64 = ""] = text.split(".");
  const key = ring.dataKeys.get(Number(keyId));
  const bytes = Buffer.from(base64, "base64");
  if (key === undefined || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", keyBytes(key), bytes.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(use));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const opened = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([opened, decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

/** 32 bytes, whatever the length of the key. */
function keyBytes(key: NamedKey): Buffer {
  return mac(key.bytes, "seal", "aes-256-gcm");
}
