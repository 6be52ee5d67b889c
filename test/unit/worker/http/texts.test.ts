/** Texts for people: what is read is what is there. */
import { expect, test } from "vitest";
import { linesSchema, textSchema } from "../../../../worker/http/common.shapes.ts";

const line = textSchema(100, "A name");
const lines = linesSchema(100, "A reason");

test.each(["Tea shop", "茶叶店", "متجر الشاي", "חנות תה", "👩‍🌾 tea"])("%s is a text", (text) => {
  expect(line.safeParse(text).success).toBe(true);
  expect(lines.safeParse(`${text}\n${text}`).success).toBe(true);
});

test.each([
  ["a mark that turns the direction", "shop \u202eevil"],
  ["a mark that embeds another direction", "\u202bshop"],
  ["a control character", "shop\u0007"],
  ["blanks alone", " \u200b "],
])("a text with %s is refused", (_, text) => {
  expect(line.safeParse(text).success).toBe(false);
  expect(lines.safeParse(text).success).toBe(false);
});
