import { array, assert, constantFrom, property, string } from "fast-check";
import { expect, test } from "vitest";
import { RequestTarget, targetOf } from "../../../../worker/edge/request-target.ts";

const pieces = constantFrom(
  ..."/ /s/ /p.gif ? & = # . .. %2e %2E%2e + %20 @ : ; \\ ' \" < > | ^ é 茶 a-b e=impression link=abc tby=1".split(
    " ",
  ),
);
const tails = array(constantFrom("x", "7", "-", "_")).map((letters) => letters.join(""));
const urls = array(
  pieces.chain((piece) => tails.map((tail) => piece + tail)),
  { maxLength: 8 },
).map((parts) => `https://l.example.com:8443/${parts.join("")}`);

test("any request target is taken apart as the URL standard does", () => {
  assert(
    property(urls, (url) => {
      const { pathname: path, search } = new URL(url);
      expect(targetOf(url)).toMatchObject({ path, search });
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  "https://l.example.com/s/abcdefghjkmn",
  "http://127.0.0.1:8787/p.gif?e=impression&program=demo&link=abcdefghjkmn",
  "http://[::1]:8787/tby/s/spring-sale?",
  "https://l.example.com/s/../v1",
])("%s is taken apart as the URL standard does", (url) => {
  const { pathname: path, search } = new URL(url);
  expect(targetOf(url)).toMatchObject({ path, search });
});

test("any query gives the values that the URL standard gives", () => {
  const names = constantFrom("e", "link", "a b", "程");
  const queries = array(pieces, { maxLength: 8 }).map((parts) => `?${parts.join("")}`);
  assert(
    property(queries, names, string(), (query, name, value) => {
      const search = `${query}&${name}=${encodeURIComponent(value)}`;
      const asked = new RequestTarget("/p.gif", search);
      const expected = new URLSearchParams(search);
      for (const each of [name, "", "e"]) expect(asked.value(each)).toBe(expected.get(each));
    }),
    { numRuns: 2_000 },
  );
});
