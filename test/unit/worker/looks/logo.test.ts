/** What a page's policy lets in for a logo is one plain origin, whatever address was stored. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isLogo, logoOrigin } from "../../../../worker/looks/logo.ts";

test("an https address of a plain host is a logo, and a small picture is one without an origin", () => {
  expect(logoOrigin("https://cdn.shop.example:8443/a/logo.png?x=1")).toBe("https://cdn.shop.example:8443");
  expect(logoOrigin("https://CDN.Shop.example/logo.png")).toBe("https://cdn.shop.example");
  const picture = "data:image/png;base64,iVBORw0KGgo=";
  expect([isLogo(picture), logoOrigin(picture)]).toEqual([true, undefined]);
});

test("a host that could say more in a policy than an origin is none", () => {
  for (const logo of [
    "https://cdn.example;script-src/logo.png",
    "https://cdn.example,evil.example/logo.png",
    "https://*.example/logo.png",
    "https://'self'.example/logo.png",
    "https://[::1]/logo.png",
    "https://localhost/logo.png",
    "https://name:word@cdn.example/logo.png",
    "http://cdn.example/logo.png",
    `https://cdn.example/${"x".repeat(2_048)}`,
    "data:text/html;base64,PHNjcmlwdD4=",
  ]) {
    expect([logo, isLogo(logo), logoOrigin(logo)]).toEqual([logo, false, undefined]);
  }
});

test("nothing that is let in ends a directive", () => {
  const characters = fc.constantFrom(...Array.from("ab1-.;,'*/:@ \t\\_%[]&$!~()=+"));
  fc.assert(
    fc.property(fc.string({ unit: characters, maxLength: 16 }), (host) => {
      const origin = logoOrigin(`https://${host}/logo.png`) ?? "https://none.example";
      expect(origin).toMatch(/^https:\/\/[a-z0-9.-]+(?::\d+)?$/);
    }),
    { numRuns: 3_000 },
  );
});
