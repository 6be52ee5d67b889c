/** What the desk offers is what the service lets its reader do. */
import { describe, expect, test } from "vitest";
import { type Call, CALLS } from "../../../dashboard/desk/grants/calls.ts";
import { reaches } from "../../../dashboard/desk/grants/reaches.ts";
import { readDescription } from "../../../scripts/sdk/read-description.ts";
import { filesMatching, read } from "../../tidy/read/source.ts";

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { "x-access": readonly string[] }>>>>;
}

const { paths } = JSON.parse(await readDescription()) as Described;
const DESK = filesMatching("dashboard/desk/**/*.{ts,tsx}").map((path) => read(path));

const WRITE =
  /(?:useMutation\(\s*"(\w+)",\s*|\bapi\.(POST|PUT|PATCH|DELETE)\(\s*)(?:["`]([^"`]+)["`]|(\w+))/g;

/** What a name in a file stands for. */
function constant(text: string, name: string): string {
  return new RegExp(`\\b${name}(?:: \\w+)? = "([^"]+)"`).exec(text)?.[1] ?? name;
}

/** The writes of the desk, as its code names them. */
const WRITES = DESK.flatMap(({ text }) =>
  [...text.matchAll(WRITE)].map(([, verb, call, path, name = ""]) => {
    const said = path ?? constant(text, name);
    return `${(verb ?? call ?? "").toLowerCase()} ${said}`;
  }),
);
const GATES = DESK.flatMap(({ text }) =>
  [...text.matchAll(/(?:\bto=|useMay\()"(\w+ \/v1[^"]+)"/g)].map(([, call = ""]) => call),
);

test("each write of the desk stands in the table, and the table has no other", () => {
  const outcomes = ["clear", "confirm", "hold"];
  const named = WRITES.flatMap((write) =>
    write.includes("${outcome}") ? outcomes.map((one) => write.replace("${outcome}", one)) : [write],
  );
  expect([...new Set(named)].sort()).toEqual(Object.keys(CALLS).sort());
});

test("the table has the scopes that the service asks for", () => {
  const asked = Object.keys(CALLS).map((call) => {
    const [method = "", path = ""] = call.split(" ");
    const access = paths[path]?.[method]?.["x-access"] ?? [];
    return [call, access.filter((who) => who.startsWith("key:")).map((who) => who.slice("key:".length))];
  });
  expect(Object.fromEntries(asked)).toEqual(CALLS);
});

test("what the pages ask of their reader is in the table, and for each set of scopes something is", () => {
  expect(GATES.filter((call) => !(call in CALLS))).toEqual([]);
  const gated = new Set(GATES.map((call) => CALLS[call as Call].join(" ")));
  expect([...gated].sort()).toEqual([...new Set(Object.values(CALLS).map((ways) => ways.join(" ")))].sort());
});

describe("scopes reach a call", () => {
  test.each([
    [["read"], "post /v1/programs/{program}/links", false],
    [["manage"], "post /v1/programs/{program}/links", true],
    [["keys"], "post /v1/programs/{program}/people", false],
    [["read", "keys"], "post /v1/programs/{program}/people", true],
    [["orders"], "post /v1/programs/{program}/unusable-webhooks/{id}/replay", true],
    [["manage"], "post /v1/programs/{program}/unusable-webhooks/{id}/replay", true],
    [[], "post /v1/programs/{program}/unusable-webhooks/{id}/replay", false],
  ] as const)("%j, %s: %j", (scopes, call, isReached) => {
    expect(reaches(scopes, call)).toBe(isReached);
  });
});
