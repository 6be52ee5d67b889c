import { expect, test } from "vitest";
import { sentTokens } from "../../../../domain/tracking/sent-tokens.ts";

const TOKEN = "AgEBAc-3_xQ9.fT0-kA_";
const ADDRESS = `https://shop.example/tea?a=1&tby=${TOKEN}#top`;

test.each([
  ["alone", TOKEN],
  ["in an address", ADDRESS],
  ["in an address that was escaped for HTML", ADDRESS.replaceAll("&", "&amp;")],
  ["in an address that was escaped for another one", encodeURIComponent(ADDRESS)],
  ["in an address within another one", `https://pay.example/?to=${encodeURIComponent(ADDRESS)}`],
  ["as a parameter alone", `tby=${TOKEN}`],
  ["within quotes", `"${TOKEN}"`],
  ["within quotes of China, with a full stop", `“${TOKEN}”。`],
  ["with a dot behind it", `${TOKEN}.`],
  ["with spaces", ` ${TOKEN}\n`],
])("a token is found %s", (_, text) => {
  expect(sentTokens([text])).toEqual([TOKEN]);
});

test("several are found once each, in the sequence in which they were sent", () => {
  expect(sentTokens([`b, ${ADDRESS} ,a`, "a"])).toEqual(["b", TOKEN, "a"]);
});

test.each(["?!", "100%", "%E0%A4%A"])("what holds none is left as it is, to be told: %s", (text) => {
  expect(sentTokens([text])).toHaveLength(1);
});

test("nothing is no token", () => {
  expect(sentTokens(["", " , ", "https://shop.example/tea?tby="])).toEqual([]);
});
