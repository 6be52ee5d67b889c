/** Sizes, names and leftovers. */
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Fault, filesMatching, GENERATED, PROJECT, read, type Source } from "./read/source.ts";

const LINES = 300;
/** Half of the files of a top folder are shorter than that. */
const MEDIAN_LINES = 80;
const FILES_PER_FOLDER = 25;
const FORBIDDEN = new Set(["utils", "util", "helpers", "helper", "services", "misc", "common-utils"]);
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const linesOf = ({ text }: Source): number => text.split("\n").length - 1;

function oversized(source: Source): Fault[] {
  const lines = linesOf(source);
  return lines > LINES ? [`${source.path} has ${lines} lines; ${LINES} are the limit`] : [];
}

/** Top folders whose files are long as a rule. */
function longWinded(sources: readonly Source[]): Fault[] {
  const tops = Map.groupBy(sources, ({ path }) => path.split("/")[0] ?? "");
  return [...tops].flatMap(([top, files]) => {
    const lengths = files.map(linesOf).toSorted((a, b) => a - b);
    const [low = 0, high = 0] = [lengths[(lengths.length - 1) >> 1], lengths[lengths.length >> 1]];
    const median = (low + high) / 2;
    return median < MEDIAN_LINES ? [] : [`${top}/ has files of ${median} lines in the middle`];
  });
}

/** Folders that nobody sees at a glance. */
function crowded(paths: readonly string[]): Fault[] {
  const folders = Map.groupBy(paths, (path) => dirname(path));
  return [...folders].flatMap(([folder, { length }]) =>
    length > FILES_PER_FOLDER ? [`${folder}/ has ${length} files; ${FILES_PER_FOLDER} are the limit`] : [],
  );
}

function misnamed(path: string): Fault[] {
  const parts = path
    .split("/")
    .map((part) => part.replace(/(\.(d|test|routes|shapes|tables))?\.(ts|tsx|mjs)$/, ""));
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

const CODE = "{domain,durable-objects,worker,sdk,scripts,bench,examples,dashboard}/**/*.{ts,tsx,mjs}";

const isFile = (path: string): boolean => statSync(join(PROJECT, path)).isFile();
const SCRIPT = "*.{ts,mts,cts,tsx,js,mjs,cjs,jsx}";
/** Folders that git ignores. */
const NOT_OURS = new Set(["node_modules", "dist", "coverage"]);

/** All code and tests of the project, in whatever folder, apart from what is generated. */
function allCode(): string[] {
  const folders = filesMatching("*", ".ci").filter((path) => !isFile(path) && !NOT_OURS.has(path));
  const found = filesMatching(SCRIPT, ...folders.map((folder) => `${folder}/**/${SCRIPT}`));
  return found.filter((path) => !GENERATED.has(path));
}

const ROOT_FILES = /^(LICENSE|Dockerfile|compose\.yaml|[A-Za-z.-]+\.(md|json|toml|ts))$/;

test("nothing lies beside the folders but what describes and configures the project", () => {
  expect(filesMatching("*").filter((path) => isFile(path) && !ROOT_FILES.test(path))).toEqual([]);
});

test("all code is looked at, that of tests and of the documents too", () => {
  const tops = new Set(allCode().map((path) => path.split("/")[0]));
  expect([...tops]).toEqual(expect.arrayContaining([".ci", "docs", "test", "vitest.config.ts", "worker"]));
});

test("no file is over 300 lines, of tests neither", () => {
  expect(allCode().flatMap((file) => oversized(read(file)))).toEqual([]);
});

test("files are short: half of each top folder's are under 80 lines", () => {
  expect(longWinded(filesMatching(CODE).map(read))).toEqual([]);
});

test("half of all files, those of tests among them, are under 80 lines", () => {
  const lengths = allCode()
    .map((file) => linesOf(read(file)))
    .toSorted((a, b) => a - b);
  expect(lengths[lengths.length >> 1]).toBeLessThan(MEDIAN_LINES);
});

/** Tests of one module whose folder is none of the code, nor of what tests share. */
function astray(paths: readonly string[], isFolder: (folder: string) => boolean): Fault[] {
  return paths.flatMap((path) => {
    const folder = dirname(path).replace(/^test\/unit\//, "");
    return [folder, `test/${folder}`].some(isFolder) ? [] : [`${path}: there is no ${folder}/`];
  });
}

test("tests of one module stand in the folders of the code", () => {
  const isFolder = (folder: string): boolean => existsSync(join(PROJECT, folder)) && !isFile(folder);
  const tests = filesMatching("test/unit/**/*.test.ts");
  expect(tests.length).toBeGreaterThan(200);
  expect(astray(tests, isFolder)).toEqual([]);
  expect(astray(["test/unit/service/cron.test.ts"], isFolder)).toHaveLength(1);
});

test("no folder has more than 25 files", () => {
  expect(crowded(allCode())).toEqual([]);
});

test("every file is named for a concept, in kebab-case", () => {
  const files = filesMatching(CODE, "test/**/*.ts").filter((path) => !GENERATED.has(path));
  expect(files.flatMap(misnamed)).toEqual([]);
});

test("nothing is left unfinished, left out, or tied to one machine", () => {
  const everything = filesMatching(
    "{domain,durable-objects,worker,sdk,scripts,bench,examples,dashboard,test,migrations,.ci}/**/*.*",
    "*.{md,json,toml,ts}",
    ".ci/run",
  );
  const own = everything.filter(
    (file) =>
      !/^(worker-configuration|package-lock|test\/tidy\/files\.test|test\/releases\/[\d.]+(\/state\.br)?$)/.test(
        file,
      ),
  );
  expect(own.flatMap((file) => leftovers(read(file)))).toEqual([]);
});

describe("a fault is found", () => {
  test("a long file", () => {
    expect(oversized({ path: "domain/a.ts", text: "a\n".repeat(LINES) })).toEqual([]);
    expect(oversized({ path: "domain/a.ts", text: "a\n".repeat(LINES + 1) })).toHaveLength(1);
  });

  test("a top folder of long files, where an even number has its middle between two", () => {
    const file = (path: string, lines: number): Source => ({ path, text: "a\n".repeat(lines) });
    const short = [file("sdk/a.ts", 10), file("sdk/b.ts", 149)];
    expect(longWinded([...short, file("worker/x/a.ts", 10), file("worker/b.ts", 150)])).toEqual([
      "worker/ has files of 80 lines in the middle",
    ]);
    expect(longWinded([...short, file("sdk/c/d.ts", 300)])).toHaveLength(1);
  });

  test("a crowded folder, in which folders below do not count", () => {
    const files = Array.from({ length: FILES_PER_FOLDER }, (_, number) => `domain/kernel/a${number}.ts`);
    expect(crowded([...files, "domain/kernel/below/b.ts"])).toEqual([]);
    expect(crowded([...files, "domain/kernel/b.ts"])).toHaveLength(1);
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
