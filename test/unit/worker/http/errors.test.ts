/** Whatever storage throws is answered 503, however it was wrapped; a bug of ours is not called storage. */
import { DrizzleQueryError } from "drizzle-orm/errors";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NotUnderstood } from "../../../../domain/kernel/not-understood.ts";
import { onError } from "../../../../worker/http/errors.ts";

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});

afterEach(() => {
  vi.restoreAllMocks();
});

function marked(message: string, marks: object): Error {
  return Object.assign(new Error(message), marks);
}

test.each([
  ["D1", new Error("D1_ERROR: no such table: links: SQLITE_ERROR")],
  ["D1 below a query", new DrizzleQueryError("select 1", [], new Error("D1_ERROR: timeout"))],
  ["a query whose cause names nothing", new DrizzleQueryError("select 1", [], new Error("lost"))],
  ["an object's own database", new Error("database disk image is malformed: SQLITE_CORRUPT")],
  ["an object that moved", marked("moved", { retryable: true })],
  ["an object that is overloaded, wrapped twice", wrapped(marked("busy", { overloaded: true }))],
  ["the way to it", new Error("Network connection lost.")],
  ["an object of another version", new NotUnderstood("row greeting")],
  ["its words alone", new Error(new NotUnderstood("row greeting").message)],
  [
    "a method that an object does not have yet",
    new TypeError('The RPC receiver does not implement the method "greet".'),
  ],
])("%s is answered 503 with Retry-After", async (_, error) => {
  const answer = onError(error);
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(await answer.json()).toMatchObject({ code: "unavailable" });
});

test.each([
  ["a bug", new TypeError("x is not a function")],
  ["a broken constraint", new Error("D1_ERROR: UNIQUE constraint failed: SQLITE_CONSTRAINT")],
  ["one below a query", new DrizzleQueryError("insert", [], new Error("D1_ERROR: SQLITE_CONSTRAINT"))],
])("%s is answered 500, without a word of it", async (_, error) => {
  const answer = onError(error);
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain(error.message);
});

function wrapped(error: Error): Error {
  return new Error("outer", { cause: new Error("inner", { cause: error }) });
}
