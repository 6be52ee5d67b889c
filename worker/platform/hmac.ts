/**
 * HMAC-SHA256 inside the isolate, over keys that are prepared once: for the short texts of clicks and the ids of slots.
 * The platform's own makes a native object each time and leaves it to the garbage collector.
 */
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

/** A key whose padded blocks are hashed already, which is half the work of a short HMAC. */
export type MacKey = ReturnType<typeof hmac.create>;

/** Takes the state of a prepared key for one message, so that a MAC makes no objects of its own. */
const scratch = hmac.create(sha256, new Uint8Array());

/** Prepares a key once. */
export function macKeyOf(key: Uint8Array): MacKey {
  return hmac.create(sha256, key);
}

/** HMAC-SHA256 of a message, or of its first `length` bytes. */
export function hmacSha256(key: MacKey, message: Uint8Array, length = message.length): Uint8Array {
  return key._cloneInto(scratch).update(message.subarray(0, length)).digest();
}
