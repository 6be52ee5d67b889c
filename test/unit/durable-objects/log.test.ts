/** A line of the log holds what every cause said, and nothing that an error quotes of its input. */
import { DrizzleQueryError } from "drizzle-orm/errors";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { logError } from "../../../durable-objects/object/log.ts";

interface Line {
  readonly level: string;
  readonly event: string;
  readonly facts: Record<string, unknown>;
  readonly errors: readonly { readonly name: string; readonly message?: string }[];
  readonly at: readonly string[];
}

let written: string[];

beforeEach(() => {
  written = [];
  vi.spyOn(console, "error").mockImplementation((line: string) => void written.push(line));
});

afterEach(() => {
  vi.restoreAllMocks();
});

function lineOf(error: unknown, facts?: Record<string, string | number>): Line {
  logError("something_failed", error, facts);
  expect(written).toHaveLength(1);
  return JSON.parse(written[0] ?? "") as Line;
}

test("a line is one JSON object with its event, its facts and where the error was made", () => {
  const line = lineOf(new RangeError("no room"), { program: "demo", rows: 3 });
  expect(line).toMatchObject({
    level: "error",
    event: "something_failed",
    facts: { program: "demo", rows: 3 },
    errors: [{ name: "RangeError", message: "no room" }],
  });
  expect(line.at[0]).toContain("log.test.ts");
  expect(line.at.length).toBeLessThanOrEqual(5);
});

test("every cause is told, the outermost first", () => {
  const storage = new Error("D1_ERROR: no such table: links: SQLITE_ERROR");
  const wrapped = new Error("the link was not read", {
    cause: new TypeError("in between", { cause: storage }),
  });
  expect(lineOf(wrapped).errors).toEqual([
    { name: "Error", message: "the link was not read" },
    { name: "TypeError", message: "in between" },
    { name: "Error", message: "D1_ERROR: no such table: links: SQLITE_ERROR" },
  ]);
});

test("of a query that failed storage's own words are told, never its parameters", () => {
  const cause = new Error("D1_ERROR: database is locked: SQLITE_BUSY");
  const secret = ["order-of-li-lei", "line one\n    at secret (secret.ts:1:1)"];
  const line = lineOf(new DrizzleQueryError("select * from orders where id = ?", secret, cause));
  expect(line.errors).toEqual([
    { name: "DrizzleQueryError" },
    { name: "Error", message: "D1_ERROR: database is locked: SQLITE_BUSY" },
  ]);
  expect(written[0]).not.toMatch(/li-lei|secret/);
  expect(line.at[0]).toContain("log.test.ts");
});

test("what a parser or a schema quotes of its input is not told", () => {
  const quoting = [
    () => JSON.parse('{"customerId": li-lei}') as unknown,
    () => z.strictObject({}).parse({ "li-lei": 1 }),
  ];
  for (const quote of quoting) {
    written = [];
    let thrown: unknown;
    try {
      quote();
    } catch (error) {
      thrown = error;
    }
    expect(lineOf(new Error("stored settings are unreadable", { cause: thrown })).errors).toEqual([
      { name: "Error", message: "stored settings are unreadable" },
      { name: thrown instanceof SyntaxError ? "SyntaxError" : "ZodError" },
    ]);
    expect(written[0]).not.toContain("li-lei");
  }
});

test("a chain that leads back into itself ends, a long message is cut, and what is no error is told as it is", () => {
  const circular = new Error("first");
  circular.cause = new Error("second", { cause: circular });
  expect(lineOf(circular).errors.map(({ message }) => message)).toEqual(["first", "second"]);
  written = [];
  expect(lineOf(new Error("x".repeat(10_000))).errors[0]?.message?.length).toBeLessThan(600);
  written = [];
  expect(lineOf("thrown text").errors).toEqual([{ name: "string", message: "thrown text" }]);
});
