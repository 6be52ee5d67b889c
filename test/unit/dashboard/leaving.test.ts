/** Other tabs tell somebody who left from a session that merely changed: only the first takes along what was typed. */
import { expect, test } from "vitest";
import { isLeaving, noticeOf } from "../../../dashboard/common/api/leaving.ts";

test("a sign-out is heard as somebody leaving, and nothing else is", () => {
  expect(isLeaving(noticeOf("signed-out"))).toBe(true);
  expect(isLeaving(noticeOf("signed-in"))).toBe(false);
  expect(isLeaving("1764448800000 0.5")).toBe(false);
  expect(isLeaving(null)).toBe(false);
});
