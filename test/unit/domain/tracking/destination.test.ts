import { expect, test } from "vitest";
import { checkDestination } from "../../../../domain/tracking/destination.ts";

const ALLOWED = [
  "shop.example.com",
  "Shop.example.com:8443",
  "*.shops.example.com",
  "localhost:3000",
  "xn--fiqs8s.cn",
];

const verdictOf = (url: string) => {
  const verdict = checkDestination(new URL(url), ALLOWED);
  return verdict.kind === "allowed" ? "allowed" : verdict.reason;
};

test.each([
  "https://shop.example.com/",
  "https://SHOP.example.com:443/a?b#c",
  "https://shop.example.com:8443/",
  "https://a.shops.example.com/",
  "https://a.b.shops.example.com/",
  "http://localhost:3000/",
  "https://中国.cn/",
])("a link may lead to an allowed host, exact with its port or below a wildcard: %s", (url) => {
  expect(verdictOf(url)).toBe("allowed");
});

test.each([
  ["https://shop.example.com:8080/", "host_not_allowed"],
  ["https://evil-shop.example.com/", "host_not_allowed"],
  ["https://shop.example.com.evil.example/", "host_not_allowed"],
  ["https://shops.example.com/", "host_not_allowed"],
  ["https://evilshops.example.com/", "host_not_allowed"],
  ["https://a.shops.example.com:8443/", "host_not_allowed"],
  ["https://shop.example.com./", "host_not_allowed"],
  ["http://localhost:3001/", "host_not_allowed"],
  ["http://shop.example.com/", "protocol"],
  ["http://localhost.evil.example:3000/", "protocol"],
  ["ftp://shop.example.com/", "protocol"],
  ["javascript:alert(1)", "protocol"],
  ["data:text/html,x", "protocol"],
  ["https://user@shop.example.com/", "credentials"],
  ["https://shop.example.com:x@evil.example/", "credentials"],
  ["https://:secret@shop.example.com/", "credentials"],
])("a link never leads elsewhere: %s is refused for %s", (url, reason) => {
  expect(verdictOf(url)).toBe(reason);
});

test("a program without allowed hosts has no destinations", () => {
  expect(checkDestination(new URL("https://shop.example.com/"), []).kind).toBe("refused");
});
