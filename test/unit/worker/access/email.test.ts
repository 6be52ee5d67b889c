/** Addresses that differ are never folded into one. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { emailSchema } from "../../../../worker/access/people/people.shapes.ts";

test("an address is compared without spaces around it, in lower case", () => {
  expect(emailSchema.parse(" Li.Lei@Shop.EXAMPLE ")).toBe("li.lei@shop.example");
});

test("whatever is not printable ASCII is no address, also what folds into one", () => {
  for (const address of [
    "\u212Aim@shop.example",
    "kim@\u212A.example",
    "\u00A0kim@shop.example",
    "kim@shop.example\n",
  ]) {
    expect([address, emailSchema.safeParse(address).success]).toEqual([address, false]);
  }
});

test("an address that is taken differs from what was sent in spaces and in the case of ASCII alone", () => {
  const characters = fc.constantFrom(...Array.from("kKsS@.a \u212A\u017F\u0130\u00A0\uFEFF\uFF4B"));
  fc.assert(
    fc.property(fc.string({ unit: characters, maxLength: 6 }), (name) => {
      const sent = `${name}@shop.example`;
      const { data } = emailSchema.safeParse(sent);
      if (data === undefined) return;
      expect(data).toBe(sent.replace(/^ +| +$/g, "").replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
    }),
    { numRuns: 2_000 },
  );
});
