/** Why somebody is not signed in is said as it is: the network is blamed only where no answer came. */
import { expect, test } from "vitest";
import { signInFault } from "../../../dashboard/common/api/problem.ts";

test.each([
  ["a key that nobody has", { status: 401, code: "unauthorized" }, "key-wrong"],
  ["a key that is blank or too long", { status: 422, code: "invalid_body" }, "key-wrong"],
  ["no answer", new TypeError("Failed to fetch"), "failed-offline"],
  ["too many calls", { status: 429, code: "rate_limited" }, "sign-in-failed"],
  ["a service that is busy", { status: 503, code: "offline", retryAfterMs: 9_000 }, "sign-in-failed"],
  ["what another site asks", { status: 403, code: "cross_site_request" }, "sign-in-failed"],
])("%s is said", (_, error, text) => {
  expect(signInFault(error)).toBe(text);
});
