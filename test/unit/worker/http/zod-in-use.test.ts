/** The built Worker's zod lacks nothing that this service uses: only what is named here is left out. */
import { expect, test } from "vitest";
import * as whole from "zod";
import * as inUse from "../../../../worker/http/zod-in-use.ts";
import { filesMatching, read } from "../../../tidy/read/source.ts";

const LEFT_OUT = Object.keys(whole).filter((name) => !(name in inUse));

test("no language but English comes along, and what reads other formats than ours stays away too", () => {
  expect(LEFT_OUT).toContain("locales");
  expect(LEFT_OUT).toContain("fromJSONSchema");
});

test("no schema uses what is left out", () => {
  const files = filesMatching("worker/**/*.shapes.ts");
  expect(files.length).toBeGreaterThan(20);
  const used = files.flatMap((path) =>
    [...read(path).text.matchAll(/\bz\.(\w+)\b(?!<)/g)].flatMap(([, name]) =>
      name !== undefined && LEFT_OUT.includes(name) ? [`${path}: z.${name}`] : [],
    ),
  );
  expect(used).toEqual([]);
});

test("a fault is told in the same words", () => {
  const told = [whole, inUse].map(
    ({ z }) => z.object({ amount: z.int().min(1) }).safeParse({ amount: 0.5 }).error,
  );
  expect(told[0]?.issues).toEqual(told[1]?.issues);
  expect(told[1]?.issues[0]?.message).toMatch(/^Invalid input: expected int/);
});
