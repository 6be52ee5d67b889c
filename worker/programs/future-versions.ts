/**
 * A version takes effect now, and never before the one before it. Where that one lies ahead, as a clock that was wrong
 * leaves it, a change would wait for it without a word. So the caller is asked.
 */
import { LIMITS } from "../../domain/kernel/limits.ts";
import { instantOf } from "../http/instants.ts";
import { ApiProblem } from "../http/problem.ts";

/** A version that exists, as far as its time goes. */
interface Dated {
  readonly effectiveFromMs: number;
}

/**
 * @param newest the version before the one that would be made.
 * @param mayWait whether the caller has said that the new one may wait.
 * @throws ApiProblem `version_in_future` (409).
 */
export function refuseBehindFuture(newest: Dated | undefined, nowMs: number, mayWait: boolean): void {
  const fromMs = newest?.effectiveFromMs ?? 0;
  if (mayWait || fromMs <= nowMs + LIMITS.aheadMs) return;
  throw new ApiProblem("version_in_future", {
    detail: `the newest version takes effect at ${instantOf(fromMs)}, and a later one only after it; nothing was changed`,
  });
}
