import { createHash, createHmac } from "node:crypto";
import { assert, property, uint8Array } from "fast-check";
import { expect, test } from "vitest";
import { sha256Hex } from "../../../../durable-objects/object/sha256.ts";
import { hmacSha256, macKeyOf } from "../../../../worker/platform/hmac.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test("the digest that FIPS 180-4 gives as an example comes out, and letters beyond ASCII count as UTF-8", () => {
  expect(sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(sha256Hex("茶 é")).toBe(createHash("sha256").update("茶 é", "utf8").digest("hex"));
});

test("the MACs that RFC 4231 gives as examples come out, with keys up to and beyond a block", () => {
  const short = macKeyOf(Buffer.alloc(20, 0x0b));
  expect(hex(hmacSha256(short, Buffer.from("Hi There")))).toBe(
    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
  );
  const long = macKeyOf(Buffer.alloc(131, 0xaa));
  const message = Buffer.from("Test Using Larger Than Block-Size Key - Hash Key First");
  expect(hex(hmacSha256(long, message))).toBe(
    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
  );
});

test("a key is good for many messages, also between those of another key", () => {
  const [one, two] = [macKeyOf(Buffer.from("one")), macKeyOf(Buffer.from("two"))];
  const expected = (key: string, message: Buffer) => createHmac("sha256", key).update(message).digest("hex");
  for (let length = 0; length <= 200; length += 1) {
    const message = Buffer.alloc(length + 5, length);
    expect(hex(hmacSha256(one, message.subarray(0, length)))).toBe(
      expected("one", message.subarray(0, length)),
    );
    expect(hex(hmacSha256(two, message))).toBe(expected("two", message));
  }
});

test("any key and message agree with the platform's own", () => {
  assert(
    property(uint8Array({ maxLength: 150 }), uint8Array({ maxLength: 400 }), (key, message) => {
      const expected = createHmac("sha256", key).update(message).digest("hex");
      expect(hex(hmacSha256(macKeyOf(key), message))).toBe(expected);
    }),
  );
});
