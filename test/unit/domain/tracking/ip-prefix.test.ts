import { expect, test } from "vitest";
import { ipPrefix } from "../../../../domain/tracking/ip-prefix.ts";

test("an IPv4 address stands for itself, also when mapped", () => {
  expect(ipPrefix("203.0.113.7")).toBe("203.0.113.7");
  expect(ipPrefix("::ffff:203.0.113.7")).toBe("203.0.113.7");
});

test("IPv6 addresses of one /48 have one prefix, however they are spelled", () => {
  const spellings = [
    "2001:db8:0:1::1",
    "2001:DB8::ffff:0:0:0:2",
    "2001:0db8:0000:0001:ffff:ffff:ffff:ffff",
    "2001:db8:0:1::",
  ];
  expect(new Set(spellings.map(ipPrefix))).toEqual(new Set(["2001:db8:0::/48"]));
});

test("addresses of two /48s, and odd text, stay apart", () => {
  const prefixes = ["2001:db8:2::1", "2001:db8:1::1", "::1", "", "unknown"].map(ipPrefix);
  expect(new Set(prefixes).size).toBe(5);
});
