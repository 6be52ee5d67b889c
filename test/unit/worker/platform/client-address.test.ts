/** An address counts only as far as somebody says it who is believed. */
import { expect, test } from "vitest";
import { clientAddress } from "../../../../worker/platform/networks/client-address.ts";

const spoofed = { connecting: "198.51.100.1", forwarded: "198.51.100.2, 198.51.100.3" };

test("nobody is believed where nobody is named, whatever the headers say", () => {
  expect(clientAddress(spoofed, "")).toBe("");
  expect(clientAddress(spoofed, "10.0.0.0/8")).toBe("");
});

test("behind Cloudflare its own header counts, and no other", () => {
  expect(clientAddress(spoofed, "cloudflare")).toBe("198.51.100.1");
  expect(clientAddress({ ...spoofed, connecting: "" }, "cloudflare")).toBe("");
  expect(clientAddress({ ...spoofed, connecting: "not an address" }, "cloudflare")).toBe("");
});

test("a proxy before the service says whom it heard from: what the caller wrote before stays unheard", () => {
  expect(clientAddress(spoofed, "peer")).toBe("198.51.100.3");
  expect(clientAddress({ connecting: "198.51.100.1", forwarded: "" }, "peer")).toBe("");
});

test.each([
  ["peer, 198.51.100.3", "198.51.100.2"],
  ["peer 198.51.100.0/24", "198.51.100.2"],
  ["cloudflare, 198.51.100.1", "198.51.100.3"],
  ["cloudflare,198.51.100.0/30", "198.51.100.2"],
  ["cloudflare, 2001:db8::/32", "198.51.100.1"],
  ["cloudflare, 203.0.113.0/24", "198.51.100.1"],
])("proxies in a row are passed over by their networks: %s", (trusted, address) => {
  expect(clientAddress(spoofed, trusted)).toBe(address);
});

test("addresses are read as proxies spell them, and what is none ends the way", () => {
  const via = (forwarded: string) => clientAddress({ connecting: "", forwarded }, "peer, 10.0.0.0/8");
  expect(via("203.0.113.9:4711")).toBe("203.0.113.9");
  expect(via("[2001:db8::7]:443")).toBe("2001:db8::7");
  expect(via("::ffff:203.0.113.9")).toBe("203.0.113.9");
  expect(via("203.0.113.9, unknown, 10.0.0.1")).toBe("10.0.0.1");
  for (const rubbish of ["", "unknown", "1", "0x7f.1", "203.0.113", "203.0.113.999", "<script>"]) {
    expect(via(rubbish)).toBe("");
  }
});
