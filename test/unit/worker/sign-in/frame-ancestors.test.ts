/** Who may frame a portal is who the program's links may lead to, and no host ends or widens the directive. */
import { expect, test } from "vitest";
import { frameAncestors } from "../../../../worker/sign-in/frame-ancestors.ts";
import { isInFrame, isOwnPage } from "../../../../worker/access/asking-page.ts";

const ancestorsOf = (allowedHosts: readonly string[]) =>
  frameAncestors({
    wireSettings: [{ value: { allowedHosts: ["of.before.example"] } }, { value: { allowedHosts } }],
  });

test("hosts of the program may, over TLS", () => {
  expect(ancestorsOf(["Shop.example", "*.shop.example", "shop.example:8443", "localhost:3000"])).toBe(
    "https://shop.example https://*.shop.example https://shop.example:8443 http://localhost:3000",
  );
});

test("without a host nobody may", () => {
  expect(ancestorsOf([])).toBe("'none'");
});

test("what is no host is left out", () => {
  for (const host of ["*", "a; script-src *", "'self'", "https://x", "a b", "*.*.x", ""]) {
    expect([host, ancestorsOf([host])]).toEqual([host, "'none'"]);
  }
});

const asked = (headers: Record<string, string>) => ({
  url: "http://go.example/sign-in/x",
  headers: new Headers(headers),
});

test("a page of this host is told from others by what the browser says, or by the form's origin", () => {
  expect(isOwnPage(asked({ "sec-fetch-site": "same-origin", origin: "https://x" }))).toBe(true);
  expect(isOwnPage(asked({ "sec-fetch-site": "none" }))).toBe(false);
  expect(isOwnPage(asked({ origin: "https://go.example" }))).toBe(true);
  for (const origin of ["https://go.example.evil", "null", "x"]) {
    expect([origin, isOwnPage(asked({ origin }))]).toEqual([origin, false]);
  }
  expect(isOwnPage(asked({}))).toBe(true);
});

test("a frame is told from a page", () => {
  expect(isInFrame(asked({ "sec-fetch-dest": "iframe" }))).toBe(true);
  expect(isInFrame(asked({ "sec-fetch-dest": "document" }))).toBe(false);
  expect(isInFrame(asked({}))).toBe(false);
});
