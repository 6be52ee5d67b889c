/**
 * SHA-256 inside the isolate, synchronous, so that it fits inside a transaction. The platform's own makes a native object
 * for every digest, which costs more than the digest of an entry.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** SHA-256 of a text's UTF-8, in lower-case hex. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}
