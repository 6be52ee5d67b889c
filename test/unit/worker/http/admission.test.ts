import { expect, test } from "vitest";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import { Admission } from "../../../../worker/http/traffic/admission.ts";
import { onError } from "../../../../worker/http/errors.ts";

/** Enters, or gives the answer to a request that finds no room. */
function answerOf(admission: Admission, bodyBytes = 0): Response {
  try {
    admission.place().enter(bodyBytes);
    return new Response("let in");
  } catch (error) {
    return onError(error);
  }
}

test("as many requests as there are places are let in; one more is 503 with Retry-After, at once", async () => {
  const admission = new Admission(LIMITS.requestsAtOnce);
  const places = Array.from({ length: LIMITS.requestsAtOnce }, () => admission.place());
  for (const place of places) place.enter(0);
  const beyond = answerOf(admission);
  expect(beyond.status).toBe(503);
  expect(await beyond.json()).toMatchObject({ code: "overloaded" });
  expect(Number(beyond.headers.get("retry-after"))).toBeGreaterThan(0);
  for (const place of places) place.leave();
  expect(admission.taken).toBe(0);
});

test("a large body takes the room of several requests, and one alone is always let in", () => {
  const admission = new Admission(16);
  const large = admission.place();
  large.enter(1_048_576);
  expect(answerOf(admission).status).toBe(503);
  large.leave();
  expect(answerOf(admission).status).toBe(200);
});

test("a request that enters again, or leaves twice, takes and gives its room once", () => {
  const admission = new Admission(16);
  const place = admission.place();
  place.enter(0);
  place.enter(32_768);
  expect(admission.taken).toBe(3);
  place.leave();
  place.leave();
  expect(admission.taken).toBe(0);
});

test("those who were refused together are not all told to return at once", () => {
  const admission = new Admission(1);
  admission.place().enter(0);
  const told = Array.from({ length: 100 }, () => answerOf(admission).headers.get("retry-after"));
  expect(new Set(told).size).toBeGreaterThan(1);
});
