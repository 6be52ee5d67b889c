/** A form and the versions that come while it is open. */
import { expect, test } from "vitest";
import { ontoNewest } from "../../../dashboard/desk/drafts/held-draft.ts";

const [FIRST, SECOND] = [{ version: 1 }, { version: 2 }];

test("a form in which nothing was typed shows the newest version", () => {
  expect(ontoNewest({ begun: FIRST, isTyped: false }, SECOND)).toEqual({ begun: SECOND, isTyped: false });
});

test("what was typed stays, of the version that it began from", () => {
  const held = { begun: FIRST, isTyped: true };
  expect(ontoNewest(held, SECOND)).toBe(held);
});

test("once it was saved the form goes on from the newest version", () => {
  expect(ontoNewest({ begun: FIRST, isTyped: false }, SECOND).begun).toBe(SECOND);
});

test("the same version, read anew, begins nothing anew", () => {
  const held = { begun: FIRST, isTyped: false };
  expect(ontoNewest(held, { version: 1 })).toBe(held);
});
