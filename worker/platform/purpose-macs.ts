/** HMAC-SHA256 for one purpose each, over keys that are prepared once. */
import { createHmac } from "node:crypto";
import { hmacSha256, type MacKey, macKeyOf } from "./hmac.ts";

/** Room for the messages of a click; longer ones, and those with letters beyond ASCII, take the platform's way. */
const message = new Uint8Array(512);
/** The first bytes of it, by their number. */
const beginnings: Uint8Array[] = [];
const preparedKeys = new WeakMap<Buffer, MacKey>();

/** HMAC-SHA256 of purpose, a zero, and `text` or its first `length` bytes: 32 bytes that are good until the next call. */
export function purposeMac(
  key: Buffer,
  purpose: string,
  text: string | Uint8Array,
  length = text.length,
): Buffer {
  const start = purpose.length + 1;
  const short = start + length <= message.length;
  if (short && writeAscii(purpose, 0) && write(text, start, length)) {
    message[purpose.length] = 0;
    const bytes = start + length;
    return hmacSha256(preparedKey(key), (beginnings[bytes] ??= message.subarray(0, bytes)));
  }
  return createHmac("sha256", key).update(`${purpose}\0`).update(text.slice(0, length)).digest();
}

function preparedKey(key: Buffer): MacKey {
  const known = preparedKeys.get(key);
  if (known !== undefined) return known;
  const prepared = macKeyOf(key);
  preparedKeys.set(key, prepared);
  return prepared;
}

function write(text: string | Uint8Array, at: number, length: number): boolean {
  if (typeof text === "string") return writeAscii(text, at);
  for (let index = 0; index < length; index += 1) message[at + index] = text[index] ?? 0;
  return true;
}

function writeAscii(text: string, at: number): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 127) return false;
    message[at + index] = code;
  }
  return true;
}
