import { expect, test } from "vitest";
import { networkClassOf } from "../../../../domain/risk/network-class.ts";
import { referrerClassOf } from "../../../../domain/risk/referrer-class.ts";

test.each([
  ["hosting", 16_509, "Amazon.com, Inc."],
  ["hosting", 37_963, "Hangzhou Alibaba Advertising Co.,Ltd."],
  ["hosting", 64_500, "Some Web Hosting Ltd"],
  ["hosting", 64_500, "Example Data Center"],
  ["mobile", 21_928, "T-Mobile USA, Inc."],
  ["mobile", 9_808, "China Mobile Communications Group Co., Ltd."],
  ["household", 4_134, "China Telecom"],
  ["household", 7_922, "Comcast Cable Communications, LLC"],
  ["corporate", 4_538, "China Education and Research Network Center, Tsinghua University"],
  ["unknown", 64_500, "Example"],
] as const)("a network is %s by number %i and name %s", (kind, asn, organization) => {
  expect(networkClassOf(asn, organization)).toBe(kind);
});

test("networks that relay browsers of many people are no data centres, whatever their names say", () => {
  for (const asn of [13_335, 36_183, 54_113, 15_169]) {
    expect(networkClassOf(asn, "A Cloud of Servers")).toBe("unknown");
  }
});

test("of a network that nobody who is believed names, nothing is known", () => {
  expect(networkClassOf(undefined, "")).toBe("unknown");
  expect(networkClassOf(16_509, "")).toBe("unknown");
});

test.each([
  ["none", ""],
  ["social", "https://mp.weixin.qq.com/s/abc?x=1"],
  ["social", "https://L.Facebook.com/"],
  ["social", "https://t.co/x"],
  ["social", "https://teams.microsoft.com"],
  ["other", "https://www.microsoft.com/teams"],
  ["other", "https://shop.example/t.co"],
  ["other", "https://notx.com:443/"],
  ["other", "android-app://com.example/"],
  ["other", "nonsense"],
])("a referrer is %s: %s", (kind, referrer) => {
  expect(referrerClassOf(referrer)).toBe(kind);
});
