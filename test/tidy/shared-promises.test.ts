/** No request waits for the I/O of another one: the Worker keeps no promise beyond the request that made it. */
import { expect, test } from "vitest";
import { type Fault, filesMatching, read, type Source } from "./read/source.ts";

/** A field, or a variable of a module, that holds a promise or a collection of them. Functions only return one. */
const KEPT = /^(?:(?: {2})(?:readonly )?#\w+|(?:let|const) \w+)(?![^=]*=>)[^(\n]*Promise</m;
/** The batcher waits for sendings of others when the service stops, where one isolate is the whole service. */
const ALLOWED = new Set(["worker/edge/event-batcher.ts"]);

function keptPromises({ path, text }: Source): Fault[] {
  if (ALLOWED.has(path)) return [];
  const kept = text.split("\n").filter((line) => KEPT.test(line));
  return kept.map((line) => `${path} keeps a promise: ${line.trim()}`);
}

test("no promise is kept beyond its request", () => {
  expect(filesMatching("worker/**/*.ts").map(read).flatMap(keptPromises)).toEqual([]);
});

test.each([
  "  readonly #loads = new Map<string, Promise<Answer>>();",
  "  #underWay: Promise<unknown> | undefined;",
  "let management: Promise<App> | undefined;",
  "const loads = new Map<string, Promise<void>>();",
])("a promise that is kept is found: %s", (text) => {
  expect(keptPromises({ path: "worker/a.ts", text })).toHaveLength(1);
});
