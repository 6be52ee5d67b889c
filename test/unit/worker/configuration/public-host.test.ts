/** No address of a private network passes for a public one, in no spelling that a URL or a resolver gives it. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  isPublicAddress,
  isPublicHost,
  isPublicName,
} from "../../../../worker/configuration/hosts/public-host.ts";

const byte = fc.integer({ min: 0, max: 255 });

/** IPv4 that is nobody's on the internet, by the first bytes. */
const PRIVATE_V4 = fc.oneof(
  fc.tuple(fc.constantFrom(0, 10, 127, 224, 239, 240, 255), byte, byte, byte),
  fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), byte, byte),
  fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
  fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
  fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
);

function hex(bytes: readonly number[]): string {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

test("private IPv4 is refused as parts, as one number, in hexadecimal and octal, and within IPv6", () => {
  fc.assert(
    fc.property(PRIVATE_V4, (bytes) => {
      const [a, b, c, d] = bytes;
      const number = ((a * 256 + b) * 256 + c) * 256 + d;
      const spellings = [
        bytes.join("."),
        String(number),
        `0x${number.toString(16)}`,
        `0${number.toString(8)}`,
        `0x${a.toString(16)}.${b * 65_536 + c * 256 + d}`,
        `[::ffff:${bytes.join(".")}]`,
        `[::ffff:${hex(bytes)}]`,
        `[::${bytes.join(".")}]`,
        `[64:ff9b::${hex(bytes)}]`,
        `[64:ff9b:1::${hex(bytes)}]`,
        `[2002:${hex(bytes)}::1]`,
      ];
      for (const spelling of spellings)
        expect([spelling, isPublicHost(new URL(`https://${spelling}/`).hostname)]).toEqual([spelling, false]);
    }),
  );
});

test("private IPv6 is refused, and what is no address is none", () => {
  const refused = [
    "::",
    "::1",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2001:db8::1",
    "2001::1",
  ];
  expect([...refused, "100::1", "5f00::1", "4000::1", "", "shop.example"].filter(isPublicAddress)).toEqual(
    [],
  );
});

test("public addresses and names pass", () => {
  expect(["1.1.1.1", "93.184.215.14", "2606:4700::1111", "240e::1"].map(isPublicAddress)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(["shop.example", "xn--fiq228c.example", "a.b.co.uk"].map(isPublicName)).toEqual([true, true, true]);
  expect(
    ["1.1.1.1", "[2606:4700::1111]", "co.uk", "shop", "shop.local", "shop.example."].map(isPublicName),
  ).toEqual(Array.from({ length: 6 }, () => false));
});
