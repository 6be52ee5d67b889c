/** Each fault of a body has a kind that programs go by, with its bound, and none where a sentence alone says it. */
import { z } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import { parseBody } from "../../../../worker/http/faults.ts";
import { ApiProblem } from "../../../../worker/http/problem.ts";
import { FAULT_KINDS } from "../../../../worker/http/problems/fault-kinds.ts";

const SCHEMA = z.strictObject({
  needed: z.string(),
  flag: z.boolean(),
  count: z.int(),
  word: z.enum(["left", "right"]),
  form: z.string().regex(/^a+$/),
  short: z.string().min(3),
  long: z.string().max(2),
  few: z.array(z.int()).min(1),
  many: z.array(z.int()).max(1),
  small: z.int().min(5),
  large: z.number().max(5),
  above: z.number().gt(0),
  own: z.string().refine((text) => text === "", "has a rule of its own"),
});

const BODY = {
  flag: "yes",
  count: 1.5,
  word: "up",
  form: "b",
  short: "ab",
  long: "abc",
  few: [],
  many: [1, 2],
  small: 4,
  large: 6,
  above: 0,
  own: "x",
  other: true,
};

function faultsOf(body: unknown) {
  try {
    parseBody(SCHEMA, body);
  } catch (error) {
    if (error instanceof ApiProblem) return error.options.errors ?? [];
  }
  return [];
}

const FAULTS = faultsOf(BODY);

test("a fault is of the kind that its schema found, and names the bound that is still taken", () => {
  expect(FAULTS.map(({ path, kind, limit }) => [path, kind, limit])).toEqual([
    ["needed", "required", undefined],
    ["flag", "wrong_type", undefined],
    ["count", "not_an_integer", undefined],
    ["word", "not_one_of", undefined],
    ["form", "wrong_form", undefined],
    ["short", "too_short", 3],
    ["long", "too_long", 2],
    ["few", "too_few", 1],
    ["many", "too_many", 1],
    ["small", "too_small", 5],
    ["large", "too_large", 5],
    ["above", "too_small", undefined],
    ["own", undefined, undefined],
    ["other", "unknown_member", undefined],
  ]);
  expect(new Set(FAULTS.flatMap(({ kind }) => kind ?? []))).toEqual(new Set(FAULT_KINDS));
});

test("a word or number that is not there is required, and is none of another type", () => {
  const missing = faultsOf({}).map(({ path, kind }) => [path, kind]);
  expect(missing.filter(([, kind]) => kind !== "required")).toEqual([]);
  expect(missing).toHaveLength(Object.keys(SCHEMA.shape).length);
});
