/** Words that GLOSSARY.md rules out stand in no name of what people run; each word says where its thing lives. */
import { describe, expect, test } from "vitest";
import { WEBHOOK_SOURCES } from "../../worker/configuration/webhook-sources.ts";
import { cellsOf } from "./read/prose.ts";
import {
  type Fault,
  filesMatching,
  GENERATED,
  namesOf,
  read,
  type Source,
  stringsOf,
} from "./read/source.ts";

const GLOSSARY = "GLOSSARY.md";
/** Of all sources this one alone is in our own words. */
const VENDORS = Object.keys(WEBHOOK_SOURCES).filter((source) => source !== "standard");
const DEPLOYED = [
  "{domain,durable-objects,worker,sdk,dashboard,migrations,scripts}/**/*.{ts,tsx,mjs,sql}",
  "examples/**/*.{ts,tsx,mjs,js}",
];
/** A vendor's folder spells what its vendor sends, and the provider of sign-in what its protocol says. */
const OF_A_VENDOR = new RegExp(`^worker/(sources/(${VENDORS.join("|")})/|sign-in/provider\\.ts$)`);
/** Metrics are told under these names as well, for monitoring of before. */
const OF_BEFORE = "worker/operations/metrics/earlier-names.ts";

interface Entry {
  readonly word: string;
  /** Words that stand for it nowhere. */
  readonly ruledOut: readonly string[];
  readonly places: readonly string[];
}

function entriesOf(glossary: string): Entry[] {
  return glossary
    .split("\n")
    .filter((line) => /^\| [a-z]/.test(line) && !line.startsWith("| word "))
    .map((line) => {
      const [word = "", , isNot = "", lives = ""] = cellsOf(line);
      return { word, ruledOut: quoted(isNot), places: quoted(lives) };
    });
}

function quoted(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
}

/** What a file spells for machines or callers: identifiers, its own path, codes and paths, names in SQL. */
function spelledBy(source: Source): string[] {
  const path = source.path.split("/");
  if (source.path.endsWith(".sql")) return [...path, ...sqlNames(source.text)];
  const strings = stringsOf(source);
  const codes = strings.filter((text) => /^[\w./:{}?…-]+$/.test(text));
  const statements = strings.filter((text) => /\b(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER)\b/.test(text));
  return [...path, ...namesOf(source), ...codes, ...statements.flatMap(sqlNames)];
}

function sqlNames(sql: string): string[] {
  return sql.replaceAll(/--.*$/gm, "").match(/\w+/g) ?? [];
}

/** The words of a name in camel, snake or kebab case. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

function ruledOutNames(source: Source, entries: readonly Entry[]): Fault[] {
  const better = new Map(
    entries.flatMap(({ word, ruledOut }) =>
      ruledOut.flatMap((wrong) => [wrong, `${wrong}s`].map((spelled) => [spelled, word] as const)),
    ),
  );
  return [...new Set(spelledBy(source))].flatMap((name) =>
    wordsOf(name).flatMap((word) => {
      const instead = better.get(word);
      return instead === undefined
        ? []
        : [`${source.path} has the name ${name}: ${GLOSSARY} says "${instead}"`];
    }),
  );
}

const entries = entriesOf(read(GLOSSARY).text);

test("no name of what people run has a word that the glossary rules out", () => {
  const ruledOut = entries.flatMap((entry) => entry.ruledOut);
  expect(ruledOut).toEqual(
    expect.arrayContaining(["claim", "parked", "standing", "told", "chore", "ingest"]),
  );
  const files = filesMatching(...DEPLOYED).filter((path) => !GENERATED.has(path));
  expect(files.length).toBeGreaterThan(200);
  const ours = files.filter((file) => !OF_A_VENDOR.test(file) && file !== OF_BEFORE);
  expect(ours.flatMap((file) => ruledOutNames(read(file), entries))).toEqual([]);
});

test("each word of the glossary stands there once, and has a place", () => {
  const words = entries.map(({ word }) => word);
  expect(words.length).toBeGreaterThan(45);
  expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
  expect(entries.filter(({ places }) => places.length === 0)).toEqual([]);
});

test("no word is ruled out that another row explains", () => {
  const words = new Set(entries.flatMap(({ word }) => word.split(" ")));
  expect(entries.flatMap((entry) => entry.ruledOut).filter((word) => words.has(word))).toEqual([]);
});

describe("a name that is ruled out is found", () => {
  const rows = entriesOf(
    "| word | is | is not | lives |\n| wake | a | `touched`, a person | `worker` |\n| job | b | `chore` | `worker` |",
  );
  const faults = (path: string, text: string) => ruledOutNames({ path, text }, rows);

  test.each([
    ["a variable", "worker/a.ts", "const choreQueue = 1;"],
    ["a plural", "worker/a.ts", "const CHORES = 1;"],
    ["a type", "worker/a.ts", "interface HourlyChore { at: number }"],
    ["a private member", "worker/a.ts", "class A { #chore = 1; }"],
    ["a member of JSON", "worker/a.shapes.ts", "z.object({ touched: z.int() })"],
    ["a quoted member", "worker/a.shapes.ts", 'z.object({ "touched-at": z.int() })'],
    ["a code", "worker/a.shapes.ts", 'z.enum(["touched", "done"])'],
    ["a path", "worker/a.routes.ts", 'app.get("/v1/programs/{program}/chores", answer)'],
    ["a path with a gap", "worker/a.routes.ts", "app.get(`${PATH}/chores`, answer)"],
    ["a column", "worker/a.tables.ts", "sql.exec(`SELECT touched_at_ms FROM alarms`)"],
    ["a column of a migration", "migrations/reports/0001_a.sql", "CREATE TABLE a (touched INTEGER);"],
    ["a file", "worker/chores.ts", ""],
    ["a folder", "worker/chores/a.ts", ""],
  ])("%s", (_, path, text) => {
    expect(faults(path, text)).toHaveLength(1);
  });

  test.each([
    ["a part of another word", "worker/a.ts", "const untouched = 1, anchored = 2;"],
    ["prose", "worker/a.ts", '// no chore\nconst title = "What was touched by a chore";'],
    ["a comment of a migration", "migrations/reports/0001_a.sql", "-- touched\nCREATE TABLE a (b INTEGER);"],
  ])("%s passes", (_, path, text) => {
    expect(faults(path, text)).toEqual([]);
  });
});
