/** Reads a code that is a part of a picture. */
import { decode, encode } from "fast-png";
import { readQr } from "./read-qr.ts";

interface Square {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** @returns what the code in the square says. @throws where there is none that can be read. */
export function readQrIn(png: Uint8Array, { x, y, size }: Square): string {
  const { data, width, channels } = decode(png);
  const rows = Array.from({ length: size }, (_, row) => {
    const from = ((y + row) * width + x) * channels;
    return Array.from(data.subarray(from, from + size * channels));
  });
  return readQr(encode({ data: Uint8Array.from(rows.flat()), width: size, height: size, channels }));
}
