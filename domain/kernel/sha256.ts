/**
 * SHA-256 and HMAC with it, inside the isolate: for the short texts of clicks and journals. The platform's own makes
 * a native object for every digest, which costs more than the digest and leaves work to the garbage collector.
 */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** A key whose padded blocks are hashed already, which is half the work of a short HMAC. */
export type MacKey = ReturnType<typeof hmac.create>;

/** Takes the state of a prepared key for one message, so that a MAC makes no objects of its own. */
const scratch = hmac.create(sha256, new Uint8Array());

/** SHA-256 of a text's UTF-8, in lower-case hex. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** Prepares a key once. */
export function macKeyOf(key: Uint8Array): MacKey {
  return hmac.create(sha256, key);
}

/** HMAC-SHA256 of a message, or of its first `length` bytes. */
export function hmacSha256(key: MacKey, message: Uint8Array, length = message.length): Uint8Array {
  return key._cloneInto(scratch).update(message.subarray(0, length)).digest();
}
