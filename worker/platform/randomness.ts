/** Random bytes for clicks, drawn from the platform a page at a time: a draw costs as much as hundreds of bytes. */

const PAGE_BYTES = 2_048;
const page = new Uint8Array(PAGE_BYTES);
let next = PAGE_BYTES;

/** So many bytes that nobody else is given. */
export function freshBytes(length: number): Uint8Array {
  if (next + length > PAGE_BYTES) {
    crypto.getRandomValues(page);
    next = 0;
  }
  const bytes = page.slice(next, next + length);
  next += length;
  return bytes;
}

/** A whole number from 0 to 65,535. */
export function fresh16Bits(): number {
  const [high = 0, low = 0] = freshBytes(2);
  return high * 256 + low;
}
