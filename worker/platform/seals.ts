/**
 * Texts that only we can make: base64url of a key id, bytes, and a MAC of both for one purpose.
 *
 * All of a seal is written in one buffer that is kept, because each new one costs more than the MAC does.
 */
import { appendMac, hasMac, type KeyRing, MAC_BYTES, type NamedKey } from "./keys.ts";

/** Bytes of the key id and the MAC, which are put around what is sealed. */
const SEAL_BYTES = 17;
const ROOM = 1_024;

const room = Buffer.alloc(ROOM);

export type Opened =
  | { readonly kind: "opened"; readonly bytes: Uint8Array; readonly key: NamedKey }
  | { readonly kind: "fault"; readonly fault: "malformed" | "forged" };

/** Seals bytes with the key that signs now. */
export function seal(ring: KeyRing, purpose: string, bytes: Uint8Array): string {
  const signed = bytes.length + 1;
  room[0] = ring.signing.id;
  room.set(bytes, 1);
  appendMac(ring.signing.bytes, purpose, room, signed);
  return room.toString("base64url", 0, signed + MAC_BYTES);
}

/**
 * What was sealed for this purpose, with the key that the seal names. There is one spelling of each seal; any
 * other is `malformed`, and `forged` is what no key of ours has signed.
 */
export function open(ring: KeyRing, purpose: string, text: string): Opened {
  if (text.length > ROOM) return { kind: "fault", fault: "malformed" };
  const length = room.write(text, "base64url");
  if (length < SEAL_BYTES || room.toString("base64url", 0, length) !== text) {
    return { kind: "fault", fault: "malformed" };
  }
  const key = ring.tokenKeys.get(room[0] ?? -1);
  if (key === undefined) return { kind: "fault", fault: "forged" };
  const signed = length - MAC_BYTES;
  if (!hasMac(key.bytes, purpose, room, signed)) return { kind: "fault", fault: "forged" };
  return { kind: "opened", bytes: Uint8Array.from(room.subarray(1, signed)), key };
}

/** Bytes and a MAC of them and of the seal that they stand beside, under the key of that seal. */
export function sealBeside(key: NamedKey, purpose: string, beside: string, bytes: Uint8Array): string {
  const start = room.write(beside, "latin1");
  room.set(bytes, start);
  appendMac(key.bytes, purpose, room, start + bytes.length);
  return room.toString("base64url", start, start + bytes.length + MAC_BYTES);
}

/** What was sealed beside a text for this purpose; as with {@link open} there is one spelling. */
export function openBeside(key: NamedKey, purpose: string, beside: string, text: string): Opened {
  if (beside.length + text.length > ROOM) return { kind: "fault", fault: "malformed" };
  const start = room.write(beside, "latin1");
  const end = start + room.write(text, start, "base64url");
  const signed = end - MAC_BYTES;
  if (signed < start || room.toString("base64url", start, end) !== text) {
    return { kind: "fault", fault: "malformed" };
  }
  if (!hasMac(key.bytes, purpose, room, signed)) return { kind: "fault", fault: "forged" };
  return { kind: "opened", bytes: Uint8Array.from(room.subarray(start, signed)), key };
}
