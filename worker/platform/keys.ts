/** The Worker's keys, read once per isolate from its secrets, and the MACs made with them. */
import { timingSafeEqual } from "node:crypto";
import { type NamedKey, type Reading, readKey, readNamedKeys } from "./key-texts.ts";
import { purposeMac } from "./purpose-macs.ts";

export type { NamedKey } from "./key-texts.ts";

export interface KeyRing {
  /** Signs; the first of `TOKEN_KEYS`. */
  readonly signing: NamedKey;
  /** Verifies by key id, 0 to 255. */
  readonly tokenKeys: ReadonlyMap<number, NamedKey>;
  readonly checkKey: Buffer;
  /** The first of `DATA_KEY` encrypts. */
  readonly sealing: NamedKey;
  readonly dataKeys: ReadonlyMap<number, NamedKey>;
}

/** The Worker was deployed without a secret that it needs. */
export class MissingKey extends Error {
  override readonly name = "MissingKey";
}

type KeySecrets = Pick<Env, "TOKEN_KEYS" | "CHECK_KEY" | "DATA_KEY">;

let cached: { readonly from: KeySecrets; readonly ring: KeyRing } | undefined;

/** @throws MissingKey naming the secret that is unset or unreadable. */
export function keyRing(env: KeySecrets): KeyRing {
  const { TOKEN_KEYS, CHECK_KEY, DATA_KEY } = env;
  if (cached !== undefined && sameSecrets(cached.from, env)) return cached.ring;
  const tokenKeys = usable("TOKEN_KEYS", readNamedKeys(TOKEN_KEYS));
  const dataKeys = usable("DATA_KEY", readNamedKeys(DATA_KEY));
  const checkKey = usable("CHECK_KEY", readKey(CHECK_KEY));
  const ring = { ...firstOf(tokenKeys, dataKeys), tokenKeys, dataKeys, checkKey };
  cached = { from: { TOKEN_KEYS, CHECK_KEY, DATA_KEY }, ring };
  return ring;
}

/** Compared one by one: the strings are the very same, so that nothing is read or joined. */
function sameSecrets(a: KeySecrets, b: KeySecrets): boolean {
  return a.TOKEN_KEYS === b.TOKEN_KEYS && a.CHECK_KEY === b.CHECK_KEY && a.DATA_KEY === b.DATA_KEY;
}

function firstOf(
  tokenKeys: ReadonlyMap<number, NamedKey>,
  dataKeys: ReadonlyMap<number, NamedKey>,
): Pick<KeyRing, "signing" | "sealing"> {
  const [signing] = tokenKeys.values();
  const [sealing] = dataKeys.values();
  if (signing === undefined || sealing === undefined)
    throw new MissingKey("TOKEN_KEYS and DATA_KEY must name a key");
  return { signing, sealing };
}

/** @throws MissingKey */
function usable<T>(name: string, reading: Reading<T>): T {
  if (reading.kind === "fault") throw new MissingKey(`${name} ${reading.sentence}`);
  return reading.value;
}

/** HMAC-SHA256 of `text` for one purpose, so that no MAC of one use passes for another. */
export function mac(key: Buffer, purpose: string, text: string | Uint8Array): Buffer {
  return Buffer.from(purposeMac(key, purpose, text));
}

/** Bytes of a MAC that is carried in a token or cookie. */
export const MAC_BYTES = 16;

/** As {@link mac}, of the first `length` bytes, cut to {@link MAC_BYTES} and written behind them. */
export function appendMac(key: Buffer, purpose: string, bytes: Uint8Array, length: number): void {
  const digest = purposeMac(key, purpose, bytes, length);
  for (let index = 0; index < MAC_BYTES; index += 1) bytes[length + index] = digest[index] ?? 0;
}

/** Whether such a MAC stands behind the first `length` bytes. Takes the same time whatever stands there. */
export function hasMac(key: Buffer, purpose: string, bytes: Uint8Array, length: number): boolean {
  const digest = purposeMac(key, purpose, bytes, length);
  return equalBytes(digest.subarray(0, MAC_BYTES), bytes.subarray(length, length + MAC_BYTES));
}

/** As {@link mac}, cut to so many hex digits, an even number. */
export function macHex(key: Buffer, purpose: string, text: string | Uint8Array, digits: number): string {
  return purposeMac(key, purpose, text).toString("hex", 0, digits / 2);
}

/** Equal in constant time; of different lengths, unequal. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Crockford's alphabet in lower case: no i, l, o, u. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Spells bytes in five-bit characters, as many as asked for. */
export function base32(bytes: Uint8Array, characters: number): string {
  let text = "";
  let bits = 0;
  let pending = 0;
  for (const byte of bytes) {
    pending = ((pending << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5 && text.length < characters) {
      bits -= 5;
      text += ALPHABET[(pending >> bits) & 31];
    }
  }
  return text;
}

/** Characters that a guess gets right once in 32^length: they keep guesses away from storage. */
export function checkCharacters(ring: KeyRing, purpose: string, body: string, length: number): string {
  return base32(mac(ring.checkKey, `check:${purpose}`, body), length);
}

/** `body` and its check characters, or undefined where they do not fit. */
export function splitChecked(
  ring: KeyRing,
  purpose: string,
  text: string,
  length: number,
): string | undefined {
  const body = text.slice(0, -length);
  const expected = Buffer.from(checkCharacters(ring, purpose, body, length));
  return equalBytes(Buffer.from(text.slice(-length)), expected) ? body : undefined;
}
