/** AES-256-GCM as APIv3 writes it: in base64, the tag behind the text. */
import { createDecipheriv } from "node:crypto";

const TAG_BYTES = 16;

/** What was encrypted, all in base64 or as characters. */
export interface Encrypted {
  readonly ciphertext: string;
  readonly nonce: string;
  readonly associated_data: string;
}

/**
 * @param key of 32 bytes.
 * @returns undefined unless text, nonce, associated data and key are those of the tag.
 */
export function decrypted(
  { ciphertext, nonce, associated_data: associated }: Encrypted,
  key: string,
): string | undefined {
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
