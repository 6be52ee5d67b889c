/** One write of a resource without an id of its own, recognised again by its `Idempotency-Key`. */
import { type Attempt, readTakenKey } from "../http/idempotency.tables.ts";
import { ApiProblem } from "../http/problem.ts";
import type { ApiContext } from "./api-env.ts";
import { canonicalJson } from "../../domain/kernel/canonical-json.ts";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { idempotencyKeySchema } from "../http/common.shapes.ts";
import { sha256Hex } from "../platform/credentials.ts";

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
    audit: c.get("audit"),
  };
}

/** The resource that stands: the one of this attempt, or of the first with the same key. */
export function resourceOf(
  attempt: Attempt,
  outcome: { kind: "first" } | { kind: "repeat"; resource: string } | { kind: "conflict" },
): { readonly created: boolean; readonly resource: string } {
  if (outcome.kind === "conflict") throw new ApiProblem("idempotency_conflict");
  if (outcome.kind === "first") return { created: true, resource: attempt.resource };
  return { created: false, resource: outcome.resource };
}

/**
 * Whether an attempt repeats one that was made: a bound that was reached since does not refuse it.
 *
 * @throws ApiProblem `idempotency_conflict` when its key was for something else.
 */
export async function isRepeat(env: Env, attempt: Attempt): Promise<boolean> {
  return !resourceOf(attempt, await readTakenKey(env.CONFIG, attempt)).created;
}

/**
 * The key of a write that moves money and has no id of its own. A repeat that could not be recognised would move it twice.
 *
 * @throws ApiProblem `idempotency_key_required`.
 */
export function requiredKey(c: ApiContext): string {
  const key = idempotencyKey(c);
  if (key === null) throw new ApiProblem("idempotency_key_required");
  return key;
}

/** The caller's `Idempotency-Key`, or null. @throws ApiProblem `invalid_parameter` when it is no key. */
export function idempotencyKey(c: ApiContext): string | null {
  const header = c.req.header("idempotency-key");
  if (header === undefined) return null;
  const parsed = idempotencyKeySchema.safeParse(header);
  if (parsed.success) return parsed.data;
  const errors = [{ path: "Idempotency-Key", message: "expected 1 to 128 visible characters" }];
  throw new ApiProblem("invalid_parameter", { errors });
}

/**
 * Whose keys a caller's keys are: the merchant's, or one promoter's own. Holds a space where it is not empty, so
 * that put before a key no other caller can spell it.
 */
export function namespaceOf(c: ApiContext): string {
  const principal = c.get("principal");
  return principal.kind === "promoter" ? `${promoterIdOf(principal.promoter)} ` : "";
}

/** Tells a repeat from something else: hash of where a request went and of its body, however it was spelled. */
export function requestHash(c: ApiContext): string {
  return sha256Hex(canonicalJson({ path: new URL(c.req.url).pathname, body: c.get("body") }));
}
