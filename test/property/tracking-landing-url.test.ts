import * as fc from "fast-check";
import { expect, test } from "vitest";
import { landingUrl } from "../../domain/tracking/landing-url.ts";

const name = fc.oneof(
  fc.constantFrom("tby", "a", "A", "b", "utm source", "%74by", "名"),
  fc.string({ minLength: 1 }),
);
const pairs = fc.array(fc.tuple(name, fc.string()), { maxLength: 6 });
const text = (of: [string, string][]) => new URLSearchParams(of).toString();
const namesIn = (url: URL) => Array.from(url.searchParams.keys(), String);

test("whatever the queries: the destination keeps its own, tby is ours alone, and the rest passes through", () => {
  fc.assert(
    fc.property(pairs, pairs, fc.option(fc.constant("token_-")), (own, shared, token) => {
      const destination = new URL(`https://shop.example.com/a/b?${text(own)}#top`);
      const share = new URL(`https://s.example.com/s/x?${text(shared)}`);
      const landing = new URL(landingUrl(destination, share.search, token));
      expect([landing.origin, landing.pathname, landing.hash]).toEqual([
        "https://shop.example.com",
        "/a/b",
        "#top",
      ]);
      expect(landing.searchParams.getAll("tby")).toEqual(token === null ? [] : [token]);
      for (const key of new Set(namesIn(destination).filter((key) => key !== "tby"))) {
        expect(landing.searchParams.getAll(key)).toEqual(destination.searchParams.getAll(key));
      }
      for (const key of new Set(namesIn(share).filter((key) => key !== "tby"))) {
        const source = destination.searchParams.has(key) ? destination : share;
        expect(landing.searchParams.getAll(key)).toEqual(source.searchParams.getAll(key));
      }
    }),
  );
});

test("a name that cannot be decoded passes as it is", () => {
  const destination = new URL("https://shop.example.com/?%zz=1");
  expect(landingUrl(destination, "?%zz=2&%E0%A4%A=3", "t")).toBe(
    "https://shop.example.com/?%zz=1&%E0%A4%A=3&tby=t",
  );
});
