import { expect, test } from "vitest";
import { slotOf } from "../../../../worker/platform/objects.ts";
import { newPseudonym } from "../../../../worker/privacy/pseudonym.ts";

const PROGRAM = { slotKey: Buffer.from("a key of slots").toString("base64") };

test("a pseudonym lies in the slot of the person, so that the same objects hear of both", () => {
  for (const id of ["user-77", "张三", "x".repeat(128)]) {
    const pseudonym = newPseudonym(PROGRAM, id);
    expect(slotOf(PROGRAM, "customer", pseudonym)).toBe(slotOf(PROGRAM, "customer", id));
  }
});

test("a pseudonym is random: of one person no two are alike, and none holds the id", () => {
  const pseudonyms = Array.from({ length: 20 }, () => newPseudonym(PROGRAM, "user-77"));
  expect(new Set(pseudonyms).size).toBe(20);
  for (const pseudonym of pseudonyms) expect(pseudonym).toMatch(/^erased-[0-9a-f]{32}$/);
});
