/** One write of a resource without an id of its own, recognised again by its `Idempotency-Key`. */
import type { Attempt } from "../db/idempotency.ts";
import { ApiProblem } from "../platform/problem.ts";
import type { ApiContext } from "./api-env.ts";
import { idempotencyKey, requestHash } from "./route-parts.ts";

/**
 * @param operation kind of write; a key counts within it.
 * @param resource what this attempt would make: random.
 */
export function attemptOf(c: ApiContext, operation: string, resource: string): Attempt {
  return {
    program: c.get("program").number,
    operation,
    key: idempotencyKey(c),
    requestHash: requestHash(c),
    resource,
    nowMs: Date.now(),
  };
}

/** The resource that stands: the one of this attempt, or of the first with the same key. */
export function resourceOf(
  attempt: Attempt,
  claimed: { kind: "first" } | { kind: "repeat"; resource: string } | { kind: "conflict" },
): { readonly created: boolean; readonly resource: string } {
  if (claimed.kind === "conflict") throw new ApiProblem("idempotency_conflict");
  if (claimed.kind === "first") return { created: true, resource: attempt.resource };
  return { created: false, resource: claimed.resource };
}
