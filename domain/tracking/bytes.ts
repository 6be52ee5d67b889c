/** Writing and reading numbers as bytes, each number in exactly one way. Nothing past the end is ever read. */
import { invariant } from "../kernel/invariant.ts";

/** Bytes of a safe integer at most: 53 bits in groups of seven. */
const VARINT_BYTES = 8;

/** Writes into a buffer from its beginning. */
export class ByteWriter {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get length(): number {
    return this.#at;
  }

  byte(value: number): void {
    this.#bytes[this.#at] = value;
    this.#at += 1;
  }

  /** Big-endian, in as many bytes as asked for. */
  fixed(value: number, bytes: number): void {
    for (let index = bytes - 1; index >= 0; index -= 1) this.byte(Math.floor(value / 256 ** index) % 256);
  }

  /** Seven bits a byte, lowest first. */
  varint(value: number): void {
    invariant(Number.isSafeInteger(value) && value >= 0, `not a number for a varint: ${value}`);
    let left = value;
    while (left >= 128) {
      this.byte((left % 128) | 128);
      left = Math.floor(left / 128);
    }
    this.byte(left);
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }
}

/** Reads what {@link ByteWriter} wrote. After a fault every number is 0 and `whole` is false. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #failed = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** True when everything was read, and nothing was amiss. */
  get whole(): boolean {
    return !this.#failed && this.#at === this.#bytes.length;
  }

  /** True when nothing is left to read, or something was amiss. */
  get ended(): boolean {
    return this.#failed || this.#at === this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) {
      this.#failed = true;
      return 0;
    }
    this.#at += 1;
    return value;
  }

  fixed(bytes: number): number {
    let value = 0;
    for (let index = 0; index < bytes; index += 1) value = value * 256 + this.byte();
    return value;
  }

  varint(): number {
    let value = 0;
    for (let index = 0; index < VARINT_BYTES; index += 1) {
      const byte = this.byte();
      value += (byte % 128) * 128 ** index;
      if (byte < 128) {
        const shortest = index === 0 || byte > 0;
        if (!shortest || !Number.isSafeInteger(value)) this.#failed = true;
        return this.#failed ? 0 : value;
      }
    }
    this.#failed = true;
    return 0;
  }
}
