/** No credential takes the room of another: each calls so often at once, and so often a second thereafter. */
import { expect, test } from "vitest";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import { promoterRefOf } from "../../../../domain/kernel/ids.ts";
import type { Principal } from "../../../../worker/access/api-env.ts";
import { CallLimits } from "../../../../worker/access/call-limits.ts";
import { onError } from "../../../../worker/http/errors.ts";

const NOW_MS = Date.UTC(2026, 10, 26);
const key = (number: number): Principal => ({ kind: "key", number, scopes: new Set() });
const token = (number: number): Principal => ({
  kind: "promoter",
  number,
  promoter: promoterRefOf(1, 0),
});

/** How many of so many calls are let in. */
function letIn(limits: CallLimits, caller: Principal, calls: number, nowMs: number, program = 1): number {
  let counted = 0;
  for (let call = 0; call < calls; call += 1) {
    try {
      limits.count(program, caller, nowMs);
      counted += 1;
    } catch {
      continue;
    }
  }
  return counted;
}

test.each([
  ["key", key, LIMITS.callsOfKey, LIMITS.callsOfKey / 10],
  ["promoter's token", token, LIMITS.callsOfPromoterToken, LIMITS.callsOfPromoterToken / 10],
] as const)("a %s calls so often at once and a second, and others go on", (_, caller, burst, perSecond) => {
  const limits = new CallLimits();
  expect(letIn(limits, caller(1), burst + 50, NOW_MS)).toBe(burst);
  expect(letIn(limits, caller(1), burst, NOW_MS + 1_000)).toBe(perSecond);
  expect(letIn(limits, caller(2), 10, NOW_MS + 1_000)).toBe(10);
  expect(letIn(limits, caller(1), 10, NOW_MS + 1_000, 2)).toBe(10);
  expect(letIn(limits, { kind: "operator" }, burst + 50, NOW_MS)).toBe(burst + 50);
});

test("a call too many is 429 and says when to come again", async () => {
  const limits = new CallLimits();
  letIn(limits, token(1), LIMITS.callsOfPromoterToken, NOW_MS);
  const answer = await Promise.resolve()
    .then(() => {
      limits.count(1, token(1), NOW_MS);
      return new Response("let in");
    })
    .catch((error: unknown) => onError(error));
  expect([answer.status, Number(answer.headers.get("retry-after")) > 0]).toEqual([429, true]);
  expect(await answer.json()).toMatchObject({ code: "rate_limited" });
});

test("as many credentials as are remembered: one more forgets who has not called for longest", () => {
  const limits = new CallLimits();
  expect(letIn(limits, token(0), LIMITS.callsOfPromoterToken, NOW_MS)).toBe(LIMITS.callsOfPromoterToken);
  for (let other = 1; other < 20_000; other += 1) letIn(limits, token(other), 1, NOW_MS);
  expect(letIn(limits, token(0), 1, NOW_MS)).toBe(0);
  for (let other = 20_000; other < 40_000; other += 1) letIn(limits, token(other), 1, NOW_MS);
  expect(letIn(limits, token(0), 1, NOW_MS)).toBe(1);
});
