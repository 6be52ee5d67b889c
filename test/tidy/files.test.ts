/** Sizes, names and leftovers. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Fault, filesMatching, PROJECT, read, type Source } from "./source.ts";

const LINES = 300;
const FORBIDDEN = new Set(["utils", "util", "helpers", "helper", "services", "misc", "common-utils"]);
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;

function oversized({ path, text }: Source): Fault[] {
  const lines = text.split("\n").length - 1;
  return lines > LINES ? [`${path} has ${lines} lines; ${LINES} are the limit`] : [];
}

function misnamed(path: string): Fault[] {
  const parts = path
    .split("/")
    .map((part) => part.replace(/(\.(test|routes|shapes|tables))?\.(ts|mjs)$/, ""));
  const faults = parts.flatMap((part) => {
    if (FORBIDDEN.has(part)) return [`${path}: "${part}" names no concept`];
    return KEBAB.test(part) ? [] : [`${path}: "${part}" is not kebab-case`];
  });
  const barrel = /(^|\/)index\.(ts|mjs)$/.test(path) && path !== "worker/index.ts";
  return barrel ? [...faults, `${path} is a barrel`] : faults;
}

const LEFTOVERS: readonly [RegExp, string][] = [
  [/\b(TODO|FIXME|XXX)\b/, "a note to self"],
  [/\b(test|it|describe|suite)(\.\w+)*\.(only|skip|todo)\b/, "a test that is left out, or alone"],
  [/(^|[\s"'`(=:])\/(work|home|root|Users)\/[\w.]/, "a path of one machine"],
];

function leftovers({ path, text }: Source): Fault[] {
  return LEFTOVERS.flatMap(([pattern, what]) => {
    const line = text.split("\n").findIndex((candidate) => pattern.test(candidate)) + 1;
    return line > 0 ? [`${path}:${line} holds ${what}`] : [];
  });
}

const CODE = "{domain,durable-objects,worker,sdk,scripts,bench,examples,dashboard}/**/*.{ts,mjs}";

const isFile = (path: string): boolean => statSync(join(PROJECT, path)).isFile();
const ROOT_FILES = /^(LICENSE|[A-Za-z.-]+\.(md|json|toml|ts))$/;

test("nothing lies beside the folders but what describes and configures the project", () => {
  expect(filesMatching("*").filter((path) => isFile(path) && !ROOT_FILES.test(path))).toEqual([]);
});

test("no file is over 300 lines", () => {
  expect(filesMatching(CODE).flatMap((file) => oversized(read(file)))).toEqual([]);
});

test("every file is named for a concept, in kebab-case", () => {
  expect(filesMatching(CODE, "test/**/*.ts").flatMap(misnamed)).toEqual([]);
});

test("nothing is left unfinished, left out, or tied to one machine", () => {
  const everything = filesMatching(
    "{domain,durable-objects,worker,sdk,scripts,bench,examples,dashboard,test,migrations,.ci}/**/*.*",
    "*.{md,json,toml,ts}",
    ".ci/run",
  );
  const own = everything.filter(
    (file) => !/^(worker-configuration|package-lock|test\/tidy\/files\.test)/.test(file),
  );
  expect(own.flatMap((file) => leftovers(read(file)))).toEqual([]);
});

describe("a fault is found", () => {
  test("a long file", () => {
    expect(oversized({ path: "domain/a.ts", text: "a\n".repeat(LINES) })).toEqual([]);
    expect(oversized({ path: "domain/a.ts", text: "a\n".repeat(LINES + 1) })).toHaveLength(1);
  });

  test.each([
    "domain/kernel/orderEvent.ts",
    "worker/utils/money.ts",
    "worker/edge/helpers.ts",
    "domain/index.ts",
  ])("the name %s", (path) => {
    expect(misnamed(path)).toHaveLength(1);
  });

  test.each([
    "// TODO: later",
    'test.skip("a", () => {})',
    'describe.concurrent.only("a", () => {})',
    'const path = "/home/someone/main";',
  ])("the leftover %s", (text) => {
    expect(leftovers({ path: "worker/a.ts", text: `first line\n${text}\n` })).toHaveLength(1);
  });

  test("and what only looks alike passes", () => {
    expect(misnamed("worker/index.ts")).toEqual([]);
    expect(
      leftovers({ path: "worker/a.ts", text: `app.get("/v1/work/items"); const mastodon = 1;` }),
    ).toEqual([]);
  });
});
