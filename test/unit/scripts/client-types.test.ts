/** What the client for servers knows of the API is what the API says of itself. */
import { expect, test } from "vitest";
import { CLIENT_TYPES, KEYED_CALLS, keyedCalls, madeOf } from "../../../scripts/sdk/client-types.ts";
import { readDescription } from "../../../scripts/sdk/read-description.ts";
import { read } from "../../tidy/read/source.ts";

const description = await readDescription();

test("its types are made of the present description; `npm run build` makes them anew", () => {
  expect(read(CLIENT_TYPES).text.split("\n", 1)[0]).toBe(madeOf(description));
  expect(madeOf(description)).not.toBe(madeOf(`${description} `));
});

test("it sends an Idempotency-Key with each call that takes one", () => {
  expect(read(KEYED_CALLS).text).toBe(keyedCalls(description));
  expect(keyedCalls(description)).toContain('"post /v1/programs/{program}/links"');
});
