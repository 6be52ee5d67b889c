/** No credential takes the room of another: each calls so often at once, and so often a second thereafter. */
import { expect, test } from "vitest";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import { CallLimits } from "../../../../worker/access/call-limits.ts";
import { onError } from "../../../../worker/http/errors.ts";

const NOW_MS = Date.UTC(2026, 10, 26);
type Credential = Parameters<CallLimits["count"]>[0];
const key = (name: string): Credential => ({ kind: "tk", hash: `hash of key ${name}` });
const token = (name: string): Credential => ({ kind: "tp", hash: `hash of token ${name}` });

/** How many of so many calls are let in. */
function letIn(limits: CallLimits, caller: Credential, calls: number, nowMs: number): number {
  let counted = 0;
  for (let call = 0; call < calls; call += 1) {
    try {
      limits.count(caller, nowMs);
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
  expect(letIn(limits, caller("one"), burst + 50, NOW_MS)).toBe(burst);
  expect(letIn(limits, caller("one"), burst, NOW_MS + 1_000)).toBe(perSecond);
  expect(letIn(limits, caller("other"), 10, NOW_MS + 1_000)).toBe(10);
});

test("a call too many is 429 and says when to come again", async () => {
  const limits = new CallLimits();
  letIn(limits, token("one"), LIMITS.callsOfPromoterToken, NOW_MS);
  const answer = await Promise.resolve()
    .then(() => {
      limits.count(token("one"), NOW_MS);
      return new Response("let in");
    })
    .catch((error: unknown) => onError(error));
  expect([answer.status, Number(answer.headers.get("retry-after")) > 0]).toEqual([429, true]);
  expect(await answer.json()).toMatchObject({ code: "rate_limited" });
});

test("as many credentials as are remembered: one more forgets who has not called for longest", () => {
  const limits = new CallLimits();
  expect(letIn(limits, token("0"), LIMITS.callsOfPromoterToken, NOW_MS)).toBe(LIMITS.callsOfPromoterToken);
  for (let other = 1; other < 20_000; other += 1) letIn(limits, token(String(other)), 1, NOW_MS);
  expect(letIn(limits, token("0"), 1, NOW_MS)).toBe(0);
  for (let other = 20_000; other < 40_000; other += 1) letIn(limits, token(String(other)), 1, NOW_MS);
  expect(letIn(limits, token("0"), 1, NOW_MS)).toBe(1);
});
