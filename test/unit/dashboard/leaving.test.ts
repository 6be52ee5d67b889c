/** Other tabs tell somebody who left from a session that merely changed: only the first takes along what was typed. */
import { expect, test } from "vitest";
import { isLeaving, toldText } from "../../../dashboard/common/api/leaving.ts";

test("a sign-out is heard as somebody leaving, and nothing else is", () => {
  expect(isLeaving(toldText("signed-out"))).toBe(true);
  expect(isLeaving(toldText("signed-in"))).toBe(false);
  expect(isLeaving("1764448800000 0.5")).toBe(false);
  expect(isLeaving(null)).toBe(false);
});
