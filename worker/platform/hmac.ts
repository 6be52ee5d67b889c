/**
 * HMAC-SHA256 inside the isolate, over keys that are prepared once: for the short texts of clicks and the ids of slots.
 * The platform's own makes a native object each time and leaves it to the garbage collector.
 */
import { HMAC } from "@stablelib/hmac";
import { SHA256 } from "@stablelib/sha256";

/** A key whose padded blocks are hashed already, which is half the work of a short HMAC. */
export type MacKey = HMAC;

/** Prepares a key once. */
export function macKeyOf(key: Uint8Array): MacKey {
  return new HMAC(SHA256, key);
}

/**
 * Each MAC is written here: an array of its own for each is what the collector would have to find. The library takes
 * parts of it, which is cheap of a plain array and, of a Buffer, dearer than the hash.
 */
const bytes = new Uint8Array(32);
const digest = Buffer.from(bytes.buffer);

/** HMAC-SHA256 of a message: 32 bytes that are good until the next call. */
export function hmacSha256(key: MacKey, message: Uint8Array): Buffer {
  key.reset().update(message).finish(bytes);
  return digest;
}
