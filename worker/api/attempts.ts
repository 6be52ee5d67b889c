/** One write of a resource without an id of its own, recognised again by its `Idempotency-Key`. */
import { type Attempt, readClaim } from "../db/idempotency.ts";
import { ApiProblem } from "../platform/problem.ts";
import type { ApiContext } from "./api-env.ts";
import { idempotencyKey, namespaceOf, requestHash } from "./route-parts.ts";

/**
 * @param operation kind of write; a key counts within it, and for one caller.
 * @param resource what this attempt would make: random.
 */
export function attemptOf(c: ApiContext, operation: string, resource: string): Attempt {
  return {
    program: c.get("program").number,
    operation: `${namespaceOf(c)}${operation}`,
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

/**
 * Whether an attempt repeats one that was made: a bound that was reached since does not refuse it.
 *
 * @throws ApiProblem `idempotency_conflict` when its key was for something else.
 */
export async function isRepeat(env: Env, attempt: Attempt): Promise<boolean> {
  return !resourceOf(attempt, await readClaim(env.CONFIG, attempt)).created;
}
