/** Other tabs tell somebody who left from a session that merely changed: only the first takes along what was typed. */
import { expect, test } from "vitest";
import { isLeaving, signalOf } from "../../../dashboard/common/api/leaving.ts";

test("a sign-out is heard as somebody leaving, and nothing else is", () => {
  expect(isLeaving(signalOf("signed-out"))).toBe(true);
  expect(isLeaving(signalOf("signed-in"))).toBe(false);
  expect(isLeaving("1764448800000 0.5")).toBe(false);
  expect(isLeaving(null)).toBe(false);
});
