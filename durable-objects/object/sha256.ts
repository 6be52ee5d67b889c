/**
 * SHA-256 inside the isolate, synchronous, so that it fits inside a transaction. The platform's own makes a native object
 * for every digest, which costs more than the digest of an entry.
 */
import { hash } from "@stablelib/sha256";

const encoder = new TextEncoder();

/** SHA-256 of a text's UTF-8, in lower-case hex. */
export function sha256Hex(text: string): string {
  const { buffer, byteOffset, byteLength } = hash(encoder.encode(text));
  return Buffer.from(buffer, byteOffset, byteLength).toString("hex");
}
